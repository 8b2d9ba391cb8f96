"""The lines that EOS accepts under `router bgp` and its sections."""

from twin.dialects.eos.pattern import Command, Negative

_LIMIT = "{0-4294967294}"


def _neighbor(pattern: str, negative: Negative = "delete") -> Command:
    return Command(f"neighbor {{peer}} {pattern}", group="neighbor", negative=negative)


_NEIGHBORS = (
    _neighbor("peer group", "delete"),
    _neighbor("peer group | {name}"),
    _neighbor("remote-as | {asn}"),
    _neighbor("local-as | {asn} [no-prepend] [replace-as]"),
    _neighbor("next-hop-self"),
    _neighbor("next-hop-unchanged"),
    _neighbor("shutdown"),
    _neighbor("update-source | {interface}"),
    _neighbor("description | {text}"),
    _neighbor("bfd"),
    _neighbor("allowas-in | [{1-10}]"),
    _neighbor("ebgp-multihop | [{1-255}]"),
    _neighbor("ttl maximum-hops | {0-254}"),
    _neighbor("route-reflector-client"),
    _neighbor("timers | {0-3600} {0-3600}"),
    _neighbor("route-map {name} <in,out>"),
    _neighbor("password | [7] {word}"),
    _neighbor("password | 0 {word}"),
    _neighbor("default-originate [always]"),
    _neighbor("send-community | [standard or extended or standard extended or standard extended large or large]"),
    _neighbor(f"maximum-routes | {_LIMIT} [warning-only]"),
    _neighbor(f"maximum-routes | {_LIMIT} warning-limit {{1-4294967294}} [percent] [warning-only]"),
    _neighbor("out-delay | {0-600}"),
)
_REDISTRIBUTIONS = (
    Command("network {network} | [route-map {name}]"),
    Command("aggregate-address {network} | [summary-only]"),
    Command("redistribute connected | [route-map {name}]"),
    Command("redistribute static | [route-map {name}]"),
    Command("redistribute attached-host | [route-map {name}]"),
)
_ROUTES = (
    Command("rd | <{rd},auto>"),
    Command("route-target <both,import,export> {rd}"),
    Command("route-target <both,import,export> auto"),
    Command("redistribute <learned,static,dot1x,router-mac>"),
)
_FAMILY = (
    Command("bgp next-hop address-family ipv6"),
    Command("neighbor {peer} activate", group="neighbor", negative="both"),
    Command("neighbor {peer} route-map {name} <in,out>", group="neighbor"),
    Command("neighbor {peer} default-route", group="neighbor"),
    Command("neighbor {peer} encapsulation | <vxlan,mpls>", group="neighbor"),
    Command("neighbor {peer} next-hop-unchanged", group="neighbor"),
    Command("neighbor {peer} next-hop-self", group="neighbor"),
    Command("neighbor {peer} domain remote", group="neighbor"),
    Command("neighbor default encapsulation | <vxlan,mpls>"),
    Command("neighbor default next-hop-self received-evpn-routes route-type ip-prefix"),
    Command("host-flap detection | window {1-4294967295} threshold {1-65535}"),
    Command("bgp additional-paths receive"),
    Command("bgp additional-paths send any"),
    *_REDISTRIBUTIONS,
)
_TUNING = (
    Command("router-id | {ipv4}"),
    Command("update wait-for-convergence"),
    Command("update wait-install"),
    Command("bgp default ipv4-unicast", negative="store"),
    Command("distance bgp | {1-255} [{1-255} {1-255}]"),
    Command("graceful-restart"),
    Command("graceful-restart restart-time | {1-3600}"),
    Command("maximum-paths | {1-600} [ecmp {1-600}]"),
    Command("timers bgp | {0-3600} {0-3600}"),
    Command("bgp asn notation | <asdot,asplain>"),
    Command("bgp bestpath d-path"),
    Command("bgp log-neighbor-changes", negative="store"),
    Command("bgp listen range {network} peer-group {name} remote-as {asn}"),
)

BGP_MODES: dict[str, tuple[Command, ...]] = {
    "bgp": (
        *_TUNING,
        *_NEIGHBORS,
        *_REDISTRIBUTIONS,
        Command("vlan {1-4094}", opens="bgp-vlan"),
        Command("vlan-aware-bundle {name}", opens="bgp-bundle"),
        Command("address-family <evpn,ipv4,ipv6,rt-membership>", opens="bgp-family"),
        Command("vrf {name}", opens="bgp-vrf"),
    ),
    "bgp-vlan": (*_ROUTES, Command("rd evpn domain <all,remote> | {rd}")),
    "bgp-bundle": (*_ROUTES, Command("vlan | {vlans}")),
    "bgp-family": _FAMILY,
    "bgp-vrf": (
        Command("rd | {rd}"),
        Command("route-target <import,export> <evpn,vpn-ipv4> {rd}"),
        Command("route-target <import,export> {rd}"),
        Command("evpn multicast"),
        *_TUNING,
        *_NEIGHBORS,
        *_REDISTRIBUTIONS,
        Command("address-family <ipv4,ipv6>", opens="bgp-vrf-family"),
    ),
    "bgp-vrf-family": _FAMILY,
}
