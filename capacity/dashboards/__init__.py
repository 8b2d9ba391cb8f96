"""The Grafana dashboard that comes with the metrics, made from a tuple of panels."""

from dataclasses import dataclass

WIDTH = 24
"""Of Grafana's grid."""
DATA_SOURCE = {"type": "prometheus", "uid": "${datasource}"}


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: a question, and the expressions that answer it with the legend of each."""

    title: str
    description: str
    queries: tuple[tuple[str, str], ...]
    """Expression and legend."""
    kind: str = "timeseries"
    """Grafana's panel type."""
    unit: str = "short"
    """Grafana's name of a unit."""
    width: int = 12
    height: int = 8


PANELS = (
    Panel(
        "How many more fit, after losing a site",
        "Flavor slots left when the worst site is gone and its load runs elsewhere.",
        (('sddc_flavor_slots_after_loss{scope="site"}', "{{pool}} {{flavor}}"),),
        kind="bargauge",
    ),
    Panel(
        "How many more fit now",
        "Flavor slots over all sites, counted host by host.",
        (("pool_flavor:sddc_flavor_slots:sum", "{{pool}} {{flavor}}"),),
        kind="bargauge",
    ),
    Panel(
        "Headroom after losing a site: vCPU",
        "Free at the other sites, less the lost load. Below zero the loss is not survivable.",
        (('sddc_headroom_after_loss_vcpus{scope="site"}', "{{pool}} without {{worst}}"),),
    ),
    Panel(
        "Headroom after losing a site: memory",
        "Free at the other sites, less the lost load. Below zero the loss is not survivable.",
        (('sddc_headroom_after_loss_memory_bytes{scope="site"}', "{{pool}} without {{worst}}"),),
        unit="bytes",
    ),
    Panel(
        "Pools: share taken",
        "Of what can be given out.",
        (("pool:sddc_vcpu_used:ratio", "{{pool}} vCPU"), ("pool:sddc_memory_used:ratio", "{{pool}} memory")),
        unit="percentunit",
    ),
    Panel(
        "Overcommitment over its limit",
        "How often a resource is given out, over what the estate allows.",
        (("sddc_pool_overcommit_ratio / sddc_pool_overcommit_limit_ratio", "{{site}} {{pool}} {{resource}}"),),
        unit="percentunit",
    ),
    Panel(
        "Stranded capacity",
        "Share of what is free that no further instance of the flavor can use.",
        (("sddc_stranded_capacity_ratio", "{{site}} {{pool}} {{flavor}} {{resource}}"),),
        unit="percentunit",
    ),
    Panel(
        "Hosts that take nothing new",
        "Disabled, draining, down or unknown to their cloud.",
        (('sum by (site, state) (sddc_host_info{state!="enabled"}) or vector(0)', "{{site}} {{state}}"),),
        kind="stat",
    ),
    Panel(
        "Feeds when the other side is gone",
        "Load over the derated rating; above 100 % the feed would trip.",
        (("topk(10, sddc_feed_failover_load_ratio)", "{{site}}/{{rack}} {{feed}}"),),
        kind="bargauge",
        unit="percentunit",
    ),
    Panel(
        "Rack power planned",
        "Share of what each rack may draw.",
        (("topk(10, rack:sddc_power_allocated:ratio)", "{{site}}/{{rack}}"),),
        kind="bargauge",
        unit="percentunit",
    ),
    Panel(
        "Age of what is shown",
        "Since each source was last read well.",
        (("collector:sddc_age_seconds:max", "{{site}} {{collector}}"),),
        unit="s",
    ),
    Panel(
        "Requests to the clouds",
        "Per second.",
        (("sum by (site, collector) (rate(sddc_api_requests_total[5m]))", "{{site}} {{collector}}"),),
        unit="reqps",
    ),
)


def dashboard(panels: tuple[Panel, ...] = PANELS) -> dict[str, object]:
    """Return the dashboard in Grafana's JSON model; its data source is chosen in Grafana."""
    placed, left, top, row_height = [], 0, 0, 0
    for number, panel in enumerate(panels, start=1):
        if left + panel.width > WIDTH:
            left, top, row_height = 0, top + row_height, 0
        placed.append(_panel(panel, number, left, top))
        left, row_height = left + panel.width, max(row_height, panel.height)
    return {
        "uid": "sddc-capacity",
        "title": "Data centre capacity",
        "tags": ["sddc"],
        "schemaVersion": 39,
        "refresh": "1m",
        "time": {"from": "now-24h", "to": "now"},
        "templating": {"list": [{"name": "datasource", "type": "datasource", "query": "prometheus"}]},
        "panels": placed,
    }


def _panel(panel: Panel, number: int, left: int, top: int) -> dict[str, object]:
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "datasource": DATA_SOURCE,
        "gridPos": {"x": left, "y": top, "w": panel.width, "h": panel.height},
        "fieldConfig": {"defaults": {"unit": panel.unit}, "overrides": []},
        "targets": [
            {
                "refId": chr(ord("A") + index),
                "datasource": DATA_SOURCE,
                "expr": expression,
                "legendFormat": legend,
                "instant": panel.kind != "timeseries",
            }
            for index, (expression, legend) in enumerate(panel.queries)
        ],
    }
