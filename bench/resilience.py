"""Measure what it costs to take an estate apart: every component, every compartment, and every pair of one site.

    python bench/resilience.py [--json FILE]

The graph is made in memory: three sites of 1,000 racks and 33,000 servers each. Each measurement is a process of its
own, so that its CPU seconds and its memory are its own. Exits with 1 when a limit is not held.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

from resilience_estate import Size, estate_components

from facility.graph.capacity_graph import Graph, build_graph
from facility.graph.dominators import single_points
from facility.graph.pairs import pair_losses
from facility.graph.ranking import carrying, compartment_losses, single_losses
from facility.graph.remedies import find_remedies

ESTATES = {
    "sound": Size(),
    "flawed": Size(is_flawed=True),
    "tight": Size(ups_headroom=0.516),
}
"""Tight: a UPS bears the failover of one PDU of the other side, but no two, so very many pairs are harmful."""
LIMITS = {"singles": 20.0, "pairs": 60.0, "remedies": 30.0}
"""Measurement → CPU seconds, for every estate."""
MEMORY_LIMIT_MEBIBYTES = 2048


def measure_singles(graph: Graph) -> dict[str, Any]:
    """Find all single points, then take out every component and every compartment."""
    start = time.perf_counter()
    points = single_points(graph)
    found = time.perf_counter()
    losses = single_losses(graph, follow_trips=True)
    single = time.perf_counter()
    compartments = compartment_losses(graph)
    return {
        "single_points_seconds": round(found - start, 2),
        "sinks_with_single_points": sum(1 for above in points.values() if above),
        "losses_seconds": round(single - found, 2),
        "losses": len(losses),
        "not_bearable": sum(1 for loss in losses if not loss.is_bearable),
        "compartments_seconds": round(time.perf_counter() - single, 2),
        "compartments": len(compartments),
    }


def measure_remedies(graph: Graph) -> dict[str, Any]:
    """Propose what would fix the single points."""
    remedies = find_remedies(graph)
    return {"changes": len(remedies.sources), "sinks_not_fixed": len(remedies.remaining)}


def measure_pairs(graph: Graph) -> dict[str, Any]:
    """Take out every pair of one site's components: power, cooling and network."""
    components = [key for key in carrying(graph) if graph.components[key].site == "site-1"]
    losses = pair_losses(graph, components)
    return {"components": len(components), "pairs": losses.examined, "harmful": losses.harmful}


MEASUREMENTS: dict[str, Callable[[Graph], dict[str, Any]]] = {
    "singles": measure_singles,
    "pairs": measure_pairs,
    "remedies": measure_remedies,
}


def measure(measurement: str, estate: str) -> dict[str, Any]:
    """Build an estate's graph in this process and measure; return what it cost."""
    components = tuple(estate_components(ESTATES[estate]))
    start = time.perf_counter()
    graph = build_graph(components)
    built = time.perf_counter()
    cpu = time.process_time()
    found = MEASUREMENTS[measurement](graph)
    return {
        "measurement": measurement,
        "estate": estate,
        "graph_components": len(components),
        "graph_seconds": round(built - start, 2),
        "cpu_seconds": round(time.process_time() - cpu + built - start, 2),
        **found,
        "peak_mebibytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def broken_limits(measured: list[dict[str, Any]]) -> list[str]:
    """Return which limits do not hold."""
    broken = []
    for figures in measured:
        name = f"{figures['measurement']} of the {figures['estate']} estate"
        limit = LIMITS[figures["measurement"]]
        if figures["cpu_seconds"] > limit:
            broken.append(f"{name}: {figures['cpu_seconds']} CPU seconds, allowed are {limit}")
        if figures["peak_mebibytes"] > MEMORY_LIMIT_MEBIBYTES:
            broken.append(f"{name}: {figures['peak_mebibytes']} MiB, allowed are {MEMORY_LIMIT_MEBIBYTES}")
    return broken


def main() -> int:
    """Measure all, show the figures, and hold them to the limits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--one", nargs=2, metavar=("MEASUREMENT", "ESTATE"), help="measure this here")
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure(*arguments.one)))
        return 0
    measured = [_in_a_process(name, estate) for estate in ESTATES for name in MEASUREMENTS]
    if arguments.json:
        arguments.json.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    broken = broken_limits(measured)
    print("\n".join(broken) or "All limits hold.")
    return 1 if broken else 0


def _in_a_process(measurement: str, estate: str) -> dict[str, Any]:
    command = [sys.executable, __file__, "--one", measurement, estate]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    print("  ".join(f"{name}={value}" for name, value in found.items()), flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
