"""Arista EOS."""

from types import MappingProxyType
from typing import Final

from inventory.numbering import MANAGEMENT_VRF
from sdn.nos.eos_editing import EOS_EDITING
from sdn.nos.nos import Capabilities, CommitStyle, Grade, Nos

EOS: Final = Nos(
    name="eos",
    title="Arista EOS",
    netmiko_device_type="arista_eos",
    commit_style=CommitStyle.CANDIDATE_TIMER,
    capabilities=Capabilities(mlag=True, l3_vni=True, timed_commit=True, bfd=True, overlay_on_underlay_sessions=False),
    management_port="Management1",
    parts=("cfg",),
    error_patterns=(r"^%\s", r"^\s*\^\s*$"),
    volatile_lines=(r"^! ", r"^!$", r"^end$", r"^\s*$"),
    unmanaged_lines=(
        r"^username ",
        r"^(no )?enable (password|secret)",
        r"^(no )?aaa ",
        r"^(radius|tacacs)-server ",
        r"^management (?!ssh)",
        rf"^management ssh / (?!vrf {MANAGEMENT_VRF}\b)",
        r"^(ntp|clock|logging|snmp-server|dns|daemon|event-handler|alias|banner|boot|transceiver|platform) ?",
        r"^ip (name-server|domain-name|domain lookup|ssh) ?",
        r"^dns ",
        r"^hardware ",
        r"^vlan internal order ",
        r"^agent ",
        r"^switchport default ",
        # What protects the switch, watches over it or shapes its traffic: nothing of it is written here, and to take
        # it away would open what somebody has closed.
        r"^(ip|ipv6|mac) access-list ",
        r"^(system )?control-plane",
        r"^(class-map|policy-map|qos|traffic-policies|match-list) ?",
        r"^(sflow|monitor|queue-monitor|errdisable|load-interval|lldp|ptp|mac address-table) ?",
        r"^ip (radius|tacacs|ftp|tftp|http|icmp) ",
        r"^(no )?spanning-tree (edge-port|portfast|guard|loopguard|transmit|bridge) ",
    ),
    secret_lines=(
        r"^username \S+ .*?(?:secret|password|ssh-key)(?: sha512| 0| 5| 7)? (?P<secret>.+)$",
        r"^enable (?:password|secret)(?: sha512| 0| 5| 7)? (?P<secret>.+)$",
        r"^\s*neighbor \S+ password(?: 0| 7| 8a)? (?P<secret>.+)$",
        r"^(?:radius|tacacs)-server .*key(?: 0| 7| 8a)? (?P<secret>.+)$",
        r"^snmp-server community (?P<secret>\S+)",
        r"^snmp-server user .*(?:auth|priv) \S+ (?P<secret>.+)$",
        r"^ntp authentication-key \d+ \S+(?: 0| 7)? (?P<secret>.+)$",
    ),
    state_commands=MappingProxyType(
        {
            "version": "show version | json",
            "bgp": "show ip bgp summary vrf all | json",
            "evpn": "show bgp evpn summary | json",
            "vni": "show vxlan vni | json",
            "vtep": "show vxlan vtep | json",
            "mlag": "show mlag | json",
            "mlag_interfaces": "show mlag interfaces | json",
            "lldp": "show lldp neighbors | json",
            "mtu": "show interfaces | json",
        }
    ),
    editing=EOS_EDITING,
    terminal_setup=("terminal length 0", "terminal width 32767"),
    grade=Grade.DOCUMENTED,
)
