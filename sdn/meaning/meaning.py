"""The meaning of a whole change of one switch: why, whom it hits, what it disrupts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from inventory.model.estate import Estate
from sdn.intent.comparison import deviations
from sdn.intent.model import DeviceIntent
from sdn.meaning.disruption import ALL_SESSIONS, ONE_SESSION, Interruption
from sdn.meaning.edited_lines import Reason
from sdn.meaning.fields import FIELDS
from sdn.meaning.impact import ORDER
from sdn.meaning.scene import Scene

_UNKNOWN: Final = "unknown on {name}: no intent speaks of the lines that differ"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What people see of a change before it is carried out."""

    reason: str
    """One sentence: the line of the estate that explains the change best, and how many others there are."""
    hits: tuple[str, ...] = ()
    """Whom it touches: 'server tianfu-a03-s07', 'network voice', 'zone retail', 'peer tianfu-spine-1', 'service …'."""
    disrupts: tuple[str, ...] = ()
    """What it interrupts, each with its cause."""


def meaning_of(
    estate: Estate, before: DeviceIntent | None, after: DeviceIntent, differing_ports: Iterable[str | int] = ()
) -> Meaning:
    """Return what it means to bring a switch from one intent to the other.

    `before` is None for a switch that is not part of the fabric yet. `differing_ports` are the ports, by name, and
    bundles, by number, whose configuration differs in whatever way: who is there is hit, also by what the intent
    does not speak of.
    """
    if before is None:
        servers = dict.fromkeys(f"server {port.server}" for port in after.ports if port.server)
        return Meaning(_wants_all(estate, after), tuple(servers))
    scene = Scene(estate, before, after)
    found = [(FIELDS[one.noun][one.field], one) for one in deviations(before, after)]
    interruptions = [what for field, one in found for what in field.interrupts(scene, one)]
    touched = [hit for field, one in found for hit in field.touches(scene, one)]
    touched += _servers_at(scene, differing_ports)
    touched += _tiers(scene, {network for what in interruptions for network in what.networks})
    return Meaning(
        reason=_best(scene, [reason for field, one in found for reason in field.wanted_by(scene, one)]),
        hits=tuple(sorted(dict.fromkeys(touched), key=lambda hit: ORDER.index(hit.partition(" ")[0]))),
        disrupts=tuple(_disruptions(interruptions)) if found else (_UNKNOWN.format(name=after.name),),
    )


def _disruptions(interruptions: list[Interruption]) -> Iterator[str]:
    """Yield each interruption once; where all sessions end, no single one is named."""
    sentences = dict.fromkeys(what.sentence for what in interruptions)
    all_end = any(sentence.startswith(ALL_SESSIONS) for sentence in sentences)
    yield from (sentence for sentence in sentences if not (all_end and sentence.startswith(ONE_SESSION)))


def _wants_all(estate: Estate, intent: DeviceIntent) -> str:
    source = estate.locate(intent.origin)
    return f"{source.file}:{source.line} wants switch {intent.name}"


def _best(scene: Scene, found: list[Reason]) -> str:
    if not found:
        return f"{_wants_all(scene.estate, scene.after)}, and its configuration was changed by other hands"
    others = len({reason.subject for reason in found}) - 1
    return min(found).sentence + (f", and {others} more" if others else "")


def _servers_at(scene: Scene, ports: Iterable[str | int]) -> Iterator[str]:
    wanted = frozenset(ports)
    for intent in (scene.before, scene.after):
        for port in intent.ports:
            if port.server and wanted.intersection({port.name, port.port_channel}):
                yield f"server {port.server}"


def _tiers(scene: Scene, networks: set[str]) -> Iterator[str]:
    """Name the tiers with instances at the switch's site whose networks are interrupted, in the order of the estate."""
    here = scene.after.site
    for service in scene.estate.services.values():
        for tier in service.tiers:
            if tier.instances.get(here) and networks.intersection(tier.networks):
                yield tier.named_at(here)
