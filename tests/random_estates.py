"""Random small estates, written as people write them: drawn as data, written as YAML, read like any estate.

    @given(written=written_estates())
    def test_a_law(written: WrittenEstate) -> None:
        estate = written.estate()

What is drawn: sites in one or two cities, halls with racks, power by several designs (2N, N+1 below panels with
`least`, distributed redundant, ties, transfer switches with generators, a single chain), cooling by several, ratings
from far too small to ample, single and dual cords, types with and without idle draw or weight, pools, flavors with
extra specs, services of different spread and importance, a profile with limits of its own. Each is valid: what the
rules of standards say of it is another matter.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from inventory.load import load_estate
from inventory.model.estate import Estate

Section = list[dict[str, Any]]
SIDES = ("a", "b")
SCARCE, AMPLE = (0.4, 0.8, 1.1, 1.3, 2.0, 4.0), (3.0, 4.0, 8.0)


@dataclass(frozen=True)
class WrittenEstate:
    """An estate as data; shown by its YAML, so that a failing example can be put into a file and asked by hand."""

    sections: Mapping[str, Any]

    @cached_property
    def text(self) -> str:
        """The estate's one file."""
        return yaml.safe_dump(dict(self.sections), sort_keys=False, width=200)

    def write(self, folder: Path) -> Path:
        """Write it into a folder; returns the folder."""
        (folder / "estate.yaml").write_text(self.text, encoding="utf-8")
        return folder

    def estate(self) -> Estate:
        """Read it as the commands do; raises EstateInvalid."""
        with tempfile.TemporaryDirectory() as folder:
            return load_estate(self.write(Path(folder)))

    def with_more(self, section: str, entries: Section) -> "WrittenEstate":
        """Add entries to a section that is a list."""
        return WrittenEstate({**self.sections, section: [*self.sections.get(section, ()), *entries]})

    def __repr__(self) -> str:
        """Show the YAML."""
        return f"\n{self.text}"


@dataclass(frozen=True)
class Halls:
    """The racks of each site by hall, and what stands in each."""

    racks: Mapping[str, int]
    servers: int
    draw_watts: int
    margins: tuple[float, ...]
    """What ratings are of the load, to choose from."""

    @property
    def load_watts(self) -> int:
        """What the servers of a site draw at most."""
        return sum(self.racks.values()) * self.servers * self.draw_watts


@st.composite
def written_estates(
    draw: st.DrawFn, *, most_sites: int = 2, most_halls: int = 2, may_idle: bool = True, is_ample: bool = False
) -> WrittenEstate:
    """Draw an estate; all of its sites are built alike. Unless it may idle, everything draws in full at any time.

    An ample one has two chains of power, room in its racks, and carries several times its load.
    """
    names = [f"s{number}" for number in range(1, draw(st.integers(1, most_sites)) + 1)]
    halls = Halls(
        {f"m{number}": draw(st.integers(2, 3)) for number in range(1, draw(st.integers(1, most_halls)) + 1)},
        servers=draw(st.integers(1, 3)),
        draw_watts=draw(st.sampled_from([400, 1000])),
        margins=AMPLE if is_ample else draw(st.sampled_from([SCARCE, AMPLE, AMPLE])),
    )
    profile = draw(st.sampled_from([None, 0.5, 1.0]))
    sections: dict[str, Any] = {
        "estate": "drawn",
        "standards": ["tier3", "mine"] if profile else ["tier3", "engineering"],
        "sites": {name: {"city": draw(st.sampled_from(["c1", "c2"])), "cloud": name} for name in names},
        "rooms": [{"sites": "all", "names": list(halls.racks)}],
        "power": draw(_power(halls, is_ample=is_ample)),
        "cooling": draw(_cooling(halls)),
        **draw(_racks(halls, may_idle=may_idle, is_ample=is_ample)),
        **_network(names),
        **draw(_pools()),
        **draw(_services(names)),
    }
    if profile:
        limits = {"RACK-1": {"limits": {"share": profile}}}
        sections["profiles"] = {"mine": {"based_on": "engineering", "rules": limits}}
    return WrittenEstate({key: value for key, value in sections.items() if value})


def _rating(draw: st.DrawFn, halls: Halls, load: float) -> str:
    """Draw a rating for a load; it may be far too little."""
    return f"{max(1000, round(load * draw(st.sampled_from(halls.margins)), -2)):.0f}W"


def _each(kind: str, names: str, **more: object) -> dict[str, Any]:
    return {"sites": "all", "each": {"x": list(SIDES)}, "kind": kind, "names": names, **more}


@st.composite
def _power(draw: st.DrawFn, halls: Halls, *, is_ample: bool) -> Section:
    """Draw a chain that ends at pdu-a and pdu-b of each site."""
    load = halls.load_watts
    apart = (_two_chains, _tied, _with_generator)
    design = draw(st.sampled_from(apart if is_ample else (*apart, _below_panels, _one_chain)))
    return [*design(draw, halls, load), *_pdus(draw, halls, load, single=design is _one_chain)]


def _pdus(draw: st.DrawFn, halls: Halls, load: int, *, single: bool) -> Section:
    source = "out-a" if single else "out-{x}"
    return [_each("pdu", "pdu-{x}", fed_by=source, rating=_rating(draw, halls, load))]


def _utilities(load: int) -> dict[str, Any]:
    return _each("utility", "utility-{x}", rating=f"{20 * load}W", substation="{site}-{x}")


def _two_chains(draw: st.DrawFn, halls: Halls, load: int) -> Section:
    ups = _each("ups", "ups-{x}", fed_by="utility-{x}", rating=_rating(draw, halls, load), group="ups", redundancy="2N")
    return [_utilities(load), ups, _each("panel", "out-{x}", fed_by="ups-{x}", rating=_rating(draw, halls, load))]


def _below_panels(draw: st.DrawFn, halls: Halls, load: int) -> Section:
    """Draw several UPS that work in parallel below each panel: of `count`, `least` must be there."""
    count = draw(st.integers(2, 3))
    ups = {
        "sites": "all",
        "kind": "ups",
        "names": f"ups-[1-{count}]",
        "fed_by": "utility-a" if draw(st.booleans()) else "utility-{a,b}",
        "rating": _rating(draw, halls, load / max(1, count - 1)),
        "group": "ups",
        "redundancy": "N+1",
    }
    least = draw(st.integers(1, count))
    panels = _each("panel", "out-{x}", fed_by=f"ups-[1-{count}]", least=least, rating=_rating(draw, halls, load))
    return [_utilities(load), ups, panels]


def _tied(draw: st.DrawFn, halls: Halls, load: int) -> Section:
    rating = _rating(draw, halls, load)
    panels = [
        {"sites": "all", "kind": "panel", "names": f"out-{one}", "fed_by": f"ups-{one}", "ties": f"out-{other}"}
        | {"rating": rating}
        for one, other in (SIDES, SIDES[::-1])
    ]
    return [_utilities(load), _each("ups", "ups-{x}", fed_by="utility-{x}", rating=_rating(draw, halls, load)), *panels]


def _with_generator(draw: st.DrawFn, halls: Halls, load: int) -> Section:
    sets = draw(st.integers(1, 3))
    generators = {"sites": "all", "kind": "generator", "names": f"gen-[1-{sets}]", "rating": _rating(draw, halls, load)}
    bus = {"sites": "all", "kind": "panel", "names": "bus", "fed_by": f"gen-[1-{sets}]", "rating": f"{9 * load}W"}
    return [
        _utilities(load),
        generators | {"group": "gens", "redundancy": "N+1"},
        bus | {"least": draw(st.integers(1, sets))},
        _each("transfer-switch", "ats-{x}", fed_by=["utility-{x}", "bus"], rating=f"{9 * load}W"),
        _each("ups", "ups-{x}", fed_by="ats-{x}", rating=_rating(draw, halls, load)),
        _each("panel", "out-{x}", fed_by="ups-{x}", rating=_rating(draw, halls, load)),
    ]


def _one_chain(draw: st.DrawFn, halls: Halls, load: int) -> Section:
    return [
        _utilities(load),
        {
            "sites": "all",
            "kind": "ups",
            "names": "ups-1",
            "fed_by": "utility-{a,b}",
            "rating": _rating(draw, halls, load),
        },
        {"sites": "all", "kind": "panel", "names": "out-a", "fed_by": "ups-1", "rating": _rating(draw, halls, load)},
    ]


@st.composite
def _cooling(draw: st.DrawFn, halls: Halls) -> Section:
    """Draw nothing, units that cool by themselves, or units below loops with a store."""
    design = draw(st.sampled_from(["none", "units", "loops"]))
    if design == "none":
        return []
    power = draw(st.sampled_from(["utility-{a,b}", "out-a"]))
    found: Section = []
    if design == "loops":
        found += [
            {
                "sites": "all",
                "kind": "chiller",
                "names": "chiller-[1-2]",
                "rating": _rating(draw, halls, halls.load_watts),
            }
            | {"draw": "500W", "powered_by": power},
            _each("store", "store-{x}", rating=f"{halls.load_watts}W", holds="20m"),
            _each("loop", "loop-{x}", fed_by=["chiller-[1-2]", "store-{x}"], rating=f"{4 * halls.load_watts}W"),
        ]
    for hall, racks in halls.racks.items():
        units = {"sites": "all", "kind": "unit", "names": f"crah-{hall}-[1-2]", "room": hall, "draw": "200W"}
        heat = racks * halls.servers * halls.draw_watts
        found.append(units | {"rating": _rating(draw, halls, heat), "powered_by": power})
        if design == "loops":
            found[-1]["fed_by"] = "loop-{a,b}"
    return found


@st.composite
def _racks(draw: st.DrawFn, halls: Halls, *, may_idle: bool, is_ample: bool) -> dict[str, Any]:
    full = halls.servers * halls.draw_watts
    feeds: dict[str, dict[str, Any]] = {}
    for side in SIDES:
        feeds[side] = {"from": f"pdu-{side}", "rating": _rating(draw, halls, full)}
        if phase := draw(st.sampled_from([None, None, "L1", "three-phase", ["L1", "L2", "L3"], ["L2", "three-phase"]])):
            feeds[side]["phase"] = phase
    kind = {"u_height": 24, "width": "600mm", "depth": "1200mm", "empty_weight": "150kg", "weight": "1000kg"}
    server = {"manufacturer": "X", "model": "srv", "u_height": 2, "draw": f"{halls.draw_watts}W", "depth": "800mm"}
    server |= {"airflow": "front-to-rear", "vcpus": 32, "memory": "256GiB", "disk": "2TiB"}
    if may_idle and draw(st.booleans()):
        server["idle"] = "150W"
    if draw(st.booleans()):
        server["weight"] = "20kg"
    racks, servers = [], []
    cords = draw(st.sampled_from([["a", "b"], ["a", "b"], ["a"]]))
    for number, (hall, count) in enumerate(halls.racks.items(), 1):
        names = f"r[{number}1-{number}{count}]"
        racks.append({"sites": "all", "room": hall, "row": "a", "names": names, "type": "t24"})
        first = 1 + (number - 1) * 10
        ports = f"Ethernet[{first}-{first + count * halls.servers - 1}]"
        entry = {"sites": "all", "racks": names, "names": f"s[01-{halls.servers:02}]", "type": "srv", "zone": "z"}
        nics = {"eth0": "leaf-01a", "eth1": "leaf-01b"}
        step = draw(st.integers(2, 4))
        servers.append(entry | {"positions": f"1+{step}", "cords": cords, "nics": nics, "ports": ports})
    switch = {"manufacturer": "X", "u_height": 1, "weight": "9kg", "draw": "0W", "airflow": "front-to-rear"}
    switch |= {"depth": "500mm"}
    more = draw(st.sampled_from([2, 8] if is_ample else [0, 1, 2, 8]))
    return {
        "rack_types": {
            "t24": kind | {"power": f"{full + more * 1000}W", "feeds": feeds},
        },
        "racks": racks,
        "device_types": {
            "spine": switch | {"model": "spine", "ports": {"Ethernet[1-8]": "100G"}},
            "leaf": switch | {"model": "leaf", "ports": {"Ethernet[1-40]": "25G", "Ethernet[41-48]": "100G"}},
            "srv": server,
        },
        "servers": servers,
    }


def _network(sites: list[str]) -> dict[str, Any]:
    pair = {"names": "leaf-01", "type": "leaf", "racks": "r[11-12]", "positions": 24, "uplinks": "Ethernet[41-42]"}
    fabric = {"nos": "eos", "spines": {"names": "spine-[1-2]", "type": "spine", "racks": "r[11-12]", "positions": 22}}
    fabric |= {"leaf_pairs": [pair | {"spine_ports": "Ethernet[1-2]", "peer_link": "Ethernet[43-44]"}]}
    return {
        "zones": {"z": {"vni": 50001, "vrf_id": 1}},
        "networks": {
            f"web-{site}": {"zone": "z", "vlan": 110 + n, "subnet": f"10.{10 + n}.0.0/22", "sites": site}
            for n, site in enumerate(sites)
        },
        "fabric_types": {"f": fabric},
        "fabrics": {
            site: {"site": site, "type": "f", "asn": 4200010000 + 1000 * n}
            | {
                name: f"10.{251 - n}.{third}.0/{length}"
                for name, third, length in (("router_ids", 0, 24), ("vteps", 1, 24), ("peer_links", 2, 24))
            }
            | {"links": f"10.{251 - n}.4.0/22", "management": f"172.20.{n}.0/24"}
            for n, site in enumerate(sites)
        },
    }


@st.composite
def _pools(draw: st.DrawFn) -> dict[str, Any]:
    flavors: dict[str, Any] = {
        "small": {"vcpus": 4, "memory": "16GiB", "disk": "40GiB"},
        "large": {"vcpus": 16, "memory": "64GiB", "disk": "200GiB"},
    }
    specs = draw(st.sampled_from([{}, {"hw:cpu_policy": "dedicated"}, {"resources:VCPU": "2"}]))
    if specs:
        flavors["large"]["extra_specs"] = specs
    ratio = draw(st.sampled_from([1, 2, 4]))
    if draw(st.booleans()):
        first = {"zone": "z", "hosts": {"racks": "r1?"}, "cpu_ratio": ratio, "flavors": ["small", "large"]}
        second = {"zone": "z", "hosts": {"racks": "r[2-9]?"}, "cpu_ratio": 1, "flavors": ["large"]}
        pools = {"one": first, "two": second}
    else:
        pools = {"one": {"zone": "z", "cpu_ratio": ratio, "flavors": ["small", "large"]}}
    quota = {"instances": 1000, "vcpus": 8000, "memory": "32TiB"}
    return {"flavors": flavors, "pools": pools, "projects": {"p": {"pools": list(pools), "quota": quota}}}


@st.composite
def _services(draw: st.DrawFn, sites: list[str]) -> dict[str, Any]:
    found = {}
    for number in range(draw(st.integers(0, 3))):
        tier = {"pool": "one", "flavor": draw(st.sampled_from(["small", "large"]))}
        tier["spread"] = draw(st.sampled_from(["none", "host", "rack"]))
        tier["instances"] = {site: draw(st.integers(0, 4)) for site in sites}
        recovery = {"standard": "GB/T 20988-2025", "level": draw(st.integers(1, 6)), "rto": "5m"}
        service = {"project": "p", "recovery": recovery | {"rpo": draw(st.sampled_from(["0s", "5m"]))}}
        if draw(st.booleans()):
            service["shed_order"] = draw(st.integers(1, 20))
        found[f"service-{number}"] = service | {"tiers": {"t": tier}}
    return {"services": found}
