"""The rules that an estate must keep: one small function each, named like its finding's code.

The first line of a rule's docstring is what `sddc explain` shows. Nothing is registered on import: a rule
counts because it stands in its file's RULES, and a file's rules because they stand here.
"""

import inspect
from collections.abc import Mapping

from inventory.checks import cabling, chassis, compute, devices, fabrics, networks, racks
from inventory.rule import EstateCheck, EstateRule, in_words

RULES: tuple[EstateCheck, ...] = (
    *racks.RULES,
    *devices.RULES,
    *chassis.RULES,
    *cabling.RULES,
    *networks.RULES,
    *fabrics.RULES,
    *compute.RULES,
)

CONCLUDES_FROM: Mapping[EstateCheck, tuple[str, ...]] = {
    racks.cord_without_feed: ("racks",),
    cabling.unknown_port: ("device_types",),
    cabling.nics_not_on_a_pair: ("servers", "switches"),
    cabling.peer_link_too_thin: ("switches",),
    networks.network_without_fabric: ("fabrics", "switches"),
    compute.host_in_no_pool: ("pools",),
    compute.pool_without_hosts: ("pools", "servers"),
    compute.flavor_not_offered: ("pools",),
    compute.pool_not_for_project: ("projects",),
    compute.project_not_at_site: ("projects",),
    compute.network_not_at_site: ("networks",),
    compute.flavor_larger_than_hosts: ("pools", "servers"),
}
"""The rules that conclude from what is missing, with the sections that must be whole before they are asked:
otherwise one entry that does not load would bring a finding for everything that refers to it."""


FORMERLY: Mapping[EstateCheck, tuple[str, ...]] = {racks.rack_unit_overlap: ("RACK-5",)}
"""Codes of standards' rules that asked the same; what an estate cannot be read without is never waived."""


def _rule(check: EstateCheck) -> EstateRule:
    code = check.__name__.replace("_", "-")
    return EstateRule(
        code=code,
        summary=in_words(code),
        text=inspect.getdoc(check) or "",
        check=check,
        formerly=FORMERLY.get(check, ()),
        concludes_from=CONCLUDES_FROM.get(check, ()),
    )


CHECKS: tuple[EstateRule, ...] = tuple(map(_rule, RULES))
"""The same as rules of the registry: the code is the function's name, what must hold is its docstring."""
