"""The Prometheus rules that ship: only metrics that exist, and something to do for every alert."""

import re

import pytest
import yaml

from capacity.metrics import METRICS
from capacity.rules import rule_files

RULES = [rule for text in rule_files().values() for group in yaml.safe_load(text)["groups"] for rule in group["rules"]]
ALERTS = [rule for rule in RULES if "alert" in rule]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.get("alert") or rule.get("record"))
def test_a_rule_uses_only_metrics_that_are_exported(rule: dict[str, str]) -> None:
    used = re.findall(r"\bsddc_\w+", rule["expr"])
    assert used
    assert set(used) <= {family.name for family in METRICS}


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_waits_and_says_what_to_do(rule: dict[str, dict[str, str]]) -> None:
    assert rule["for"]
    assert rule["labels"]["severity"] in {"warning", "critical"}
    assert all(rule["annotations"][name] for name in ("summary", "description", "runbook"))


def test_a_recording_rule_is_named_level_metric_operation() -> None:
    for rule in RULES:
        if "record" in rule:
            assert re.fullmatch(r"[a-z_]+:sddc_[a-z_]+:[a-z]+", rule["record"])
