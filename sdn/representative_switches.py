"""Few switches that stand for all of an estate: of leaf pairs that differ in nothing but who they are, the first.

A large fabric has hundreds of leaf pairs that a person wrote in one line. What holds for the kind of everything that is
set on the first of them holds for all, so that a question about kinds is asked of a few dozen switches instead of
thousands. Two pairs are alike where all that is known of their switches, their servers and their cables is the same,
except the fields of `IDENTITY`: a field that is added to a noun tells pairs apart by itself. Spines and border
switches are always kept, and so are leaves that a server or a cable joins to another pair.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from typing import Any, Final

from inventory.model.blocks import Mounted, NicBlock, ServerBlock
from inventory.model.estate import Estate
from inventory.model.fabric import Switch, SwitchRole
from inventory.model.sites import Cable, Mount, Port, Termination

IDENTITY: Final[Mapping[type, frozenset[str]]] = {
    Switch: frozenset({"name", "number", "pair", "pair_number", "origin"}),
    Mount: frozenset({"rack", "position", "chassis", "bay"}),
    Mounted: frozenset({"rack", "names", "units", "shown_names", "chassis", "bays", "origin"}),
    ServerBlock: frozenset({"addresses"}),
    NicBlock: frozenset({"switch"}),
    Cable: frozenset({"a", "b", "origin"}),
    Port: frozenset({"name"}),
}
"""Class → the fields that say which one it is or where it is written.

Ports are not among them: whether a server is bundled, and whether a switch has ports to spare, follows from them.
"""
MAY_BE_UNSET: Final = frozenset({"position", "chassis", "bay", "units", "shown_names", "bays", "addresses"})
"""Those of them that may be left out: whether they are set tells pairs apart."""


def representative_estate(estate: Estate) -> Estate:
    """Return the estate with one leaf pair of each kind, and their servers and cables; itself if all are needed.

    Every number is derived from names, so that what is kept has the intent that it has in the whole. `estate` must
    have passed its checks.
    """
    kept = _Pairs(estate).kept()
    if len(kept) == len(estate.switches):
        return estate
    return replace(
        estate,
        switches={name: switch for name, switch in estate.switches.items() if name in kept},
        switch_cables=tuple(
            cable for cable in estate.switch_cables if cable.a.device in kept and cable.b.device in kept
        ),
        server_blocks=tuple(block for block in estate.server_blocks if all(nic.switch in kept for nic in block.nics)),
    )


@dataclass(slots=True)
class _Pairs:
    """What is known of each leaf pair, as far as it may tell it from another."""

    estate: Estate
    pair_of: dict[str, str] = field(default_factory=dict)
    """Leaf → its pair, or itself where it is alone."""
    known: dict[str, list[object]] = field(default_factory=dict)
    joined: set[str] = field(default_factory=set)
    """Pairs that a server or a cable joins to others."""
    far_ports: dict[tuple[str, str], object] = field(default_factory=dict)
    """Device type and port → what is known of it."""

    def kept(self) -> frozenset[str]:
        """Return the names of the switches that stand for all."""
        switches = self.estate.switches
        self.pair_of = {
            name: switch.pair or name for name, switch in switches.items() if switch.role is SwitchRole.LEAF
        }
        self.known = {pair: [] for pair in self.pair_of.values()}
        for name, pair in self.pair_of.items():
            self.known[pair].append(_known(switches[name]))
        self._add_servers()
        self._add_cables()
        pairs = frozenset(self._first_of_each_kind())
        return frozenset(name for name in switches if self.pair_of.get(name) is None or self.pair_of[name] in pairs)

    def _first_of_each_kind(self) -> Iterator[str]:
        seen: set[object] = set()
        for pair, known in self.known.items():
            kind = _hashable(tuple(known))
            if pair in self.joined or kind not in seen:
                seen.add(kind)
                yield pair

    def _add_servers(self) -> None:
        for block in self.estate.server_blocks:
            for pair in self._ends(nic.switch for nic in block.nics):
                ends = tuple(self._seen_from(pair, nic.switch) for nic in block.nics)
                self.known[pair].append((_known(block), ends))

    def _add_cables(self) -> None:
        for cable in self.estate.switch_cables:
            for pair in self._ends((cable.a.device, cable.b.device)):
                self.known[pair].append((_known(cable), self._end(pair, cable.a), self._end(pair, cable.b)))

    def _ends(self, devices: Iterable[str]) -> set[str]:
        """Return the pairs that something is connected to; more than one are joined by it."""
        pairs = {self.pair_of[device] for device in devices if device in self.pair_of}
        if len(pairs) > 1:
            self.joined |= pairs
        return pairs

    def _end(self, pair: str, end: Termination) -> tuple[object, object]:
        """Return where a cable ends: which port it is on a switch of the pair, what kind of port it is on another."""
        if self.pair_of.get(end.device) == pair:
            return self._seen_from(pair, end.device), end.port
        switch = self.estate.switches[end.device]
        key = switch.type, end.port
        if key not in self.far_ports:
            self.far_ports[key] = _known(self.estate.device_types[switch.type].ports.get(end.port))
        return end.device, self.far_ports[key]

    def _seen_from(self, pair: str, device: str) -> str:
        """Return which switch of the pair it is, or the name of another one."""
        return self.estate.switches[device].side if self.pair_of.get(device) == pair else device


def _known(thing: Any) -> object:  # noqa: ANN401 - any noun, or what one holds
    """Return everything that is known of something but who it is."""
    of: Any = type(thing)
    if of is str:
        return thing
    known = _fields_of(of)
    if known is not None:
        settings, unset = known
        return (
            of,
            *[_known(getattr(thing, name)) for name in settings],
            *[_is_set(getattr(thing, name)) for name in unset],
        )
    if of is tuple and not (thing and type(thing[0]) is str):
        return tuple(map(_known, thing))
    return thing


def _is_set(value: object) -> object:
    return frozenset(map(bool, value)) if isinstance(value, tuple) else bool(value)


@cache
def _fields_of(of: Any) -> tuple[tuple[str, ...], tuple[str, ...]] | None:  # noqa: ANN401 - any class
    """Return a noun's fields that tell pairs apart, and those that do so by being set; None for what is no noun."""
    names = tuple(one.name for one in fields(of)) if is_dataclass(of) else getattr(of, "_fields", None)
    if names is None:
        return None
    identity = frozenset[str]().union(*(IDENTITY.get(base, ()) for base in of.__mro__))
    return tuple(name for name in names if name not in identity), tuple(
        name for name in names if name in identity & MAY_BE_UNSET
    )


def _hashable(kind: object) -> object:
    """Return what two kinds are compared by; a field may hold what has no hash, such as a mapping."""
    try:
        hash(kind)
    except TypeError:
        return repr(kind)
    return kind
