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
    "route-map": r"match (?:interface|as|community|tag)|continue|set (?:origin|tag|ip next-hop|community|extcommunity)",
    "vxlan": r"vxlan (?:vlan \S+ )?flood vtep|vxlan mlag source-interface",
}
"""Mode → what its lines begin with."""


def not_modelled(running: ConfigSection, above: str = "") -> Iterator[str]:
    """Yield each such line of a configuration under the lines above it, joined by ` / `."""
    pattern = _NOT_MODELLED.get(running.mode)
    for entry in running.entries.values():
        path = f"{above} / {entry.line}" if above else entry.line
        if pattern is not None and re.match(rf"(?:{pattern})(?= |$)", entry.line):
            yield path
        if entry.section is not None:
            yield from not_modelled(entry.section, path)
