"""Where the load goes when something is taken out, and whether it fits there."""

from collections.abc import Iterator

from facility.chains.missing_data import GapKind
from facility.graph.at_rest import Overload
from facility.standards.facts import PlantFacts
from facility.standards.maintainability import place_of
from facility.standards.rule import Limits, Verdict, broken, holds, unknown
from inventory.model.component_names import feed_name


def enough_capacity(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """With the redundant parts taken out, what is installed for good carries the whole load.

    Each component is taken out, the load moves on, and nothing may carry more than its rating.
    """
    del limits
    yield from _overloads(facts, over_rating=True)


def one_side_gone(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """With one side gone the other carries all: feeds, PDUs, busways, panels and UPS systems stay below 80 % of their rating."""
    del limits
    for rack in facts.estate.racks.values():
        used = {side for mounted in facts.estate.standing[rack.key] for side in mounted.cords}
        for side in sorted(used.intersection(rack.feeds)):
            details = rack.feed_details.get(side)
            if details is None or details.rating_watts is None:
                detail = f"Nothing says what the breaker of feed {side} of the rack {rack.key} is rated for."
                yield unknown(feed_name(rack.key, side), rack.origin, detail)
    yield from _overloads(facts, over_rating=False)


def _overloads(facts: PlantFacts, *, over_rating: bool) -> Iterator[Verdict]:
    missing = [gap for gap in facts.capacity.gaps if gap.kind is GapKind.LOAD]
    for gap in missing:
        yield unknown(gap.subject, gap.origin, gap.detail)
    worst: dict[str, tuple[Overload, str | None]] = {}
    losses = ((loss.taken_out[0], loss.overloaded) for loss in facts.single_losses)
    for out, overloaded in ((None, facts.at_rest.overloaded), *losses):
        for overload in overloaded:
            known = worst.get(overload.component)
            if known is None or overload.load_watts > known[0].load_watts:
                worst[overload.component] = (overload, out)
    for component in facts.graph.components.kept:
        key = component.key
        if component.rating_watts is None or (not over_rating and component.derating == 1.0):
            continue
        found = worst.get(key)
        limit = component.rating_watts if over_rating else component.limit_watts
        subject, origin = place_of(facts, key)
        if found is not None and found[0].load_watts > limit:
            yield _overloaded(facts, key, found[0], found[1], over_rating=over_rating)
        elif not missing:
            yield holds(subject, origin)


def _overloaded(facts: PlantFacts, key: str, overload: Overload, out: str | None, *, over_rating: bool) -> Verdict:
    subject, origin = place_of(facts, key)
    component = facts.graph.components[key]
    rating = component.rating_watts or 0.0
    share = overload.load_watts / rating if rating else 0.0
    when = "With nothing taken out" if out is None else f"Without {place_of(facts, out)[0]}"
    detail = f"{when}, {key} carries {overload.load_watts / 1000:.1f} kW, {share:.0%} of its {rating / 1000:g} kW."
    limit = "its rating" if over_rating else f"{component.derating:.0%} for long"
    advice = f"It may carry {limit}: more trips it, and then both sides are gone. Move load, or make it larger."
    return broken(subject, origin, detail, advice, facts.lost_by_tripping(out) if over_rating else ())
