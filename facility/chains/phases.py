"""What each phase of a power component carries: a third of its rating is its own.

The load of a balanced three-phase supply is P = √3 · U · I = 3 · U_ph · I, so each phase may carry a third of the
rating. Where something says which phase it is on, the phases of what feeds it are components of their own beside it:
they carry the load of their phase and can be overloaded, though nothing depends on them. What is fed by three phases
puts a third on each. A component trips with any of its phases, for its breaker opens all poles together (IEC 60947-2).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from facility.graph.component import Component, Need
from inventory.model.component_names import phase_name
from inventory.model.phases import PHASES

PHASE = "phase"
"""The kind of these components, and what the needs are called that load them."""
PHASE_OF = "phase of"
"""What a phase's need of its component is called."""
CARRIED_ON = ("fed_by", "ties")
"""The needs by which a component passes on what it carries, phase by phase."""
THIRD = 1 / len(PHASES)


def with_phases(
    components: Iterable[Component], phased: Iterable[str], phase_of: Mapping[str, str], balancing: Iterable[str]
) -> Iterator[Component]:
    """Add the phases of components to a chain of power.

    `phased` are the keys whose phases are followed, `phase_of` maps what is fed on one phase (the feeds of racks) to
    it, `balancing` are the kinds whose own supply is loaded evenly whatever they carry: UPS systems.
    """
    followed, even = frozenset(phased), frozenset(balancing)
    for one in components:
        is_followed = one.key in followed
        if is_followed:
            yield from _phases(one, is_even=one.kind in even)
        passes_on = is_followed and one.kind not in even
        loading = [need for need in one.needs if followed.intersection(need.sources) and not passes_on]
        loading = [need for need in loading if need.passes or need.draw_watts]
        further = [part for need in loading for part in _loading(need, phase_of.get(one.key))]
        yield one._replace(needs=(*one.needs, *further)) if further else one


def _phases(one: Component, *, is_even: bool) -> Iterator[Component]:
    rating = None if one.rating_watts is None else one.rating_watts * THIRD
    passing = [] if is_even else [need for need in one.needs if need.label in CARRIED_ON]
    for phase in PHASES:
        needs = [Need((one.key,), passes=0.0, label=PHASE_OF), *(_on(need, phase, 1.0) for need in passing)]
        yield Component(
            phase_name(one.key, phase),
            PHASE,
            tuple(needs),
            rating,
            one.derating,
            one.site,
            is_group=True,
            trips_with=one.key,
        )


def _loading(need: Need, phase: str | None) -> Iterator[Need]:
    if phase is not None:
        yield _on(need, phase, 1.0)
    else:
        yield from (_on(need, one, THIRD) for one in PHASES)


def _on(need: Need, phase: str, share: float) -> Need:
    """Make the need that loads a phase of the sources of a need, without depending on it."""
    sources = tuple(phase_name(source, phase) for source in need.sources)
    return replace(
        need,
        sources=sources,
        at_least=0,
        capacity_watts=0.0,
        draw_watts=need.draw_watts * share,
        passes=need.passes * share,
        label=PHASE,
    )
