"""The Grafana dashboard: sound JSON, nothing overlaps, only what is exported or recorded."""

import json
import re

import pytest

from capacity.dashboards import PANELS, WIDTH, Panel, dashboard
from capacity.metrics import METRICS
from capacity.rules import rule_files


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.title)
def test_a_panel_asks_only_for_what_is_exported_or_recorded(panel: Panel) -> None:
    known = {family.name for family in METRICS} | set(re.findall(r"record: (\S+)", rule_files()["recording.yaml"]))
    for expression, _ in panel.queries:
        used = re.findall(r"(?:[a-z_]+:)?sddc_\w+(?::[a-z]+)?", expression)
        assert used
        assert set(used) <= known


def test_panels_do_not_overlap_and_stay_inside_the_grid() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(json.dumps(dashboard()))["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert not taken & cells
        assert max(x for x, _ in cells) < WIDTH
        taken |= cells


def test_the_first_panel_answers_what_is_asked_first() -> None:
    assert 'scope="site"' in PANELS[0].queries[0][0]
