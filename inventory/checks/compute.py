"""Pools, projects and services."""

from collections.abc import Iterator
from itertools import product

from inventory.model.estate import Estate
from inventory.verdict import Verdict, broken
from inventory.wording import counted


def host_in_no_pool(estate: Estate) -> Iterator[Verdict]:
    """Every compute server belongs to a pool, at the sites that have pools or a cloud."""
    pooled = {site for pool in estate.pools.values() for site in pool.sites} if estate.pools else set()
    clouded = {site.name for site in estate.sites.values() if site.cloud is not None and estate.pools}
    for block, pools in estate.pooled_blocks:
        for name in () if pools or block.site not in pooled | clouded else block.mounted.names:
            yield broken(
                name,
                block.mounted.origin,
                f"Server {name} of zone {block.zone} is selected by no pool.",
                "It would run and carry nothing. Widen a pool's racks or labels, or give it the role bare-metal.",
            )


def host_in_two_pools(estate: Estate) -> Iterator[Verdict]:
    """No compute server belongs to two pools."""
    for block, pools in estate.pooled_blocks:
        for name in block.mounted.names if len(pools) > 1 else ():
            yield broken(
                name,
                block.mounted.origin,
                f"Server {name} is selected by the pools {' and '.join(pools)}.",
                "Its capacity would be counted twice. Narrow one of them by racks or labels.",
            )


def pool_without_hosts(estate: Estate) -> Iterator[Verdict]:
    """A pool has a host at each of its sites that services ask of it."""
    there = {(pool, block.site) for block, pools in estate.pooled_blocks for pool in pools}
    for service in estate.services.values():
        for tier in service.tiers:
            for site, count in tier.instances.items():
                if count and (tier.pool, site) not in there:
                    yield broken(
                        tier.pool,
                        tier.origin.at("instances", site),
                        f"Tier {tier.name} of {service.name} wants {counted(count, 'instance')} at {site}; pool {tier.pool} has no host there.",
                        "They could not be placed. Give the pool hosts there, or ask another site.",
                    )


def pool_without_cloud(estate: Estate) -> Iterator[Verdict]:
    """A pool's hosts stand at sites that have a cloud."""
    there = {(pool, block.site) for block, pools in estate.pooled_blocks for pool in pools}
    pools: dict[str, list[str]] = {}
    for pool, name in product(estate.pools, estate.sites):
        if (pool, name) in there:
            pools.setdefault(name, []).append(pool)
    for site in estate.sites.values():
        if site.cloud is None and site.name in pools:
            yield broken(
                site.name,
                site.origin,
                f"Site {site.name} has hosts of {' and '.join(pools[site.name])}, and names no cloud.",
                "Pools are made in the site's OpenStack. Write the site's cloud, or leave the site out of the pools.",
            )


def flavor_not_offered(estate: Estate) -> Iterator[Verdict]:
    """A tier's flavor is one that its pool offers."""
    for service in estate.services.values():
        for tier in service.tiers:
            offered = estate.pools[tier.pool].flavors
            if tier.flavor not in offered:
                yield broken(
                    f"{service.name}/{tier.name}",
                    tier.origin.at("flavor"),
                    f"Tier {tier.name} of {service.name} wants {tier.flavor}, which pool {tier.pool} does not offer.",
                    f"It offers {', '.join(offered)}. Choose one of them, or offer the flavor.",
                )


def pool_not_for_project(estate: Estate) -> Iterator[Verdict]:
    """A service's tiers use pools that its project may use."""
    for service in estate.services.values():
        allowed = estate.projects[service.project].pools
        for tier in service.tiers:
            if tier.pool not in allowed:
                yield broken(
                    f"{service.name}/{tier.name}",
                    tier.origin.at("pool"),
                    f"Tier {tier.name} of {service.name} uses pool {tier.pool}; project {service.project} may not.",
                    f"The project has {', '.join(allowed)}. Add the pool to it, or use one of these.",
                )


def network_of_other_zone(estate: Estate) -> Iterator[Verdict]:
    """A tier's networks belong to its pool's zone: the hosts carry no others."""
    for service in estate.services.values():
        for tier in service.tiers:
            zone = estate.pools[tier.pool].zone
            for name in tier.networks:
                network = estate.networks[name]
                if network.zone != zone:
                    yield broken(
                        f"{service.name}/{tier.name}",
                        tier.origin.at("networks"),
                        f"Tier {tier.name} of {service.name} runs in zone {zone} and wants network {name} of zone {network.zone}.",
                        "The hosts' ports carry only their own zone's networks. Use a network or a pool of the same zone.",
                    )


def network_not_at_site(estate: Estate) -> Iterator[Verdict]:
    """A tier's networks reach every site where it has instances."""
    for service in estate.services.values():
        for tier in service.tiers:
            for name in tier.networks:
                missing = [s for s, n in tier.instances.items() if n and s not in estate.networks[name].sites]
                if missing:
                    yield broken(
                        f"{service.name}/{tier.name}",
                        tier.origin.at("networks"),
                        f"Tier {tier.name} of {service.name} has instances at {' and '.join(missing)}, where network {name} is not.",
                        "They would have no network. Stretch the network there, or leave the site out.",
                    )


def project_not_at_site(estate: Estate) -> Iterator[Verdict]:
    """A service's project is at every site where the service has instances."""
    for service in estate.services.values():
        there = estate.projects[service.project].sites
        for tier in service.tiers:
            missing = [site for site, count in tier.instances.items() if count and site not in there]
            if missing:
                yield broken(
                    f"{service.name}/{tier.name}",
                    tier.origin.at("instances", missing[0]),
                    f"Tier {tier.name} of {service.name} has instances at {' and '.join(missing)}, where project {service.project} is not.",
                    "A cloud runs instances for the projects that it knows. Add the site to the project, or leave it out here.",
                )


def quota_too_small(estate: Estate) -> Iterator[Verdict]:
    """A project's quota at each site holds what its services want there."""
    for project in estate.projects.values():
        for site in project.sites:
            wanted = [
                (count, estate.flavors[tier.flavor])
                for service in estate.services.values()
                if service.project == project.name
                for tier in service.tiers
                if (count := tier.instances.get(site, 0))
            ]
            sums = {
                "instances": (sum(count for count, _ in wanted), project.quota.instances),
                "vcpus": (sum(count * flavor.vcpus for count, flavor in wanted), project.quota.vcpus),
                "memory": (sum(count * f.memory_mebibytes for count, f in wanted), project.quota.memory_mebibytes),
            }
            for key, (needs, has) in sums.items():
                if needs > has:
                    yield broken(
                        project.name,
                        project.origin.at("quota", key),
                        f"The services of project {project.name} want {_amount(key, needs)} at {site}; its quota is {_amount(key, has)}.",
                        "The cloud would refuse the rest. Raise the quota, or lower the instances.",
                    )


def _amount(key: str, number: int) -> str:
    return f"{number / 1024:g} GiB of memory" if key == "memory" else counted(number, key.removesuffix("s"))


def flavor_larger_than_hosts(estate: Estate) -> Iterator[Verdict]:
    """A flavor fits on the hosts of the pools that offer it."""
    types: dict[str, dict[str, None]] = {name: {} for name in estate.pools}
    for block, pools in estate.pooled_blocks:
        for name in pools:
            types[name][block.mounted.type] = None
    for name, pool in estate.pools.items():
        kinds = [estate.device_types[kind] for kind in types[name]]
        for index, flavor_name in enumerate(pool.flavors):
            flavor = estate.flavors[flavor_name]
            if kinds and not any(
                flavor.vcpus <= kind.vcpus
                and flavor.memory_mebibytes <= kind.memory_mebibytes * pool.memory_ratio
                and flavor.disk_gibibytes <= kind.disk_gibibytes * pool.disk_ratio
                for kind in kinds
            ):
                yield broken(
                    flavor_name,
                    pool.origin.at("flavors", index),
                    f"Flavor {flavor_name} fits on no host of pool {name}, not even on an empty one.",
                    "Its instances could never be placed. Offer a smaller one, or larger hosts.",
                )


RULES = (
    host_in_no_pool,
    host_in_two_pools,
    pool_without_hosts,
    pool_without_cloud,
    flavor_not_offered,
    pool_not_for_project,
    network_of_other_zone,
    network_not_at_site,
    project_not_at_site,
    quota_too_small,
    flavor_larger_than_hosts,
)
