"""What is up on a device, so that a change can be judged by what it takes down."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sdn.configuration import Tree
from sdn.delivery.transport import DeviceRejected, Session

_UP: Final = "Established"


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One thing that is up or down: a BGP session, an EVPN session, an interface."""

    kind: str
    name: str
    vrf: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" + (f" in {self.vrf}" if self.vrf not in {"", "default"} else "")


def eos_health(session: Session) -> frozenset[Item]:
    """Return what is up on an EOS switch; raises DeviceUnreachable or DeviceRejected."""
    return frozenset(
        (
            *_established("bgp", _bgp(session, "show ip bgp summary vrf all | json")),
            *_established("evpn", _bgp(session, "show bgp evpn summary | json")),
            *_connected(session.run_json("show interfaces status | json")),
        )
    )


def _bgp(session: Session, command: str) -> Mapping[str, object]:
    """Ask about BGP; a switch that runs none says so instead of answering in JSON."""
    try:
        return session.run_json(command)
    except DeviceRejected as rejection:
        if "inactive" in rejection.message.lower():
            return {}
        raise


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


def _established(kind: str, summary: Mapping[str, object]) -> Iterator[Item]:
    for vrf, data in _mapping(summary.get("vrfs")).items():
        for peer, state in _mapping(_mapping(data).get("peers")).items():
            if _mapping(state).get("peerState") == _UP:
                yield Item(kind, peer, vrf)


def _connected(status: Mapping[str, object]) -> Iterator[Item]:
    for name, data in _mapping(status.get("interfaceStatuses")).items():
        if _mapping(data).get("linkStatus") == "connected" and not name.startswith("Management"):
            yield Item("interface", name)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
