"""The page: assets and data put together into one file that needs nothing else."""

import json
import re
from base64 import b64encode
from dataclasses import asdict
from hashlib import sha256
from importlib.resources import files

from facility.graph import whole_state
from facility.graph.indexed_graph import TOLERANCE_WATTS
from report.chains import diagrams
from report.elevations import elevations
from report.facts import Facts
from report.findings import findings
from report.javascript import translated
from report.labels import labels
from report.loss_data import contingency
from report.pools import pools, services
from report.site_summary import site_summaries
from report.topology import cables, paths, switches

SCRIPTS = (
    "dom",
    "data",
    "engine",
    "detail",
    "overview",
    "racks",
    "chains",
    "fabric",
    "capacity",
    "findings",
    "search",
    "app",
)
"""The parts of the page's script, in the order in which they are joined."""
_HARMLESS = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""What could end or open an element, written so that JSON means the same and HTML sees nothing."""
_PLACE = re.compile(r"\{\{(\w+)\}\}")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def report_page(facts: Facts) -> str:
    """Write the report as one HTML document; equal facts give equal documents."""
    style = asset("report.css")
    script = _script()
    parts = {
        "name": escape(facts.estate.name),
        "style": style,
        "style_hash": _hash(style),
        "data": "\n".join(_block(name, value) for name, value in documents(facts).items()),
        "script": script,
        "script_hash": _hash(script),
    }
    return _PLACE.sub(lambda found: parts[found[1]], asset("page.html"))


def _script() -> str:
    sums = f"const sums = {translated(whole_state, {'TOLERANCE_WATTS': TOLERANCE_WATTS})};"
    parts = "\n".join([sums, *(asset(f"{name}.js") for name in SCRIPTS)])
    return f'(() => {{\n"use strict";\n{parts}\n}})();'


def _hash(text: str) -> str:
    # The page allows itself these texts and nothing else (CSP Level 3, hash-source).
    return b64encode(sha256(text.encode()).digest()).decode()


def documents(facts: Facts) -> dict[str, object]:
    """Make the page's data: one document for the estate, one for each site's racks and diagrams, one for the graph."""
    stands = elevations(facts)
    chains = diagrams(facts)
    found: dict[str, object] = {
        "estate": {
            "name": facts.estate.name,
            "digest": facts.estate.digest,
            "standards": list(facts.estate.standards),
            "sites": [[one.name, one.city, one.state.value, one.cloud] for one in facts.estate.sites.values()],
            "paths": paths(facts),
            "zones": [[one.name, one.vni] for one in facts.estate.zones.values()],
            "networks": [
                [one.name, one.zone, one.vlan, one.vni, str(one.subnet), list(one.sites)]
                for one in facts.estate.networks.values()
            ],
            "labels": labels(facts),
            "counts": _counts(facts),
            "summary": site_summaries(facts),
            "types": stands.types,
            "uses": stands.uses,
            "cords": stands.cords,
            "basis": stands.basis,
            "switches": switches(facts),
            "cables": cables(facts),
            "capacity": pools(facts),
            "services": services(facts),
            "findings": findings(facts),
            "graph_fault": facts.graph_fault,
            "is_judged": facts.judgement is not None,
        }
    }
    if facts.graph is not None:
        found["graph"] = asdict(contingency(facts, facts.graph))
    for number, site in enumerate(facts.estate.sites):
        found[f"racks-{number}"] = stands.racks[site]
        found[f"chains-{number}"] = chains[site]
    return found


def _counts(facts: Facts) -> list[list[object]]:
    # Rows: site, rooms, racks, servers, switches, power components, cooling components.
    estate = facts.estate
    several = (estate.rooms, estate.racks, estate.servers, estate.switches, estate.power, estate.cooling)
    return [[site, *(sum(one.site == site for one in group.values()) for group in several)] for site in estate.sites]


def escape(text: str) -> str:
    """Write a text so that it stands for itself in HTML, also inside of an attribute."""
    return text.translate(_ENTITIES)


def embedded(value: object) -> str:
    """Write a value as JSON that can stand inside of a script element whatever texts it holds."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_HARMLESS)


def _block(name: str, value: object) -> str:
    return f'<script type="application/json" id="data-{escape(name)}">{embedded(value)}</script>'


def asset(name: str) -> str:
    """Return one of the files that the page is made of."""
    return (files("report") / "assets" / name).read_text("utf-8")
