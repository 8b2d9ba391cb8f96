"""Lines that EOS takes and that would change links or routes, but whose effect is not computed."""

import re
from collections.abc import Iterator

from twin.dialects.eos.tree import ConfigSection

_NOT_MODELLED: dict[str, str] = {
    "port-channel": r"evpn ethernet-segment|port-channel lacp fallback|(?:port-channel )?min-links",
    "bgp": r"aggregate-address|bgp listen|redistribute attached-host|neighbor \S+ default-originate",
    "bgp-vrf": r"aggregate-address|bgp listen|redistribute attached-host|neighbor \S+ default-originate",
    "bgp-family": (
        r"aggregate-address|bgp additional-paths|neighbor \S+ (?:default-route|domain remote)|neighbor default"
    ),
    "bgp-vrf-family": r"aggregate-address|bgp additional-paths|neighbor \S+ default-route",
    "route-map": r"match (?:interface|as|community|tag)|continue|set (?:tag|ip next-hop|community|extcommunity)",
    "vxlan": r"vxlan (?:vlan \S+ )?flood vtep|vxlan mlag source-interface",
}
"""Mode → what its lines begin with."""


_WITHOUT_EFFECT = re.compile(
    r"(?:no )?(?:aaa|agent|alias|banner|boot|clock|daemon|dns|email|enable|environment|errdisable|event-handler"
    r"|event-monitor|hardware|hostname|ip (?:domain|ftp|http|name-server|ssh|tftp)|lldp|logging|management|monitor|ntp"
    r"|platform|prompt|ptp|queue-monitor|radius-server|sflow|snmp-server|system|tacacs-server|terminal|transceiver"
    r"|username|vmtracer)\b"
)
"""Beginnings of lines that links and routes do not depend on (EOS user manual, chapters on management)."""


def has_effect(line: str) -> bool:
    """Tell whether links or routes could depend on a line that was not understood."""
    return _WITHOUT_EFFECT.match(line) is None


def not_modelled(running: ConfigSection, above: str = "") -> Iterator[str]:
    """Yield each such line of a configuration under the lines above it, joined by ` / `."""
    pattern = _NOT_MODELLED.get(running.mode)
    for entry in running.entries.values():
        path = f"{above} / {entry.line}" if above else entry.line
        if pattern is not None and re.match(rf"(?:{pattern})(?= |$)", entry.line):
            yield path
        if entry.section is not None:
            yield from not_modelled(entry.section, path)
