"""The Ansible inventory, generated: hosts with connection, variables and groups, as Ansible's YAML plugin reads it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


class AnsibleInventoryInvalid(ValueError):  # noqa: N818 - reads as the message does
    """The hosts cannot be told apart in an Ansible inventory."""


@dataclass(frozen=True, slots=True)
class AnsibleHost:
    """A host as Ansible sees it: how to reach it, where it belongs, and what its plays are given."""

    name: str
    address: str
    port: int
    username: str
    site: str
    rack: str
    """Unique within its site."""
    pool: str | None = None
    zone: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, object] = field(default_factory=dict)
    """Anything that JSON can hold; wins over the variables that are derived from the fields above."""


def ansible_inventory(hosts: Iterable[AnsibleHost]) -> dict[str, object]:
    """Return the inventory of these hosts: variables by host, groups by site, rack, pool and zone.

    The groups are `site_<site>`, `rack_<site>_<rack>`, `pool_<pool>` and `zone_<zone>`, with everything but letters,
    digits and underscores replaced by an underscore, as Ansible wants it. Raises AnsibleInventoryInvalid where two
    hosts have one name, a host has the name of a group, or two groups would have the same one.
    """
    by_name: dict[str, AnsibleHost] = {}
    members: dict[str, list[str]] = {}
    meanings: dict[str, tuple[str, ...]] = {}
    for host in sorted(hosts, key=lambda host: host.name):
        if host.name in by_name:
            raise AnsibleInventoryInvalid(f"Two hosts are named {host.name}.")
        by_name[host.name] = host
        for meaning in _memberships(host):
            group = group_name(*meaning)
            if meanings.setdefault(group, meaning) != meaning:
                one, other = (" ".join(words) for words in (meanings[group], meaning))
                raise AnsibleInventoryInvalid(f"{one} and {other} would both be the Ansible group {group}.")
            members.setdefault(group, []).append(host.name)
    if both := sorted(by_name.keys() & (members.keys() | {"all", "ungrouped"})):
        raise AnsibleInventoryInvalid(f"{both[0]} would be both a host and a group in the Ansible inventory.")
    return {
        "all": {
            "hosts": {name: host_variables(host) for name, host in by_name.items()},
            "children": {group: {"hosts": {name: {} for name in members[group]}} for group in sorted(members)},
        }
    }


def group_name(*words: str) -> str:
    """Return the Ansible group for a kind and a name: `group_name("pool", "big-data")` is `pool_big_data`."""
    return re.sub(r"\W", "_", "_".join(words), flags=re.ASCII)


def host_variables(host: AnsibleHost) -> dict[str, object]:
    """Return a host's variables: its connection, its place in the estate as `sddc_*`, then its own."""
    return {
        "ansible_host": host.address,
        "ansible_port": host.port,
        "ansible_user": host.username,
        "sddc_site": host.site,
        "sddc_rack": host.rack,
        "sddc_pool": host.pool or "",
        "sddc_zone": host.zone or "",
        "sddc_labels": dict(host.labels),
        **host.variables,
    }


def _memberships(host: AnsibleHost) -> tuple[tuple[str, ...], ...]:
    placed = [("site", host.site), ("rack", host.site, host.rack)]
    pooled = [(kind, name) for kind, name in (("pool", host.pool), ("zone", host.zone)) if name]
    return (*placed, *pooled)
