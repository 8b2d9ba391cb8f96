"""The names of what has no key of its own in the estate: one function for each, asked by all that show or read names.

Power, cooling and fuel components, racks, rooms, switches and servers are called by their keys. What follows from them
is named after what it belongs to.
"""

from collections.abc import Iterable


def feed_name(rack: str, side: str) -> str:
    """Name a rack's feed: tianfu/a03 feed a."""
    return f"{rack} feed {side}"


def incomer_name(panel: str) -> str:
    """Name the incomer of a panel that can be tied to others: tianfu/panel-a incomer."""
    return f"{panel} incomer"


def phase_name(component: str, phase: str) -> str:
    """Name one phase of a power component: tianfu/pdu-a3 phase L1."""
    return f"{component} phase {phase}"


def air_name(room: str, units: Iterable[str]) -> str:
    """Name the air that these cooling units bring to a room: tianfu/m1 air of crah-1, crah-2."""
    return f"{room} air of {', '.join(unit.partition('/')[2] for unit in units)}"


def row_name(room: str, row: str) -> str:
    """Name a row of racks: tianfu/m1 row a."""
    return f"{room} row {row}"


def outside_name(site: str) -> str:
    """Name what a site's circuits lead to: tianfu outside."""
    return f"{site} outside"


def carrier_name(carrier: str) -> str:
    """Name a carrier: carrier telecom."""
    return f"carrier {carrier}"


def entry_name(entry: str) -> str:
    """Name a building's entry: entry tianfu/entry-a."""
    return f"entry {entry}"


def circuit_name(circuit: str) -> str:
    """Name a circuit: circuit tianfu/telecom-1."""
    return f"circuit {circuit}"


def room_name(room: str) -> str:
    """Name a room with all that stands in it: room tianfu/m1."""
    return f"room {room}"


def compartment_name(compartment: str) -> str:
    """Name a fire compartment with all that stands in it: compartment tianfu/m1."""
    return f"compartment {compartment}"


def owner_of(name: str) -> str:
    """Return the key of what a name belongs to: of tianfu/a03 feed a the rack, of circuit tianfu/telecom-1 the circuit.

    A key of the estate belongs to itself.
    """
    for word in (" feed ", " air of ", " row ", " phase "):
        name = name.partition(word)[0]
    for word in (" incomer", " outside"):
        name = name.removesuffix(word)
    for word in ("carrier ", "entry ", "circuit ", "room ", "compartment "):
        name = name.removeprefix(word)
    return name
