"""What a scenario does to power, load, fabric and hosts, for people."""

from collections.abc import Iterator, Sequence

from cli.views.loss_explanation import cause_lines, redundancy_lines, reserve_lines
from continuity.whatif.answer import WhatIf, WhatIfQuestion
from continuity.whatif.infrastructure import FabricLoss, Infrastructure
from inventory.wording import counted

_NAMED = 4
_KILO = 1000
_LEAST_KILOWATTS = 0.1
"""What is less is written in watts."""


def infrastructure_lines(answer: WhatIf) -> Iterator[tuple[str, str]]:
    """List what is hit, each line after its subject."""
    found = answer.infrastructure
    yield from (("Power", line) for line in _power(found))
    yield from (("Load", line) for line in _load(answer))
    yield from (("Fabric", line) for line in _fabric(found.fabric))
    yield from (("Hosts", line) for line in _hosts(found))
    yield from (("Cause", line) for line in cause_lines(found.explanation))
    yield from (("Reserve", line) for line in reserve_lines(found.explanation.endurance))
    yield from (("Left", line) for line in redundancy_lines(found.explanation.redundancy, found.taken_out))


def kilowatts(watts: float) -> str:
    """Write watts as kilowatts, or as watts where they are few."""
    return f"{watts / _KILO:,.1f} kW" if watts >= _LEAST_KILOWATTS * _KILO else f"{watts:,.0f} W"


def _power(found: Infrastructure) -> Iterator[str]:
    for one in found.feeds:
        lost = f"{counted(len(one.racks), 'rack')} at {one.site} {_lose(one.racks)} {_feed_words(one.sides)}"
        yield f"{lost}; {_feed_words(one.left)} {_carry(one.left)} on." if one.left else f"{lost}: no power is left."
    if found.taken_out and not found.feeds:
        yield "Every rack keeps all of its feeds."


def _load(answer: WhatIf) -> Iterator[str]:
    found = answer.infrastructure
    moved, fullest = _moved(answer), found.fullest
    parts = [moved] if moved else []
    if fullest is not None:
        limit = fullest.limit_watts / fullest.rating_watts
        parts.append(f"nearest to its limit: {fullest.component} carries {fullest.share:.0%} (limit {limit:.0%})")
    if parts:
        line = "; ".join(parts)
        yield f"{line[0].upper()}{line[1:]}."
    for over in found.overloaded:
        yield f"{over.component} is overloaded: {kilowatts(over.load_watts)} of {kilowatts(over.limit_watts)}."
    for over in found.overloaded_before:
        load = f"{kilowatts(over.load_watts)} of {kilowatts(over.limit_watts)}"
        yield f"{over.component} is overloaded even before: {load}."
    at_once = len(found.tripped) - found.trips_by_moves
    for step in found.tripped[:at_once]:
        yield f"Overloaded until they trip: {_named(step)}."
    for step in found.tripped[at_once:]:
        yield f"Overloaded by {_arriving(answer)} until they trip: {_named(step)}."


def _moved(answer: WhatIf) -> str:
    sites = answer.infrastructure.moved_by_site
    more = [f"{site} by {kilowatts(watts)}" for site, watts in sites.items() if watts > 0]
    less = [f"{site} by {kilowatts(-watts)}" for site, watts in sites.items() if watts < 0]
    parts = [f"{verb} {_listed(named)}" for verb, named in (("raise", more), ("lower", less)) if named]
    return f"{_arriving(answer)} {', and '.join(parts)}" if parts else ""


def _arriving(answer: WhatIf) -> str:
    return "added instances" if answer.question is WhatIfQuestion.FITS else "moved instances"


def _fabric(fabric: FabricLoss) -> Iterator[str]:
    if fabric.switches:
        yield f"{_named(fabric.switches)} {'is' if len(fabric.switches) == 1 else 'are'} lost."
    if fabric.links:
        yield f"Links down: {', '.join(f'{count} {kind}' for kind, count in fabric.links.items())}."
    if fabric.circuits:
        yield f"Carriers' lines down: {_named(fabric.circuits)}."
    if fabric.one_leaf:
        yield f"{counted(len(fabric.one_leaf), 'server')} run on with one switch less."
    if fabric.one_supply:
        yield f"{_named(fabric.one_supply)} run{'s' if len(fabric.one_supply) == 1 else ''} on with a supply less."


def _hosts(found: Infrastructure) -> Iterator[str]:
    if found.hosts:
        yield f"{counted(len(found.hosts), 'host')} lost: {_named(found.hosts)}."
    if found.bare_metal:
        yield f"{counted(len(found.bare_metal), 'machine')} without a pool lost: {_named(found.bare_metal)}."
    if found.with_own_switch:
        are = "is" if len(found.with_own_switch) == 1 else "are"
        names = _named(found.with_own_switch)
        yield f"Of these, {names} {are} maintained together with a transfer switch of their rack's own."
    if found.taken_out and not (found.hosts or found.bare_metal):
        yield "No host lost."


def _feed_words(sides: Sequence[str]) -> str:
    return f"feed{'s' if len(sides) > 1 else ''} {' and '.join(side.upper() for side in sides)}"


def _lose(racks: Sequence[str]) -> str:
    return "loses" if len(racks) == 1 else "lose"


def _carry(sides: Sequence[str]) -> str:
    return "carries" if len(sides) == 1 else "carry"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
