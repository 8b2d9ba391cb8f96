"""The capacity graph that the benchmark takes apart: sites of 2N power, N+1 cooling and leaf pairs, of any size.

A side of a site: a utility with generators behind it, transformers, transfer switches, UPS groups of five modules (four
are needed), panels, busways, a circuit for two racks and a PDU for each rack. Cooling: chillers and pumps on either
side, two loops, units in each row. Every server has two cords and two leaves; every leaf has two cords.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from facility.graph.component import Component, Need, Sharing

SERVER_WATTS = 350.0
LEAF_WATTS = 400.0
GROUPS = frozenset(("standby", "ups", "aisle"))


@dataclass(frozen=True, slots=True)
class Size:
    """How large the estate is; rows hold 50 racks."""

    sites: int = 3
    rows: int = 20
    servers_a_rack: int = 33
    is_flawed: bool = False
    """Whether a tenth of the circuits of side b depend on side a, and one server of each rack has one cord."""
    ups_headroom: float = 1.3
    """The rating of a side's UPS over its load when the other side is lost, after derating."""


def estate_components(size: Size) -> Iterator[Component]:
    """Yield the components of all sites."""
    for number in range(1, size.sites + 1):
        yield from _Site(f"site-{number}", size).components()


class _Site:
    def __init__(self, name: str, size: Size) -> None:
        self._name, self._size = name, size
        self._groups = max(1, size.rows // 5)
        self._heat_a_row = 50 * size.servers_a_rack * SERVER_WATTS + 25 * LEAF_WATTS
        self._load_a_group = self._heat_a_row * 5 * size.ups_headroom / 0.8

    def _key(self, name: str) -> str:
        return f"{self._name}/{name}"

    def _make(
        self,
        kind: str,
        name: str,
        *needs: Need,
        rating: float | None = None,
        room: str = "electrical-a",
        is_sink: bool = False,
    ) -> Component:
        return Component(
            key=self._key(name),
            kind=kind,
            needs=needs,
            rating_watts=rating,
            derating=0.8 if rating else 1.0,
            site=self._name,
            room=room,
            compartment=room,
            is_sink=is_sink,
            is_group=kind in GROUPS,
        )

    def _on(
        self, *names: str, at_least: int = 1, draw: float = 0.0, passes: float = 1.0, by_rating: bool = False
    ) -> Need:
        sharing = Sharing.PROPORTIONAL if by_rating else Sharing.EQUAL
        return Need(tuple(map(self._key, names)), at_least, 0.0, draw, passes, sharing)

    def components(self) -> Iterator[Component]:
        for side in "ab":
            yield from self._side(side)
        yield from self._plant()
        for number in range(4):
            yield self._make(
                "spine", f"spine-{number}", self._on("panel-a-0", "panel-b-0", draw=LEAF_WATTS), room="core"
            )
        for row in range(self._size.rows):
            yield from self._row(row)

    def _side(self, side: str) -> Iterator[Component]:
        room, rating = f"electrical-{side}", self._load_a_group
        whole = 1.5 * self._groups * rating
        yield self._make("utility", f"utility-{side}", room=room, rating=whole)
        for number in range(3):
            yield self._make("generator", f"generator-{side}-{number}", room=room, rating=whole)
        yield self._make(
            "standby", f"standby-{side}", self._on(*(f"generator-{side}-{n}" for n in range(3)), at_least=2), room=room
        )
        for group in range(self._groups):
            own = f"{side}-{group}"
            yield self._make(
                "transformer", f"transformer-{own}", self._on(f"utility-{side}"), rating=1.4 * rating, room=room
            )
            switch = Need((self._key(f"transformer-{own}"), self._key(f"standby-{side}")), sharing=Sharing.PREFERRED)
            yield self._make("transfer-switch", f"transfer-switch-{own}", switch, rating=1.4 * rating, room=room)
            modules = [f"ups-module-{own}-{number}" for number in range(5)]
            for module in modules:
                yield self._make("ups-module", module, self._on(f"transfer-switch-{own}"), rating=rating / 4, room=room)
            yield self._make(
                "ups", f"ups-{own}", self._on(*modules, at_least=4, by_rating=True), rating=rating, room=room
            )
            yield self._make("panel", f"panel-{own}", self._on(f"ups-{own}"), rating=1.2 * rating, room=room)

    def _plant(self) -> Iterator[Component]:
        heat = self._heat_a_row * self._size.rows
        names = {kind: [f"{kind}-{number}" for number in range(4)] for kind in ("chiller", "pump")}
        for kind, units in names.items():
            for number, unit in enumerate(units):
                side, other = ("a", "b") if number % 2 else ("b", "a")
                power = Need((self._key(f"transfer-switch-{side}-0"), self._key(f"transfer-switch-{other}-0")),
                             draw_watts=20_000, passes=0.0, sharing=Sharing.PREFERRED)  # fmt: skip
                yield self._make(kind, unit, power, rating=heat / 2, room="plant")
        water = (self._on(*units, at_least=3, by_rating=True) for units in names.values())
        yield self._make("loop", "loop", *water, room="plant")
        yield self._make(
            "loop", "loop-2", *(self._on(*units, at_least=3, by_rating=True) for units in names.values()), room="plant"
        )

    def _row(self, row: int) -> Iterator[Component]:
        group, room = row % self._groups, f"hall-{row // 5}"
        for side in "ab":
            yield self._make(
                "busway",
                f"busway-{side}-{row}",
                self._on(f"panel-{side}-{group}"),
                rating=1.4 * self._heat_a_row / 0.8,
                room=room,
            )
        units = [f"unit-{row}-{number}" for number in range(5)]
        for unit in units:
            power = self._on(f"panel-a-{group}", f"panel-b-{group}", draw=3000, passes=0.0)
            yield self._make(
                "cooling-unit", unit, power, self._on("loop", "loop-2"), rating=self._heat_a_row / 3, room=room
            )
        yield self._make("aisle", f"aisle-{row}", self._on(*units, at_least=4, by_rating=True), room=room)
        for rack in range(50):
            yield from self._rack(row, rack, room)

    def _rack(self, row: int, rack: int, room: str) -> Iterator[Component]:
        own, circuit = f"{row}-{rack}", f"{row}-{rack // 2}"
        for side in "ab":
            if not rack % 2:
                above = "a" if self._size.is_flawed and not (row * 50 + rack) % 20 else side
                yield self._make(
                    "circuit",
                    f"circuit-{side}-{circuit}",
                    self._on(f"busway-{above}-{row}"),
                    rating=40_000.0,
                    room=room,
                )
            yield self._make(
                "pdu", f"pdu-{side}-{own}", self._on(f"circuit-{side}-{circuit}"), rating=20_000.0, room=room
            )
        cords = (f"pdu-a-{own}", f"pdu-b-{own}")
        leaves = tuple(f"leaf-{row}-{rack // 4}{half}" for half in "ab")
        cooled = f"aisle-{row}"
        if not rack % 4:
            spines = self._on(*(f"spine-{number}" for number in range(4)), at_least=2, passes=0.0)
            for leaf in leaves:
                power = self._on(*cords, draw=LEAF_WATTS)
                yield self._make("leaf", leaf, power, self._on(cooled, draw=LEAF_WATTS), spines, room=room)
        for server in range(self._size.servers_a_rack):
            plugged = cords[:1] if self._size.is_flawed and not server else cords
            yield self._make(
                "server",
                f"server-{own}-{server}",
                self._on(*plugged, draw=SERVER_WATTS),
                self._on(cooled, draw=SERVER_WATTS),
                self._on(*leaves),
                room=room,
                is_sink=True,
            )
