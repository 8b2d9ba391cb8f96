"""A proposed change as a sentence for the engineer who carries it out."""

from facility.chains.devices import CORDS
from facility.graph.added_capacity import AddedCapacity
from facility.graph.component import Need
from facility.graph.remedies import FurtherSource
from facility.standards.facts import PlantFacts
from inventory.model.component_names import owner_of

_WORDS = {
    "fed_by": ("feed it from {new} instead of {old}", "feed it from {new} as well"),
    "powered_by": ("power it from {new} instead of {old}", "power it from {new} as well"),
    "requires": ("connect it to {new} instead of {old}", "connect it to {new} as well"),
    "fuel": ("let it draw fuel from {new} instead of {old}", "let it draw fuel from {new} as well"),
    "feeds": ("take it from {new} instead of {old}", "take it from {new} as well"),
    "carrier": ("take it from {new} instead of {old}", "take it from {new} as well"),
    "entry": ("bring it in through {new} instead of {old}", "bring it in through {new} as well"),
    "ends_on": ("end it on {new} instead of {old}", "end it on {new} as well"),
}
"""Label of a need → in words, with a source exchanged or added."""
_SWITCHED = {"feeds": "a static transfer switch", "fed_by": "a transfer switch"}
"""What a component with one incomer takes a second source through."""


def change_text(facts: PlantFacts, change: FurtherSource, key: str) -> str:
    """Write what to do with one of the components of a change."""
    need = facts.graph.components[key].needs[change.need]
    if need.label == CORDS:
        return _cord(change, need)
    if need.label == "nics":
        return _cable(len(facts.estate.servers[key].nics), change, need)
    exchanged, added = _WORDS[need.label]
    if change.instead_of is not None:
        return exchanged.format(new=change.source, old=change.instead_of)
    takes_one = len(need.sources) == 1 and (need.label == "feeds" or owner_of(key) in facts.estate.power)
    through = f", through {_SWITCHED[need.label]}" if takes_one and need.label in _SWITCHED else ""
    return f"{added.format(new=change.source)}{through}"


def capacity_text(added: AddedCapacity, without: str | None) -> str:
    """Write how much larger a component must be, and what it carries then that it could not carry before."""
    when = "with nothing taken out" if without is None else f"without {without}"
    more, rating = _kilowatts(added.watts), _kilowatts(added.from_watts)
    return f"add {more} to its {rating}, for what it carries {when}"


def _kilowatts(watts: float) -> str:
    return f"{round(watts / 1000, 2):g} kW"


def offer_text(side: str, source: str) -> str:
    """Write how a rack gets a feed that it has not yet."""
    return f"bring a feed {side} from {source}"


def _cord(change: FurtherSource, need: Need) -> str:
    rack, _, side = change.source.rpartition(" feed ")
    if change.instead_of is not None:
        old = change.instead_of.rpartition(" feed ")[2]
        cords = "one of its cords" if change.times == 1 else f"{change.times} of its cords"
        return f"move {cords} from feed {old} to feed {side} of {rack}"
    if len(need.sources) == 1:
        return f"plug a second cord into feed {side} of {rack}"
    return f"plug {change.times} more of its cords into feed {side} of {rack}"


def _cable(cables: int, change: FurtherSource, need: Need) -> str:
    if cables > len(need.sources):
        return f"move one of its network cables from {need.sources[0]} to {change.source}"
    return f"cable a second network port to {change.source}"
