"""Small estates for the tests of capacity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inventory.model.blocks import ServerBlock, block_of
from inventory.model.estate import Estate
from inventory.model.origin import Origin, Source
from inventory.model.pools import Flavor, HostSelector, Pool
from inventory.model.power import PowerComponent, PowerKind
from inventory.model.sites import DeviceType, Face, Mount, Rack, Room, Server, ServerRole, Site, SiteState

HERE = Origin("estate.yaml")
FULL_DEPTH = True


class Sources:
    def locate(self, origin: Origin) -> Source:
        return Source(origin.file, 1, 1)


@dataclass(frozen=True)
class Plan:
    """What an estate for a test is made of: sites × racks × hosts, and the same pools everywhere."""

    sites: Mapping[str, str] = field(default_factory=lambda: {"tianfu": "chengdu"})
    racks: int = 2
    hosts: int = 2
    pools: Mapping[str, Sequence[str]] = field(default_factory=lambda: {"retail": ("small",)})
    """Pool → flavors; the racks of a site are dealt out to the pools in turn."""
    flavors: Mapping[str, tuple[int, int, int]] = field(default_factory=lambda: {"small": (4, 8192, 40)})
    specs: Mapping[str, str] = field(default_factory=dict)
    size: tuple[int, int, int] = (64, 262144, 4000)
    cpu_ratio: float = 4.0
    cords: tuple[str, ...] = ("a", "b")
    draw_watts: int | None = 500
    idle_watts: int | None = None
    states: Mapping[str, SiteState] = field(default_factory=dict)


def estate_of(plan: Plan) -> Estate:
    pools = list(plan.pools)
    racks, servers, power = {}, list[ServerBlock](), {}
    for site in plan.sites:
        for name, fed_by in {"ups-a": (), "ups-b": (), "pdu-a": ("ups-a",), "pdu-b": ("ups-b",)}.items():
            kind = PowerKind.UPS if name.startswith("ups") else PowerKind.PDU
            power[f"{site}/{name}"] = PowerComponent(site, name, kind, fed_by, 10_000, "m1", HERE)
        for number in range(1, plan.racks + 1):
            pool = pools[(number - 1) % len(pools)]
            rack = Rack(
                site, "m1", "a", f"a{number:02}", "compute", 42, {"a": "pdu-a", "b": "pdu-b"},
                8000, 8000, 1000, HERE,
            )  # fmt: skip
            racks[rack.key] = rack
            for slot in range(1, plan.hosts + 1):
                name = f"{site}-{rack.name}-s{slot:02}"
                mount = Mount(rack.key, 2 * slot - 1, Face.FRONT, plan.cords)
                server = Server(
                    name, site, mount, "server", ServerRole.COMPUTE, f"zone-{pool}", frozenset(), (), None, HERE
                )
                servers.append(block_of(server))
    return Estate(
        name="bank",
        standards=(),
        sites={
            name: Site(name, city, plan.states.get(name, SiteState.ACTIVE), f"cloud-{name}", HERE)
            for name, city in plan.sites.items()
        },
        paths={},
        rooms={f"{site}/m1": Room(site, "m1", "c1", HERE) for site in plan.sites},
        racks=racks,
        power=power,
        device_types={
            "server": DeviceType(
                "server", "maker", "model", 2, FULL_DEPTH, 20.0, plan.draw_watts, None, {}, *plan.size, HERE,
                idle_watts=plan.idle_watts,
            )
        },
        server_blocks=tuple(servers),
        zones={},
        networks={},
        fabrics={},
        switches={},
        switch_cables=(),
        flavors={name: Flavor(name, *size, plan.specs, HERE) for name, size in plan.flavors.items()},
        pools={
            name: Pool(
                name, f"zone-{name}", tuple(plan.sites), HostSelector(("*",), frozenset()), plan.cpu_ratio, 1.0, 1.0,
                tuple(flavors), (), HERE,
            )
            for name, flavors in plan.pools.items()
        },
        projects={},
        services={},
        peaks={},
        digest="0" * 64,
        sources=Sources(),
    )  # fmt: skip
