"""Metrics of the estate's soundness, of drift and of the exporter's own reading."""

from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from itertools import product

from capacity.metrics.family import Family, Kind, Sample, Samples, gauge
from capacity.metrics.view import MetricsView
from inventory.finding import Severity
from orchestration.change import Action

ESTATE_STANDARD = "estate"
"""The label `standard` of the rules that every estate must keep, whatever it is built to."""


def rules_failed(view: MetricsView) -> Samples:
    """Rules that the estate breaks, each counted once; left out until the estate has been checked."""
    if view.findings is None:
        return
    broken = Counter(severity for _, severity in {(finding.code, finding.severity) for finding in view.findings})
    for severity in Severity:
        yield Sample("", (ESTATE_STANDARD, severity.value), broken[severity])


def drift_items(view: MetricsView) -> Samples:
    """Things of the live world that differ from the estate, by what a plan would do about them."""
    sites = tuple(view.capacity.estate.sites) if view.capacity else ()
    for drift in view.drift:
        found = (*drift.survey.changes, *drift.survey.withheld)
        counted = Counter((change.site, change.address.kind, change.action) for change in found)
        counted.update((one.site, one.address.kind, Action.CREATE) for one in drift.survey.awaited)
        elsewhere = sorted({site for site, _, _ in counted}.difference(sites))
        for site, kind, action in product((*sites, *elsewhere), sorted(drift.kinds), Action):
            yield Sample(site, (kind, action.value), counted[site, kind, action])


def drift_unknown_items(view: MetricsView) -> Samples:
    """Things of the live world that could not be compared with the estate."""
    for drift in view.drift:
        counted = Counter((item.site, item.address.kind) for item in drift.survey.unknown)
        for (site, kind), count in sorted(counted.items()):
            yield Sample(site, (kind,), count)


def collector_success(view: MetricsView) -> Samples:
    """Whether the last reading of a source went well: 1 yes, 0 no."""
    for site, status in view.collectors:
        yield Sample(site, (status.collector,), status.success)


def collector_duration_seconds(view: MetricsView) -> Samples:
    """How long the last reading of a source took."""
    for site, status in view.collectors:
        yield Sample(site, (status.collector,), status.seconds)


def collector_last_success_timestamp_seconds(view: MetricsView) -> Samples:
    """When a source was last read well; left out when it never was. What is shown of it is as old."""
    for site, status in view.collectors:
        if status.last_success is not None:
            yield Sample(site, (status.collector,), status.last_success)


def api_requests_total(view: MetricsView) -> Samples:
    """How many requests have been made to the API of a source."""
    for site, status in view.collectors:
        if site:
            yield Sample(site, (status.collector,), status.requests)


def build_info(view: MetricsView) -> Samples:  # noqa: ARG001 - the same whatever is looked at
    """Which version of the program this is."""
    try:
        name = version("sddc")
    except PackageNotFoundError:
        name = "unknown"
    yield Sample("", (name,), 1)


METRICS = (
    gauge(rules_failed, "standard", "severity"),
    gauge(drift_items, "kind", "action"),
    gauge(drift_unknown_items, "kind"),
    gauge(collector_success, "collector"),
    gauge(collector_duration_seconds, "collector"),
    gauge(collector_last_success_timestamp_seconds, "collector"),
    Family(api_requests_total, ("collector",), Kind.COUNTER),
    Family(build_info, ("version",), Kind.INFO),
)
