"""What things are called where people read them, for the page: labels and descriptions in any script."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Protocol

from report.facts import Facts

Labels = dict[str, list[str]]
"""Kind and name, as in `rack tianfu/a03` → label, description; what has neither is not in it."""


class _Described(Protocol):
    @property
    def label(self) -> str:
        """What it is called where people read it."""

    @property
    def description(self) -> str:
        """What there is to say about it."""


def labels(facts: Facts) -> Labels:
    """List the labels and descriptions of everything that has one."""
    return dict(chain(_described(facts), _labelled(facts)))


def _described(facts: Facts) -> Iterator[tuple[str, list[str]]]:
    estate = facts.estate
    kinds: Mapping[str, Mapping[str, _Described]] = {
        "site": estate.sites,
        "room": estate.rooms,
        "rack": estate.racks,
        "zone": estate.zones,
        "network": estate.networks,
        "pool": estate.pools,
        "service": estate.services,
        "project": estate.projects,
    }
    for kind, things in kinds.items():
        for name, one in things.items():
            if one.label or one.description:
                yield f"{kind} {name}", [one.label, one.description]


def _labelled(facts: Facts) -> Iterator[tuple[str, list[str]]]:
    for block in facts.estate.server_blocks:
        for name, label in zip(block.mounted.names, block.mounted.shown_names, strict=False):
            yield f"server {name}", [label, ""]
