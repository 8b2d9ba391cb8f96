"""Every number that a facility is held to, in one place: the rules' own numbers, and those of the profiles in force.

The capacity graph, what-if, place, the report and the rules all read their limits here, so that no two of them judge by
different ones. A rule names its limits by its id; what they mean is said by the rule's check. Between several profiles
the strictest number holds, so it does not matter in which order they are named.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from facility.built_in_profiles import ProfileInvalid, profile_chain, profiles_in_force
from inventory.model.estate import Estate
from inventory.model.profiles import RuleSeverity
from inventory.model.sites import Rack
from inventory.suggestions import did_you_mean

RuleLimits = Mapping[str, float]
"""The numbers of one rule by name."""
NONE: RuleLimits = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of a rule: as it stands in the standard, and which of two numbers is the stricter one."""

    value: float
    strictest: Callable[[Iterable[float]], float]


def _least(value: float) -> Limit:
    """Make a limit that must be reached: of two, the larger one is stricter."""
    return Limit(value, max)


def _most(value: float) -> Limit:
    """Make a limit that must not be passed: of two, the smaller one is stricter."""
    return Limit(value, min)


LIMITS: Mapping[str, Mapping[str, Limit]] = {
    "A-PWR-1": {"supplies": _least(2.0)},
    "A-PWR-3": {"systems": _least(2.0)},
    "A-PWR-4": {"minutes": _least(15.0)},
    "A-PWR-5": {"factor": _least(1.1)},
    "A-PWR-8": {"supplies": _least(2.0)},
    "A-GEN-1": {"grade": _least(3.0)},
    "A-GEN-2": {"hours": _least(12.0)},
    "A-GEN-3": {"share": _least(1.0)},
    "A-ENV-1": {"least": _least(18.0), "most": _most(27.0)},
    "A-ENV-2": {"least_dew_point": _least(5.5), "most_dew_point": _most(15.0), "humidity": _most(60.0)},
    "A-ENV-4": {
        "battery_least": _least(20.0),
        "battery_most": _most(30.0),
        "auxiliary_least": _least(18.0),
        "auxiliary_most": _most(28.0),
        "auxiliary_driest": _least(35.0),
        "auxiliary_dampest": _most(75.0),
    },
    "A-SITE-1": {
        "car_park": _least(20.0),
        "railway": _least(800.0),
        "highway": _least(800.0),
        "chemical_plant": _least(2000.0),
        "landfill": _least(2000.0),
        "explosives": _least(3000.0),
        "nuclear_plant": _least(40000.0),
        "metro": _least(100.0),
        "airport": _least(8000.0),
        "housing": _least(100.0),
    },
    "A-SITE-2": {"roads": _least(2.0)},
    "A-BLD-1": {"new": _least(3.0), "converted": _least(2.6)},
    "A-BLD-2": {"main": _least(8.0), "battery": _least(16.0)},
    "A-LAY-1": {"equipment": _least(1.5), "fronts": _least(1.2)},
    "A-LAY-2": {"kilowatts": _most(4.0)},
    "A-FIRE-1": {"rating": _most(2.0), "walls": _least(2.0), "slabs": _least(1.5), "detector_groups": _least(2.0)},
    "T3-1": {"paths": _least(2.0)},
    "T3-6": {"hours": _least(12.0)},
    "T4-1": {"worst": _least(10.0)},
    "TIA-3": {"metres": _least(20.0)},
    # NFPA 70, 210.20(A): breakers are sized for 125 % of the continuous load, so they carry 80 % of their rating.
    "RACK-1": {"share": _most(0.8)},
    "RACK-4": {"share": _most(0.2)},
    # Half of the aisles on both sides of a rack; the wider it is taken, the less a square metre carries.
    "RACK-7": {"aisle": _most(1.2)},
    # NFPA 70, 220: a demand factor below 1 has to be written, else what is installed counts in full.
    "RACK-10": {"diversity": _least(1.0)},
}
"""Rule → its numbers by name; rules that are not in it have none."""


@dataclass(frozen=True, slots=True)
class LimitsInForce:
    """The numbers of all rules under the profiles in force.

    A rule that none of them asks has numbers too: what a profile writes of it, else the rule's own. What carries load
    has a limit whether or not a rule holds it to that.
    """

    profiles: tuple[str, ...]
    numbers: Mapping[str, RuleLimits]

    def of(self, rule: str) -> RuleLimits:
        """Return the numbers of a rule by name; empty if it has none."""
        return self.numbers.get(rule, NONE)

    @property
    def continuous_share(self) -> float:
        """The share of its rating that each feed, PDU, busway, panel and UPS may carry for long."""
        return self.numbers["RACK-1"]["share"]

    @property
    def phase_share(self) -> float:
        """How far a phase may be from the mean of the three, as a share of the mean."""
        return self.numbers["RACK-4"]["share"]

    def drawn_together(self, rack: Rack, nameplate_watts: float) -> float:
        """Return what devices of a rack draw at the same time, in watts, of what their nameplates add up to."""
        share = self.numbers["RACK-10"]["diversity"] if rack.diversity is None else rack.diversity
        return nameplate_watts * share

    @property
    def floor_aisle_metres(self) -> float:
        """The depth of the aisle whose floor helps to carry a rack, in metres."""
        return self.numbers["RACK-7"]["aisle"]


def limits_in_force(estate: Estate, named: Iterable[str] = ()) -> LimitsInForce:
    """Return the limits of the profiles that are named, else of those that the estate is held to.

    Of several profiles that ask a rule, the strictest number holds. Raises ProfileInvalid.
    """
    names = profiles_in_force(estate, named)
    found = [_of_profile(estate, name) for name in names]
    numbers = {rule: _strictest(rule, [profile[rule] for profile in found]) for rule in LIMITS}
    return LimitsInForce(names, numbers)


def own_numbers(rule: str) -> RuleLimits:
    """Return the numbers that a rule has where no profile changes them."""
    return {name: limit.value for name, limit in LIMITS.get(rule, {}).items()}


def _of_profile(estate: Estate, profile: str) -> dict[str, tuple[bool, RuleLimits]]:
    """Map every rule to whether a profile asks it, and to its numbers there."""
    built_in, own = profile_chain(estate, profile)
    found = {rule: (built_in.includes(rule), own_numbers(rule)) for rule in LIMITS}
    for rule, changed in (item for one in own for item in one.rules.items()):
        _, numbers = found.get(rule, (False, NONE))
        strange = next((name for name in changed.limits if name not in numbers), None)
        if strange is not None:
            message = f"The rule {rule} has no limit called {strange}."
            raise ProfileInvalid(message, did_you_mean(strange, numbers), changed.origin)
        found[rule] = changed.severity is not RuleSeverity.OFF, {**numbers, **changed.limits}
    return found


def _strictest(rule: str, found: list[tuple[bool, RuleLimits]]) -> RuleLimits:
    asking = [numbers for is_asked, numbers in found if is_asked] or [numbers for _, numbers in found]
    return {name: limit.strictest(numbers[name] for numbers in asking) for name, limit in LIMITS[rule].items()}
