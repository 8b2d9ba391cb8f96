"""A metric family: one function that gives its samples; its name and docstring are the metric's."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from capacity.metrics.view import MetricsView

if TYPE_CHECKING:
    from prometheus_client import Metric

PLACE = ("cloud", "region", "site")
"""On every sample; empty where a figure belongs to all sites together."""


class Kind(StrEnum):
    """The types of Prometheus metrics in use."""

    GAUGE = "gauge"
    COUNTER = "counter"
    INFO = "info"


class Sample(NamedTuple):
    """One value with the site that it is about and the values of the family's own labels."""

    site: str
    labels: tuple[str, ...]
    value: float


Samples = Iterable[Sample]


@dataclass(frozen=True, slots=True)
class Family:
    """One metric; what is not known has no sample."""

    samples: Callable[[MetricsView], Samples]
    labels: tuple[str, ...] = ()
    kind: Kind = Kind.GAUGE
    prefix: str = "sddc_"

    @property
    def name(self) -> str:
        """The name of the metric: the function's after the prefix."""
        return self.prefix + self.samples.__name__

    @property
    def help(self) -> str:
        """The first line of the function's docstring."""
        return (self.samples.__doc__ or "").strip().splitlines()[0]


def gauge(samples: Callable[[MetricsView], Samples], *labels: str) -> Family:
    """Make a family of values that go up and down."""
    return Family(samples, labels)


def expose(family: Family, view: MetricsView) -> "Metric":
    """Turn a family's samples into what prometheus_client writes out; PLACE comes before its own labels."""
    from prometheus_client import Metric

    bare = family.name
    if family.kind is Kind.COUNTER:
        bare = bare.removesuffix("_total")
    elif family.kind is Kind.INFO:
        bare = bare.removesuffix("_info")
    metric = Metric(bare, family.help, family.kind.value)
    places = {site: place(view, site) for site in ("", *view.capacity.estate.sites)} if view.capacity else {}
    for sample in family.samples(view):
        labels = {**places.get(sample.site, NOWHERE), **dict(zip(family.labels, sample.labels, strict=True))}
        metric.add_sample(family.name, labels, sample.value)
    return metric


NOWHERE: Mapping[str, str] = dict.fromkeys(PLACE, "")


def place(view: MetricsView, site: str) -> Mapping[str, str]:
    """Return the values of PLACE for a site."""
    if view.capacity is None or site not in view.capacity.estate.sites:
        return NOWHERE
    cloud = view.capacity.snapshot.clouds.get(site)
    name = view.capacity.estate.sites[site].cloud or ""
    return {"cloud": name, "region": cloud.region if cloud else "", "site": site}
