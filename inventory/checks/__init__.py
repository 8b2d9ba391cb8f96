"""The rules that an estate must keep: one small function each, named like its finding's code.

The first line of a rule's docstring is what `sddc explain` shows. Nothing is registered on import: a rule
counts because it stands in its file's RULES, and a file's rules because they stand here.
"""

from collections.abc import Callable, Iterator, Mapping

from inventory.checks import cabling, compute, devices, fabrics, networks, racks
from inventory.model.estate import Estate
from inventory.problem import Problem

Rule = Callable[[Estate], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    *racks.RULES,
    *devices.RULES,
    *cabling.RULES,
    *networks.RULES,
    *fabrics.RULES,
    *compute.RULES,
)

CONCLUDES_FROM: Mapping[Rule, tuple[str, ...]] = {
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
