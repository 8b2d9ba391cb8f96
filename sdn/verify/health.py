"""What is up on a device, so that a change can be judged by what it takes down."""

from collections.abc import Iterator
from dataclasses import dataclass

from sdn.configuration import Tree


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One thing that is up or down: a BGP session, an EVPN session, an interface."""

    kind: str
    name: str
    vrf: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" + (f" in {self.vrf}" if self.vrf not in {"", "default"} else "")


def still_wanted(items: frozenset[Item], intended: Tree) -> frozenset[Item]:
    """Keep what the intended configuration still has: its neighbors, its interfaces and links that are up."""
    return frozenset(item for item in items if _is_wanted(item, intended))


def _is_wanted(item: Item, intended: Tree) -> bool:
    if item.kind == "interface":
        section, link = intended.get(f"interface {item.name}"), intended.get(f"link {item.name}")
        return (section is not None and "shutdown" not in section) or (link is not None and "up" in link)
    return any(
        line.startswith(f"neighbor {item.name} ")
        for bgp, section in intended.items()
        if bgp.startswith("router bgp ")
        for line in _lines(section)
    )


def _lines(tree: Tree) -> Iterator[str]:
    for line, below in tree.items():
        yield line
        yield from _lines(below)
