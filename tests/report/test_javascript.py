"""The page computes what the command line does: its script, run by a JavaScript engine, against the engine itself."""

import ast
import json
from functools import cache
from random import Random
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from py_mini_racer import MiniRacer

from facility.estate_graph import capacity_graph
from facility.graph import whole_state
from facility.graph.capacity_graph import Graph, build_graph
from facility.graph.indexed_graph import TOLERANCE_WATTS, Whole
from facility.graph.loss import lose
from facility.graph.ranking import carrying
from report import javascript
from report.javascript import Untranslatable, translated
from report.loss_data import line_rows, node_rows
from report.page import asset
from report.string_table import Strings
from tests.facility.graph.graphs import seeded
from tests.report.world import example

GRAPHS, LOSSES_OF_EACH = 400, 6
PAGE = """
const document = { dispatchEvent() {} }, choice = { trips: true };
let rows;
const read = () => rows;
const load = (text) => { rows = { areas: [], hosts: [], switches: [], slots: [], tiers: [], ...JSON.parse(text) }; };
"""


@cache
def page() -> MiniRacer:
    """Run the sums and the engine of the page, as they stand in it, without a browser around them."""
    sums = translated(whole_state, {"TOLERANCE_WATTS": TOLERANCE_WATTS})
    racer = MiniRacer()
    # Each graph has an engine of its own: the page has one graph only.
    opened = (
        f"globalThis.page = (graph) => {{ load(graph); {asset('engine.js')}; globalThis.opened = engine; return 0; }};"
    )
    racer.eval(f"{PAGE} const sums = {sums}; {opened}")
    racer.eval("""globalThis.loss = (names, trips) => { const loss = opened.lose(JSON.parse(names), trips);
        const { nodes } = opened.ready(), name = (node) => nodes[node][0];
        return JSON.stringify({ failed: loss.failed.map(name), tripped: loss.tripped.map((step) => step.map(name)),
        overloaded: loss.overloaded.map((node) => [name(node), loss.state.load[node]]) }); }""")
    return racer


def opened(graph: Graph) -> None:
    rows = {"nodes": node_rows(graph, {}, Strings()), "lines": line_rows(graph), "ranks": list(graph.wiring.rank)}
    page().call("page", json.dumps(rows))


def same(graph: Graph, names: list[str], *, trips: bool) -> None:
    answer: Any = json.loads(str(page().call("loss", json.dumps(names), trips)))
    loss = lose(graph, names, follow_trips=trips)
    first = {keys[0] for keys in graph.wiring.members}
    assert set(answer["failed"]) == first & set(loss.failed), names
    assert [sorted(step) for step in answer["tripped"]] == [sorted(first & set(step)) for step in loss.tripped], names
    assert answer["overloaded"] == [[one.component, pytest.approx(one.load_watts)] for one in loss.overloaded], names


def test_the_page_computes_as_the_engine_on_random_graphs() -> None:
    seen = 0
    for seed in range(GRAPHS):
        graph, random = build_graph(seeded(seed, poles=True)), Random(seed)  # noqa: S311 - no secret
        whole = [keys[0] for keys in graph.wiring.members if len(keys) == 1]
        opened(graph)
        for number in range(LOSSES_OF_EACH if whole else 0):
            same(graph, random.sample(whole, min(len(whole), random.randint(1, 3))), trips=number % 2 == 0)
            seen += 1
    assert seen > GRAPHS


def test_the_page_computes_as_the_engine_on_the_example() -> None:
    graph = capacity_graph(example()).graph
    opened(graph)
    names = [key for key in carrying(graph) if len(graph.wiring.members[graph.wiring.node_of[key]]) == 1]
    assert len(names) > 80
    for name in names:
        same(graph, [name], trips=True)


def test_the_whole_sums_are_those_of_the_difference() -> None:
    for seed in range(GRAPHS):
        graph, random = build_graph(seeded(seed, poles=True)), Random(seed)  # noqa: S311 - no secret
        whole = [node for node, keys in enumerate(graph.wiring.members) if len(keys) == 1]
        if not whole:
            continue
        out = random.sample(whole, min(len(whole), 2))
        order = sorted(range(len(graph.wiring.members)), key=graph.wiring.rank.__getitem__)
        rest = graph.rest
        state = Whole(list(rest.failed), list(rest.missing), list(rest.load))
        steps = whole_state.lose(graph.wiring, order, rest.load, state, out, trips=True)
        loss = lose(graph, [graph.wiring.members[node][0] for node in out], follow_trips=True)
        assert [graph.wiring.keys(step) for step in steps] == list(loss.tripped)
        gone = {node for node, is_down in enumerate(state.failed) if is_down and not rest.failed[node]} - set(out)
        assert graph.wiring.keys(gone) == loss.failed


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        ("x = a // b", "FloorDiv"),
        ("x = a ** b", "Pow"),
        ("x = [one for one in a]", "ListComp"),
        ("x = a < b < 3", "Compare"),
        ("x = 'text'", "Constant"),
        ("x, y = a", "Tuple"),
        ("x = a[1:2]", "Slice"),
        ("x = f'{a}'", "JoinedStr"),
        ("for x in a:\n        pass\n    else:\n        pass", "For"),
        ("with a:\n        pass", "With"),
        ("x = a.sort()", "Call"),
        ("x = f(a, b=1)", "Call"),
        ("raise a", "Raise"),
        ("x = {}", "Dict"),
    ],
)
def test_what_has_no_translation_is_refused(statement: str, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = f"def f(a, b):\n    {statement}\n"
    ast.parse(source)
    monkeypatch.setattr(javascript, "inspect", SimpleNamespace(getsource=lambda _: source))
    with pytest.raises(Untranslatable, match=f"line 2: {part} "):
        translated(ModuleType("f"), {})
