"""The grammar of Cisco NX-OS: what takes what back.

Cisco Nexus 9000 Series NX-OS Command Reference (Configuration Commands), Release 10.4(x): `no` takes a line back,
`default interface` puts a port back to its defaults, commands of a feature are there once it is enabled.
"""

from types import MappingProxyType
from typing import Final

from sdn.grammar import Grammar

NXOS_GRAMMAR: Final = Grammar(
    negation="no ",
    closing="exit",
    reset="default ",
    first=(r"feature ", r"nv overlay evpn$"),
    volatile_lines=(r"^!", r"^version ", r"^\s*$", r"^end$"),
    text_blocks=MappingProxyType({"banner motd ": "^"}),
    unmanaged_lines=(
        r"^username ",
        r"^(no )?aaa ",
        r"^(tacacs|radius)-server ",
        r"^(ntp|clock|logging|snmp-server|line|boot|copp|policy-map|class-map|rmon) ?",
        r"^ip (domain|name-server|access-list|tacacs) ?",
        r"^hardware ",
    ),
    secret_lines=(
        r"^username \S+ password \d (?P<secret>\S+)",
        r"^\s*password (?:3 |7 )?(?P<secret>\S+)$",
        r"^snmp-server (?:community|user) (?P<secret>.+)$",
        r"^(?:tacacs|radius)-server .*key (?:\d )?(?P<secret>\S+)",
    ),
    single_valued=MappingProxyType(
        {
            "": (r"hostname", r"fabric forwarding anycast-gateway-mac"),
            "interface ": (
                r"description",
                r"mtu",
                r"vrf member",
                r"ip address(?! \S+ secondary)",
                r"switchport (?:mode|access vlan|trunk native vlan|trunk allowed vlan)",
                r"source-interface",
                r"host-reachability protocol",
            ),
            "vlan ": (r"name", r"vn-segment"),
            "vrf context ": (r"vni", r"rd"),
            "router bgp ": (r"router-id",),
            "neighbor ": (r"remote-as", r"description", r"update-source", r"ebgp-multihop"),
            "template peer ": (r"update-source", r"ebgp-multihop"),
        }
    ),
    opening=(
        r"(?:interface|vlan|vrf context|route-map|router bgp|evpn)\b(?!.* / )",
        r"router bgp \d+ / (?:neighbor|address-family|vrf|template peer) [^/]*$",
        r"interface nve1 / member vni \d+$",
    ),
    permanent=(r"interface (?:Ethernet|mgmt)",),
    forgetful=MappingProxyType({r"vrf member": (r"ip address",)}),
    implied=(r"interface Ethernet\S+$",),
)
