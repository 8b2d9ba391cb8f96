"""Cooling: from the towers to the air that racks stand in."""

from collections.abc import Iterator

from facility.graph.component import Component, Need, Sharing
from inventory.model.component_names import air_name
from inventory.model.cooled_rows import Cooled
from inventory.model.cooling import CoolingComponent, CoolingKind
from inventory.model.estate import Estate
from inventory.model.redundancy import Requirement


def cooling_chain(estate: Estate, cooled: Cooled) -> Iterator[Component]:
    """Turn cooling components into components, and the air of each place that racks stand in.

    Heat goes to all that bring cold, by rating. A store brings cold for minutes: it is no source beside others.
    """
    for one in estate.cooling.values():
        rating = float(one.rating_watts) or None
        needs = (*_cold(estate, one), *_power(one))
        yield Component(one.key, one.kind.value, needs, rating, 1.0, one.site, one.room, one.compartment)
    for room, units in dict.fromkeys((room, units) for (room, _), units in cooled.items() if units):
        site, _, name = room.partition("/")
        need = Need(units, sharing=_sharing(estate, units), label="units")
        yield Component(air_name(room, units), "air", (need,), None, 1.0, site, name)


def _cold(estate: Estate, one: CoolingComponent) -> Iterator[Need]:
    wanted_of = (("fed_by", Requirement(one.fed_by, one.least)), *(("requires", wanted) for wanted in one.requires))
    for label, wanted in wanted_of:
        keys = tuple(f"{one.site}/{name}" for name in wanted.names)
        lasting = tuple(key for key in keys if estate.cooling[key].kind is not CoolingKind.STORE) or keys
        if lasting:
            least = min(wanted.least, len(lasting))
            yield Need(lasting, least, sharing=_sharing(estate, lasting), label=label)


def _power(one: CoolingComponent) -> Iterator[Need]:
    """Draw in proportion to the heat that is carried, up to the draw at the rating."""
    if one.powered_by:
        sources = tuple(f"{one.site}/{name}" for name in one.powered_by)
        share = one.draw_watts / one.rating_watts if one.rating_watts else 0.0
        constant = 0.0 if one.rating_watts else float(one.draw_watts)
        yield Need(sources, draw_watts=constant, passes=share, sharing=Sharing.PREFERRED, label="powered_by")


def _sharing(estate: Estate, keys: tuple[str, ...]) -> Sharing:
    return Sharing.PROPORTIONAL if all(estate.cooling[key].rating_watts for key in keys) else Sharing.EQUAL
