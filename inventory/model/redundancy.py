"""What components of power, cooling and fuel have in common: how many are needed, and how many there are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Requirement:
    """So many of these components, of the same site, must work: any one of several feeds, two of three pumps."""

    names: tuple[str, ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class Redundancy:
    """A scheme as people write it: N, N+1, 2N, 2(N+1), DR, RR.

    `systems` is M in M(N+X) and `spare` is X; both are None for the distributed (DR) and reserve (RR)
    schemes, whose spare capacity is a matter of loads.
    """

    text: str
    systems: int | None
    spare: int | None


def needed_of(scheme: Redundancy | None, members: int) -> int:
    """Return N of M(N+X) for a group of so many members, at least one; all of them where the scheme has no numbers."""
    systems = 1 if scheme is None or scheme.systems is None else scheme.systems
    spare = 0 if scheme is None or scheme.spare is None else scheme.spare
    return max(1, members // systems - spare)
