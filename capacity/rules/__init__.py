"""The Prometheus rules that come with the metrics: recording rules and alerts, as YAML files beside this one."""

from importlib.resources import files

FILES = ("recording.yaml", "alerts.yaml")
"""To be named under rule_files in prometheus.yml; alerts.yaml uses what recording.yaml records."""


def rule_files() -> dict[str, str]:
    """Return the text of every rule file by its name."""
    return {name: (files(__name__) / name).read_text(encoding="utf-8") for name in FILES}
