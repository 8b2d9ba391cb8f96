#!/bin/sh
# A configuration that takes itself back unless a new login stops it in time.
#   dead-man check | commit NAME SECONDS | confirm NAME | take-back NAME | waiting
# The candidate (frr.conf, links) and the way back (links-back) stand beside this script.
set -u
here=$(dirname "$(readlink -f "$0")")
# From a folder of its own: after any other file than its frr.conf, frr-reload.py saves what it has just loaded, and a
# router that restarts before the confirmation would start with it.
reload() {
    mkdir -p "$here/conf" && cp "$1" "$here/conf/frr.conf" && { cp /etc/frr/vtysh.conf "$here/conf/" || :; } 2>/dev/null
    python3 /usr/lib/frr/frr-reload.py --reload --confdir "$here/conf" "$here/conf/frr.conf" >"$here/reload.log" 2>&1
}
waiting() { cat "$here/waiting" 2>/dev/null; }

# Whoever removes the file `waiting` has the word: the timer or the confirmation, never both.
claim() { [ "$(waiting)" = "$1" ] && mv "$here/waiting" "$here/claimed.$$" 2>/dev/null && rm -f "$here/claimed.$$"; }

back() {
    reload "$here/frr-back.conf"; status=$?
    # One by one: a batch ends at a line about an interface that was never made.
    while read -r line; do ip $line; done <"$here/links-back" >"$here/back.log" 2>&1
    return $status
}

# What ip or vtysh said first, and the line that vtysh said it about.
refusal() {
    said=$(cat "$here/links.log" "$here/reload.log" 2>/dev/null | grep -v '^$' | head -n 1)
    line=$(grep -m 1 '^line [0-9]' "$here/reload.log" 2>/dev/null)
    [ "$line" != "$said" ] || line=
    echo "${said:-the change was not taken}${line:+ ($line)}"
}

# One change at a time: a timer that ends while the change is still being made waits for that.
alone() { exec 9>"$here/lock" && flock 9; }

stop_timer() {
    timer=$(cat "$here/timer" 2>/dev/null) && grep -qaF "$here" "/proc/$timer/cmdline" 2>/dev/null && kill -- "-$timer"
    rm -f "$here/timer"
}

case $1 in
check)
    vtysh -C -f "$here/frr.conf" >"$here/check.log" 2>&1 || { grep -v '^$' "$here/check.log" | tail -n 1 >&2; exit 1; }
    # What the router itself sees as the difference; it refuses here what it could not read.
    python3 /usr/lib/frr/frr-reload.py --test "$here/frr.conf" >"$here/check.log" 2>&1 ||
        { grep -v '^$' "$here/check.log" | tail -n 1 >&2; exit 1; } ;;
commit)
    alone
    [ -z "$(waiting)" ] || { echo "commit $(waiting) waits for its confirmation" >&2; exit 1; }
    vtysh -c 'show running-config' | sed '1,/^!$/d' >"$here/frr-back.conf"
    [ -s "$here/frr-back.conf" ] || { echo "the running configuration cannot be kept" >&2; exit 1; }
    rm -f "$here/reload.log"
    echo "$2" >"$here/waiting"
    setsid sh "$here/dead-man" expire "$2" "$3" </dev/null >/dev/null 2>&1 9>&- &
    echo $! >"$here/timer"
    if ip -batch "$here/links" >"$here/links.log" 2>&1 && reload "$here/frr.conf"; then exit 0; fi
    reason=$(refusal)
    stop_timer
    claim "$2" && back
    echo "$reason" >&2
    exit 1 ;;
expire)
    sleep "$3"
    alone
    claim "$2" && back ;;
confirm)
    claim "$2" || { echo "commit $2 does not wait for its confirmation" >&2; exit 1; }
    stop_timer ;;
take-back)
    claim "$2" || { echo "commit $2 does not wait for its confirmation" >&2; exit 1; }
    stop_timer
    alone
    back ;;
waiting)
    waiting || true ;;
esac
