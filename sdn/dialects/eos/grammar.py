"""The grammar of Arista EOS, from the command descriptions of its user manual (4.32)."""

from types import MappingProxyType
from typing import Final

from inventory.numbering import MANAGEMENT_VRF
from sdn.grammar import Grammar

VOLATILE_LINES: Final = (r"^!", r"^end$", r"^\s*$")
UNMANAGED_LINES: Final = (
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
    # it away would open what a person has closed.
    r"^(ip|ipv6|mac) access-list ",
    r"^(system )?control-plane",
    r"^(class-map|policy-map|qos|traffic-policies|match-list) ?",
    r"^(sflow|monitor|queue-monitor|errdisable|load-interval|lldp|ptp|mac address-table) ?",
    r"^ip (radius|tacacs|ftp|tftp|http|icmp) ",
    r"^(no )?spanning-tree (edge-port|portfast|guard|loopguard|transmit|bridge) ",
)
SECRET_LINES: Final = (
    r"^username \S+ .*?(?:secret|password|ssh-key)(?: sha512| 0| 5| 7)? (?P<secret>.+)$",
    r"^enable (?:password|secret)(?: sha512| 0| 5| 7)? (?P<secret>.+)$",
    r"^\s*neighbor \S+ password(?: 0| 7| 8a)? (?P<secret>.+)$",
    r"^(?:radius|tacacs)-server .*key(?: 0| 7| 8a)? (?P<secret>.+)$",
    r"^snmp-server community (?P<secret>\S+)",
    r"^snmp-server user .*(?:auth|priv) \S+ (?P<secret>.+)$",
    r"^ntp authentication-key \d+ \S+(?: 0| 7)? (?P<secret>.+)$",
)

_BGP_NEIGHBOR: Final = (
    r"neighbor \S+ (?:peer group|remote-as|local-as|update-source|description|password|timers|send-community)",
    r"neighbor \S+ (?:allowas-in|ebgp-multihop|ttl maximum-hops|maximum-routes|out-delay)",
    r"neighbor \S+ (?:encapsulation|default-originate)",
    r"redistribute \S+",
    r"network \S+",
    r"aggregate-address \S+",
    r"router-id",
    r"maximum-paths",
    r"distance bgp",
    r"timers bgp",
    r"graceful-restart restart-time",
    r"bgp asn notation",
)

EOS_GRAMMAR: Final = Grammar(
    negation="no ",
    closing="exit",
    reset="default ",
    volatile_lines=VOLATILE_LINES,
    text_blocks=MappingProxyType({"banner ": "EOF"}),
    unmanaged_lines=UNMANAGED_LINES,
    secret_lines=SECRET_LINES,
    single_valued=MappingProxyType(
        {
            "": (
                r"hostname",
                r"spanning-tree mode",
                r"spanning-tree mst \d+ priority",
                r"spanning-tree priority",
                r"service routing protocols model",
                r"lldp (?:timer|hold-time)",
                r"load-interval default",
                r"mac address-table aging-time",
                r"ip virtual-router mac-address(?! mlag-peer)",
                r"errdisable recovery interval",
            ),
            "interface ": (
                r"description",
                r"load-interval",
                r"mtu",
                r"speed",
                r"vrf",
                r"ip address(?! virtual| \S+ secondary)",
                r"ip address virtual(?! \S+ secondary)",
                r"ip access-group \S+",
                r"arp aging timeout",
                r"bfd interval",
                r"switchport (?:access vlan|mode|trunk native vlan|trunk allowed vlan)",
                r"channel-group",
                r"mlag",
                r"(?:port-channel )?min-links",
                r"port-channel lacp fallback(?: timeout)?",
                r"lacp (?:timer|port-priority|system-id)",
                r"encapsulation dot1q vlan",
                r"error-correction encoding",
                r"flowcontrol \S+",
                r"qos trust",
                r"spanning-tree (?:portfast|bpduguard|bpdufilter|guard)",
                r"storm-control \S+",
                r"service-profile",
                r"vxlan (?:mlag )?source-interface",
                r"vxlan udp-port",
                r"vxlan (?:vlan|vrf) \S+ vni",
                r"vxlan (?:vlan \S+ )?flood vtep",
            ),
            "evpn ethernet-segment": (r"identifier", r"redundancy", r"route-target import"),
            "vlan ": (r"name", r"state", r"rd(?! evpn)", r"rd evpn domain \S+"),
            "vlan-aware-bundle ": (r"vlan", r"rd(?! evpn)"),
            "vrf ": (r"description", r"rd", *_BGP_NEIGHBOR),
            "router bgp ": _BGP_NEIGHBOR,
            "address-family ": (r"host-flap detection", r"neighbor \S+ activate", *_BGP_NEIGHBOR),
            "mlag configuration": (
                r"domain-id",
                r"heartbeat-interval",
                r"local-interface",
                r"peer-address(?: heartbeat)?",
                r"peer-link",
                r"primary-priority",
                r"dual-primary (?:detection|recovery) delay",
                r"reload-delay(?: mlag| non-mlag)?",
            ),
            "management ssh": (r"idle-timeout",),
            "router bfd": (r"(?:multihop )?interval", r"slow-timer"),
            "route-map ": (
                r"description",
                r"match (?:ip address prefix-list|interface|as|community|extcommunity|tag)",
                r"set (?:local-preference|metric|origin|tag|as-path prepend|ip next-hop|community|extcommunity|weight)",
                r"continue",
            ),
            "ip prefix-list ": (r"seq \d+",),
            "ip access-list ": (r"\d+",),
        }
    ),
    opening=(
        r"(?:interface|vlan|vrf instance|route-map|router bgp) (?!.* / )",
        r"router bgp \S+ / (?:vlan|vrf|address-family|vlan-aware-bundle) (?!.* / )",
        r"router bgp \S+ / vrf \S+ / address-family \S+$",
        r"management ssh$",
        r"management ssh / vrf \S+$",
        r"mlag configuration$",
    ),
    defaulted=(r"neighbor \S+ activate",),
    permanent=(r"interface (?:Ethernet|Management)",),
    implied=(
        r"interface (?:Ethernet|Management)\S+$",
        r"no ip routing(?: vrf \S+)?$",
        r"spanning-tree mode mstp$",
        r"service routing protocols model multi-agent$",
    ),
    forgetful=MappingProxyType({r"vrf": (r"ip address", r"ip virtual-router address")}),
)
