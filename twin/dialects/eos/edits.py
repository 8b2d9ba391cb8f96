"""Lines that change other lines: additions to a VLAN list, the VRF of an interface, what a section brings with it."""

from collections.abc import Callable
from dataclasses import replace

from twin.dialects.eos.pattern import Command, Match
from twin.dialects.eos.secret import hash_password
from twin.dialects.eos.tree import ConfigLine, ConfigSection, natural
from twin.dialects.eos.values import compress_ranges, expand_ranges

_ALLOWED = "switchport trunk allowed vlan"
_ALL_VLANS = frozenset(range(1, 4095))
Edit = Callable[[ConfigSection, ConfigSection, Match], tuple[str, str] | None]


def allowed_vlans(section: ConfigSection) -> frozenset[int]:
    """Return the VLANs that a trunk carries: all when nothing is said."""
    value = section.value(_ALLOWED)
    if value is None or value == "all":
        return _ALL_VLANS
    return frozenset() if value == "none" else expand_ranges(value, 1, 4094) or frozenset()


def _write_allowed(section: ConfigSection, vlans: frozenset[int]) -> tuple[str, str] | None:
    if vlans == _ALL_VLANS:
        section.entries.pop(_ALLOWED, None)
        return None
    return _ALLOWED, f"{_ALLOWED} {compress_ranges(vlans) or 'none'}"


def _named(found: Match) -> frozenset[int]:
    return expand_ranges(found.values[-1], 1, 4094) or frozenset()


def _add(_: ConfigSection, section: ConfigSection, found: Match) -> tuple[str, str] | None:
    return _write_allowed(section, allowed_vlans(section) | _named(found))


def _remove(_: ConfigSection, section: ConfigSection, found: Match) -> tuple[str, str] | None:
    return _write_allowed(section, allowed_vlans(section) - _named(found))


def _except(_: ConfigSection, section: ConfigSection, found: Match) -> tuple[str, str] | None:
    return _write_allowed(section, _ALL_VLANS - _named(found))


def _vrf(_: ConfigSection, section: ConfigSection, found: Match) -> tuple[str, str] | None:
    """Put an interface into a VRF; as on a switch, its addresses go when that is a change."""
    if section.line("vrf") != found.line:
        for key in [key for key in section.entries if key.startswith(("ip address", "ip virtual-router address"))]:
            del section.entries[key]
    return "vrf", found.line


def _channel_group(root: ConfigSection, _: ConfigSection, found: Match) -> tuple[str, str] | None:
    """Put a port into a port-channel, which comes into being when it is not there yet."""
    name = f"interface Port-Channel{found.values[0]}"
    if name not in root.entries:
        neighbour = next(entry for key, entry in root.entries.items() if key.startswith("interface Ethernet"))
        order = (neighbour.order[0] - 1, (), 0, natural(name))
        root.entries[name] = ConfigLine(name, order, ConfigSection("port-channel"))
    return "channel-group", found.line


def _secret(_root: ConfigSection, _section: ConfigSection, found: Match) -> tuple[str, str] | None:
    """Keep a password as its hash only, as EOS does."""
    before, _, secret = found.line.partition(" secret ")
    kind, _, value = secret.partition(" ")
    if kind == "0" or not value:
        return found.key, f"{before} secret sha512 {hash_password(value or kind)}"
    return found.key, found.line


EDITS: dict[str, Edit] = {
    "allowed-vlan-add": _add,
    "allowed-vlan-remove": _remove,
    "allowed-vlan-except": _except,
    "vrf": _vrf,
    "channel-group": _channel_group,
    "secret": _secret,
}


def consequences(root: ConfigSection, line: str, *, removed: bool = False) -> None:
    """Bring in or take away the line `no ip routing vrf X` that EOS shows for every VRF."""
    if not line.startswith("vrf instance "):
        return
    key = f"ip routing vrf {line.split()[2]}"
    if removed:
        root.entries.pop(key, None)
    elif key not in root.entries:
        routing = root.entries["ip routing"]
        command = Command("ip routing vrf {name}")
        order = (routing.order[0] + 1, (), command.subrank, natural(f"no {key}"))
        root.entries[key] = replace(ConfigLine(f"no {key}", order))
