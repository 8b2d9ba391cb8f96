#!/bin/sh
# The first process of one router, in namespaces of its own (network, mounts, hostname, processes).
# ROUTER_NAME, ROUTER_FOLDER and ROUTER_PREFIX_LENGTH come from lab/frr/router.py.
trap 'exit 0' TERM
set -e
hostname "$ROUTER_NAME"
mount --make-rprivate /
mount --bind "$ROUTER_FOLDER" /mnt
mount --bind /mnt/etc-frr /etc/frr
for file in passwd shadow group; do mount --bind "/mnt/$file" "/etc/$file"; done
for folder in /run /var/tmp /var/log; do mount -t tmpfs tmpfs "$folder"; done
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mkdir -p /run/sshd /run/lldpd /run/home /var/log/frr
install -d -o frr -g frrvty -m 775 /run/frr
chown frr:frr /var/log/frr
chmod 700 /run/home

# What the image of a router's operating system sets.
sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.fib_multipath_hash_policy=1 \
  net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 \
  net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
ip link set lo up
if [ -s /etc/frr/interfaces ]; then ip -force -batch /etc/frr/interfaces; fi

for daemon in zebra bgpd staticd; do /usr/lib/frr/$daemon -d -F datacenter -A 127.0.0.1; done
vtysh -b
printf 'configure lldp portidsubtype ifname\nconfigure lldp tx-interval 2\n' >/run/lldpd.conf
lldpd -d -O /run/lldpd.conf -I 'swp*' -u /run/lldpd.socket >/run/lldpd.log 2>&1 &
/usr/sbin/sshd -D -e -f /mnt/sshd_config >/run/sshd.log 2>&1 &
until ss -Hltn 'sport = :22' | grep -q .; do sleep 0.05; done
echo ready >/mnt/ready

# Where more news of interfaces comes at once than lldpd's socket holds, the kernel drops some. lldpd 1.0.16 then takes a
# larger buffer, but never asks what it has missed, and may send nothing on a port for ever: it thinks the port is down.
# To set a port's group to what it is changes nothing, and makes the kernel tell of the port again.
dropped=0
while :; do
  sleep 2 & wait $!
  now=$(grep -c 'netlink receive buffer too small' /run/lldpd.log || true)
  if [ "$now" = "$dropped" ]; then continue; fi
  dropped=$now
  for port in /sys/class/net/swp*; do ip link set dev "${port##*/}" group default 2>/dev/null || true; done
done
