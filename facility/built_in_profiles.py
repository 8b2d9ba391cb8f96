"""The profiles that come with the tool, and which profiles an estate is held to.

**The profiles in force** are those that the question names (`rules check --profile`), else those that the estate names
under `standards`, else `t3plus`. This is the one place where that is decided: rules, what-if, place, capacity and the
report all ask `profiles_in_force`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from inventory.finding import Severity
from inventory.model.estate import Estate
from inventory.model.origin import Origin
from inventory.model.profiles import Profile
from inventory.suggestions import did_you_mean


@dataclass(frozen=True, slots=True)
class BuiltInProfile:
    """A profile that comes with the tool: families of rules, with exceptions."""

    name: str
    title: str
    families: tuple[str, ...]
    """What the ids of its rules begin with, up to the first dash: T3, A, RACK."""
    also: tuple[str, ...] = ()
    """Single rules of other families."""
    without: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """Instead of the rules' own."""

    def includes(self, rule: str) -> bool:
        """Return whether a rule is part of it."""
        return rule in self.also or (rule.partition("-")[0] in self.families and rule not in self.without)


PROFILES: tuple[BuiltInProfile, ...] = (
    BuiltInProfile("tier3", "Tier III: concurrently maintainable", ("T3",)),
    BuiltInProfile("tier4", "Tier III and fault tolerance", ("T3", "T4"), also=("RACK-9",)),
    BuiltInProfile("gb50174-a", "GB 50174-2017, class A", ("A",)),
    BuiltInProfile("tia942-rated3", "Cross-checks with TIA-942, Rated-3", ("TIA",)),
    BuiltInProfile("engineering", "Good engineering of racks and feeds", ("RACK",), also=("T3-4",)),
    BuiltInProfile(
        "t3plus",
        "Tier III and what class A and good engineering add; Tier IV's pairs are reported",
        ("T3", "T4", "A", "RACK"),
        severities={"T4-1": Severity.WARNING},
    ),
)
DEFAULT = "t3plus"


class ProfileInvalid(Exception):  # noqa: N818 - what is wrong
    """A profile is not known, or it names what is not known; `origin` is where, if that is in the estate."""

    def __init__(self, message: str, advice: str, origin: Origin | None = None) -> None:
        super().__init__(message)
        self.message, self.advice, self.origin = message, advice, origin


def profiles_in_force(estate: Estate, named: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names of the profiles that an estate is held to: those named, else its own standards, else t3plus."""
    return tuple(named) or estate.standards or (DEFAULT,)


def profile_chain(estate: Estate, name: str) -> tuple[BuiltInProfile, tuple[Profile, ...]]:
    """Return what a profile is built on in the end, and the estate's own profiles from there up to the one named.

    Raises ProfileInvalid for a profile that is not known, or that is based on itself.
    """
    own: list[Profile] = []
    origin: Origin | None = None
    while name in estate.profiles:
        if any(profile.name == name for profile in own):
            raise ProfileInvalid(f"The profile {name} is based on itself.", "Base it on a built-in one.", origin)
        own.append(estate.profiles[name])
        name, origin = own[-1].based_on, own[-1].origin.at("based_on")
    found = next((profile for profile in PROFILES if profile.name == name), None)
    if found is None:
        known = [*estate.profiles, *(profile.name for profile in PROFILES)]
        raise ProfileInvalid(f"There is no profile called {name}.", did_you_mean(name, known), origin)
    return found, tuple(reversed(own))
