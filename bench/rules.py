"""Measure what it costs to judge a large estate by t3plus: every rule, all single losses, all pairs of the plant.

    python bench/rules.py [--racks N]

The estate is made in memory from the three-sites example: N racks a site (1,000) of 33 servers, behind PDUs of ten
racks and leaf pairs of two. Exits with 1 when a limit is not held.
"""

import argparse
import resource
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from inventory.load import load_estate
from inventory.model.estate import Estate
from inventory.model.power import PowerComponent
from inventory.model.sites import Nic, Rack
from inventory.standards.judgement import judge

EXAMPLE = Path(__file__).parent.parent / "examples" / "three-sites"
SERVERS = 33
SECONDS_MOST = 20.0
MEBIBYTES_MOST = 2048


def large_estate(racks: int) -> Estate:
    """Enlarge every site of the example, and its plant in proportion."""
    estate = load_estate(EXAMPLE)
    scale = racks * 3 // 4
    types = {name: replace(kind, u_height=1, weight_kilograms=20.0) for name, kind in estate.device_types.items()}
    estate = replace(
        estate,
        power={key: _larger(one, scale) for key, one in estate.power.items()},
        cooling={
            key: replace(one, rating_watts=one.rating_watts * scale, draw_watts=one.draw_watts * scale)
            for key, one in estate.cooling.items()
        },
        racks={key: rack for key, rack in estate.racks.items() if rack.row == "n"},
        switches={name: switch for name, switch in estate.switches.items() if "leaf" not in name},
        servers={},
        device_types=types,
    )
    for site in estate.sites:
        estate = _with_racks(estate, site, racks)
    return estate


def _larger(one: PowerComponent, scale: int) -> PowerComponent:
    ups = one.ups
    if ups is not None:
        battery = None if ups.battery is None else replace(ups.battery, load_watts=ups.battery.load_watts * scale)
        ups = replace(ups, module_watts=ups.module_watts * scale, battery=battery)
    return replace(one, rating_watts=one.rating_watts * scale, ups=ups)


def _with_racks(estate: Estate, site: str, count: int) -> Estate:
    example = load_estate(EXAMPLE)
    rack = example.racks[f"{site}/a01"]
    leaf = example.switches[f"{site}-leaf-01a"]
    server = example.servers[f"{site}-a01-s01"]
    power, racks = dict(estate.power), dict(estate.racks)
    switches, servers = dict(estate.switches), dict(estate.servers)
    for number in range(count):
        made = _rack(rack, number)
        racks[made.key] = made
        for name in made.feeds.values():
            pdu = estate.power[f"{site}/pdu-{name[4]}-m1"]
            power.setdefault(f"{site}/{name}", replace(pdu, name=name, rating_watts=600_000))
        pair = f"{site}-leaf-{number // 2:04}"
        side = "ab"[number % 2]
        switches[pair + side] = replace(leaf, name=pair + side, side=side, mount=replace(leaf.mount, rack=made.key))
        for unit in range(1, SERVERS + 1):
            name = f"{site}-{made.name}-s{unit:02}"
            nics = tuple(Nic(f"eth{port}", f"{pair}{'ab'[port]}", f"Ethernet{unit}") for port in range(2))
            mount = replace(server.mount, rack=made.key, position=unit)
            servers[name] = replace(server, name=name, mount=mount, nics=nics)
    return replace(estate, power=power, racks=racks, switches=switches, servers=servers)


def _rack(like: Rack, number: int) -> Rack:
    feeds = {side: f"pdu-{side}-{number // 10:03}" for side in "ab"}
    details = {
        side: replace(like.feed_details[side], component=name, rating_watts=60_000) for side, name in feeds.items()
    }
    return replace(like, name=f"x{number:04}", feeds=feeds, feed_details=details)


def main() -> int:
    """Measure, print, and say whether the limits are held."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--racks", type=int, default=1000)
    estate = large_estate(parser.parse_args().racks)
    start = time.process_time()
    judgement = judge(estate, date(2026, 11, 23), ["t3plus"])
    seconds = time.process_time() - start
    mebibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    answers = sum(sum(counts.values()) for counts in judgement.answers.values())
    print(
        f"{len(estate.racks)} racks, {len(estate.servers)} servers: {answers} answers in {seconds:.1f} CPU s, "
        f"{mebibytes} MiB; {'passes' if judgement.passes else 'does not pass'}"
    )
    return 0 if judgement.passes and seconds <= SECONDS_MOST and mebibytes <= MEBIBYTES_MOST else 1


if __name__ == "__main__":
    sys.exit(main())
