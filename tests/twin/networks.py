"""Small networks for the tests of the twin, from configuration texts."""

from pathlib import Path

from twin.cabling import AttachedServer, InterfaceId, InterfacePair
from twin.device_view import DeviceView
from twin.dialects.nos import dialect_named
from twin.network import TwinNetwork

DATA = Path(__file__).parent / "eos" / "data"
LEAVES = ("tianfu-leaf-01a", "tianfu-leaf-01b", "tianfu-leaf-02a", "tianfu-leaf-02b")
SPINES = ("tianfu-spine-1", "tianfu-spine-2")


def pair(one: str, other: str) -> InterfacePair:
    """Join two interfaces, each written as `switch port`."""
    return InterfacePair(InterfaceId(*one.split()), InterfaceId(*other.split()))


def view(name: str, text: str) -> DeviceView:
    """Read a configuration."""
    return dialect_named("eos").read(name, text)


def network(texts: dict[str, str], *cables: InterfacePair) -> TwinNetwork:
    """Return a network of these configurations."""
    found = TwinNetwork(cables)
    found.set_views({name: view(name, text) for name, text in texts.items()})
    return found


def two_pairs_texts() -> dict[str, str]:
    """Return the configurations of two spines and two leaf pairs."""
    return {name: (DATA / f"{name}.cfg").read_text(encoding="utf-8") for name in (*LEAVES, *SPINES)}


def two_pairs_plugs() -> tuple[tuple[InterfacePair, ...], tuple[AttachedServer, ...]]:
    """Return their cables and servers."""
    cables = [
        pair(f"{leaf} Ethernet{48 + spine}", f"{SPINES[spine - 1]} Ethernet{number}")
        for number, leaf in enumerate(LEAVES, 1)
        for spine in (1, 2)
    ]
    cables += [
        pair(f"{first} {port}", f"{second} {port}")
        for first, second in (LEAVES[:2], LEAVES[2:])
        for port in ("Ethernet53", "Ethernet54")
    ]
    servers = tuple(
        AttachedServer(
            f"s{number}{number_of_pair}",
            tuple(
                (f"eth{side}", InterfaceId(f"tianfu-leaf-0{number_of_pair}{'ab'[side]}", f"Ethernet{number}"))
                for side in (0, 1)
            ),
        )
        for number_of_pair in (1, 2)
        for number in (1, 2)
    )
    return tuple(cables), servers
