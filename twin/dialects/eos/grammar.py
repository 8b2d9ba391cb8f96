"""Which lines EOS accepts in which section of its configuration, as data, in the order EOS shows them.

Taken from the EOS User Manual for release 4.32; what is not listed is refused, as a misspelt line is on a switch.
"""

from collections.abc import Iterable
from dataclasses import replace

from twin.dialects.eos.grammar_bgp import BGP_MODES
from twin.dialects.eos.grammar_interfaces import INTERFACE_MODES
from twin.dialects.eos.pattern import Command, WordNode, compile_mode

_ROOT = (
    Command("boot system | {word}"),
    Command("alias {name} | {text}"),
    Command("aaa root", negative="both", shown="no aaa root"),
    Command("enable password", negative="store", hidden_default="no enable password"),
    Command("enable password | {text}"),
    Command("username {name} | [privilege {0-15}] [role {name}] secret {word}", edits="secret"),
    Command("username {name} | [privilege {0-15}] [role {name}] secret <0,5,sha512> {word}", edits="secret"),
    Command("username {name} | [privilege {0-15}] [role {name}] nopassword"),
    Command("username {name} ssh-key | {text}"),
    Command("daemon {name}", opens="daemon"),
    Command("prompt | {text}"),
    Command("terminal length | {0-32767}"),
    Command("vlan internal order | <ascending,descending> range {1-4094} {1-4094}"),
    Command("transceiver qsfp default-mode | 4x10G", shown="transceiver qsfp default-mode 4x10G"),
    Command("load-interval default | {0-600}"),
    Command("queue-monitor length"),
    Command(
        "service routing protocols model | <multi-agent,ribd>", shown="service routing protocols model multi-agent"
    ),
    Command("errdisable recovery cause {name}"),
    Command("errdisable recovery interval | {30-86400}"),
    Command("lldp run", negative="store"),
    Command("lldp timer | {1-32768}"),
    Command("lldp hold-time | {1-65535}"),
    Command("lldp management-address | <{interface}>"),
    Command("logging console", negative="both"),
    Command("logging console | {name}"),
    Command("logging buffered | {10-2147483647} [{name}]"),
    Command("logging monitor | {name}"),
    Command("logging format timestamp | {text}"),
    Command("logging format hostname fqdn"),
    Command("logging [vrf {name}] host {name} [{1-65535}] [protocol <tcp,udp>]"),
    Command("logging [vrf {name}] source-interface | {interface}"),
    Command("hostname | {name}"),
    Command("dns domain | {name}"),
    Command("ip domain lookup [vrf {name}] source-interface | {interface}"),
    Command("ip name-server [vrf {name}] {ipv4}"),
    Command("ntp authenticate"),
    Command("ntp local-interface | [vrf {name}] {interface}"),
    Command("ntp server [vrf {name}] {name} | [prefer] [iburst] [version {1-4}] [key {1-65534}]"),
    Command("radius-server host {name} [vrf {name}] | [key {0-7} {word}]"),
    Command("tacacs-server host {name} [vrf {name}] | [key {0-7} {word}]"),
    Command("sflow run"),
    Command("snmp-server community {word} | <ro,rw>"),
    Command("snmp-server contact | {text}"),
    Command("snmp-server location | {text}"),
    Command("snmp-server host {name} [vrf {name}] | [version <1,2c,3>] {word}"),
    Command("spanning-tree mode | <mstp,rapid-pvst,rstp,none>", shown="spanning-tree mode mstp"),
    Command("spanning-tree vlan-id {vlans}", negative="store"),
    Command("spanning-tree edge-port bpduguard default"),
    Command("spanning-tree mst {0-15} priority | {0-61440}"),
    Command("spanning-tree priority | {0-61440}"),
    Command("aaa authentication login default | {text}"),
    Command("aaa authorization exec default | {text}"),
    Command("aaa authorization commands all default | {text}"),
    Command("aaa accounting {text}"),
    Command("clock timezone | {word}"),
    Command("vlan {vlans}", opens="vlan"),
    Command("vrf instance {name}", opens="vrf"),
    Command("management api gnmi", opens="management-gnmi"),
    Command("management api http-commands", opens="management-http"),
    Command("bfd [multihop] interval | {50-60000} <min_rx,min-rx> {50-60000} multiplier {3-50}"),
    Command("interface {port-channel}", opens="port-channel"),
    Command("interface {ethernet}", opens="ethernet"),
    Command("interface {loopback}", opens="loopback"),
    Command("interface {management}", opens="management"),
    Command("interface {vlan}", opens="svi"),
    Command("interface {vxlan}", opens="vxlan"),
    Command("mac address-table aging-time | {0-1000000}"),
    Command("mac address-table notification host-flap logging"),
    Command("ip access-list standard {name}", opens="access-list"),
    Command("ip access-list {name}", opens="access-list"),
    Command("ip virtual-router mac-address | {mac}"),
    Command("ip virtual-router mac-address mlag-peer"),
    Command("ip address virtual source-nat vrf {name} address | {ipv4}"),
    Command("ip routing", negative="both", shown="no ip routing"),
    Command("ip routing vrf {name}", negative="both"),
    Command("ip community-list {name} | <permit,deny> {text}"),
    Command("ip extcommunity-list {name} <permit,deny> rt {rd}"),
    Command("ip prefix-list {name}", opens="prefix-list"),
    Command("ipv6 unicast-routing"),
    Command("ip icmp redirect", negative="store"),
    Command("mlag configuration", opens="mlag"),
    Command("ip route [vrf {name}] {network} <{ipv4},{interface},Null0> [{1-255}] [tag {0-4294967295}] [name {name}]"),
    Command("ip route [vrf {name}] {network} {interface} {ipv4} [{1-255}]"),
    Command("route-map {name} <permit,deny> {1-16777215}", opens="route-map"),
    Command("peer-filter {name}", opens="peer-filter"),
    Command("router bfd", opens="router-bfd"),
    Command("router bgp | {asn}", opens="bgp"),
    Command("router multicast", opens="router-multicast"),
    Command("management ssh", opens="management-ssh"),
    Command("management console", opens="management-console"),
)

_SMALL_MODES: dict[str, tuple[Command, ...]] = {
    "vlan": (
        Command("name | {name}"),
        Command("state | <active,suspend>", hidden_default="state active"),
        Command("trunk group {name}"),
    ),
    "vrf": (Command("description | {text}"), Command("rd | {rd}")),
    "daemon": (
        Command("exec | {text}"),
        Command("shutdown", negative="both"),
    ),
    "management-gnmi": (Command("transport grpc {name}", opens="management-gnmi-transport"),),
    "management-gnmi-transport": (Command("vrf | {name}"), Command("port | {1-65535}"), Command("shutdown")),
    "management-http": (
        Command("protocol http", hidden_default="no protocol http"),
        Command("protocol https", negative="store"),
        Command("shutdown", negative="store"),
        Command("vrf {name}", opens="management-http-vrf"),
    ),
    "management-http-vrf": (Command("shutdown", negative="store"),),
    "management-ssh": (
        Command("idle-timeout | {0-86400}"),
        Command("shutdown"),
        Command("vrf {name}", opens="management-ssh-vrf"),
    ),
    "management-ssh-vrf": (Command("shutdown", negative="store"),),
    "management-console": (Command("idle-timeout | {0-86400}"),),
    "access-list": (
        Command("counters per-entry"),
        Command("{1-4294967295} | <permit,deny,remark> {text}"),
    ),
    "prefix-list": (
        Command("seq {0-65535} | <permit,deny> {network} [eq {1-32} or ge {1-32} or le {1-32} or ge {1-32} le {1-32}]"),
    ),
    "peer-filter": (Command("{0-65535} match as-range | {as-range} result <accept,reject>"),),
    "route-map": (
        Command("description | {text}"),
        Command("match ip address prefix-list | {name}"),
        Command("match interface | {interface}"),
        Command("match as | {asn}"),
        Command("match community | {name}"),
        Command("match extcommunity | {name}"),
        Command("match tag | {0-4294967295}"),
        Command("continue | {1-16777215}"),
        Command("set local-preference | {0-4294967295}"),
        Command("set metric | {0-4294967295}"),
        Command("set origin | <incomplete,igp,egp>"),
        Command("set tag | {0-4294967295}"),
        Command("set as-path prepend | {text}"),
        Command("set ip next-hop | {ipv4}"),
        Command("set community | {text}"),
        Command("set extcommunity | {text}"),
        Command("set weight | {0-65535}"),
    ),
    "mlag": (
        Command("domain-id | {name}"),
        Command("heartbeat-interval | {1000-30000}"),
        Command("local-interface | {vlan}"),
        Command("peer-address | {ipv4}"),
        Command("peer-address heartbeat | {ipv4} [vrf {name}]"),
        Command("peer-link | {interface}"),
        Command("primary-priority | {1-32767}"),
        Command("dual-primary detection delay | {0-86400} [action errdisable all-interfaces]"),
        Command("dual-primary recovery delay mlag | {0-86400} non-mlag {0-86400}"),
        Command("reload-delay | {0-86400}"),
        Command("reload-delay mlag | {0-86400}"),
        Command("reload-delay non-mlag | {0-86400}"),
        Command("shutdown"),
    ),
    "router-bfd": (
        Command("interval | {50-60000} min-rx {50-60000} multiplier {3-50} [default]"),
        Command("multihop interval | {50-60000} min-rx {50-60000} multiplier {3-50}"),
        Command("slow-timer | {1000-60000}"),
    ),
    "router-multicast": (Command("ipv4", opens="router-multicast-ipv4"),),
    "router-multicast-ipv4": (Command("routing"), Command("software-forwarding | <kernel,sfe>")),
}


def _ranked(commands: Iterable[Command]) -> tuple[Command, ...]:
    """Return the commands numbered in the order of the table; members of a group share the rank of its first."""
    ranked: list[Command] = []
    ranks: dict[str, int] = {}
    for number, command in enumerate(commands):
        rank = ranks.setdefault(command.group, number) if command.group else number
        ranked.append(replace(command, rank=rank, subrank=number if command.group else 0))
    return tuple(ranked)


def _modes() -> dict[str, tuple[Command, ...]]:
    tables = {"config": _ROOT, **_SMALL_MODES, **INTERFACE_MODES, **BGP_MODES}
    return {mode: _ranked(commands) for mode, commands in tables.items()}


COMMANDS: dict[str, tuple[Command, ...]] = _modes()
MODES: dict[str, WordNode] = {mode: compile_mode(commands) for mode, commands in COMMANDS.items()}

PROMPTS: dict[str, str] = {
    "config": "",
    "vlan": "vlan-{0}",
    "vrf": "vrf-{0}",
    "daemon": "daemon-{0}",
    "management-gnmi": "mgmt-api-gnmi",
    "management-gnmi-transport": "gnmi-transport-{0}",
    "management-http": "mgmt-api-http-cmds",
    "management-http-vrf": "mgmt-api-http-cmds-vrf-{0}",
    "management-ssh": "mgmt-ssh",
    "management-ssh-vrf": "ssh-vrf-{0}",
    "management-console": "mgmt-console",
    "access-list": "acl-{0}",
    "prefix-list": "ip-pfx",
    "peer-filter": "peer-filter-{0}",
    "route-map": "route-map-{0}",
    "mlag": "mlag",
    "port-channel": "if-{0}",
    "ethernet": "if-{0}",
    "ethernet-segment": "evpn-es",
    "loopback": "if-{0}",
    "management": "if-{0}",
    "svi": "if-{0}",
    "vxlan": "if-{0}",
    "router-bfd": "router-bfd",
    "router-multicast": "mcast",
    "router-multicast-ipv4": "mcast-ipv4",
    "bgp": "router-bgp",
    "bgp-family": "router-bgp-af",
    "bgp-vrf": "router-bgp-vrf-{0}",
    "bgp-vrf-family": "router-bgp-vrf-{0}-af",
    "bgp-vlan": "macvrf-{0}",
    "bgp-bundle": "macvrf-{0}",
}
