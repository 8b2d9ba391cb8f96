"""Metrics per rack: space, power, cooling, weight, switch ports and feeds."""

from collections.abc import Callable

from capacity.metrics.family import Sample, Samples, gauge
from capacity.metrics.view import MetricsView
from facility.space.rack_usage import RackSums

GRAMS = 1000


def rack_units(view: MetricsView) -> Samples:
    """Height of a rack in rack units."""
    return _each(view, lambda sums: sums.rack.u_height)


def rack_units_used(view: MetricsView) -> Samples:
    """Rack units that a device takes, front or rear."""
    return _each(view, lambda sums: sums.units_used)


def rack_power_capacity_watts(view: MetricsView) -> Samples:
    """Power that a rack may draw."""
    return _each(view, lambda sums: sums.rack.power_watts)


def rack_power_allocated_watts(view: MetricsView) -> Samples:
    """Power that the devices in a rack are planned to draw; left out when it is not known of one of them."""
    return _each(view, lambda sums: sums.allocated_watts)


def rack_cooling_capacity_watts(view: MetricsView) -> Samples:
    """Heat that can be taken away from a rack."""
    return _each(view, lambda sums: sums.rack.cooling_watts)


def rack_weight_grams(view: MetricsView) -> Samples:
    """Weight of the devices in a rack; left out when it is not known of one of them."""
    return _each(view, lambda sums: None if sums.weight_kilograms is None else sums.weight_kilograms * GRAMS)


def rack_weight_limit_grams(view: MetricsView) -> Samples:
    """Weight that a rack may carry."""
    return _each(view, lambda sums: sums.rack.weight_kilograms * GRAMS)


def switch_ports(view: MetricsView) -> Samples:
    """Ports of the switches in a rack."""
    return _each(view, lambda sums: sums.switch_ports)


def switch_ports_used(view: MetricsView) -> Samples:
    """Ports of the switches in a rack that have a cable."""
    return _each(view, lambda sums: sums.switch_ports_used)


def feed_failover_load_ratio(view: MetricsView) -> Samples:
    """Load on a rack's feed when the other side is gone, over 0.8 of its rating; above 1 it would trip.

    Where one component feeds several racks, the load of them all counts and every rack shows it.
    """
    for sums in view.racks:
        for side, ratio in sums.failover_load.items():
            yield Sample(sums.rack.site, (sums.rack.name, side), ratio)


def _each(view: MetricsView, of: Callable[[RackSums], float | None]) -> Samples:
    for sums in view.racks:
        value = of(sums)
        if value is not None:
            yield Sample(sums.rack.site, (sums.rack.name, sums.rack.room), value)


METRICS = (
    gauge(rack_units, "rack", "room"),
    gauge(rack_units_used, "rack", "room"),
    gauge(rack_power_capacity_watts, "rack", "room"),
    gauge(rack_power_allocated_watts, "rack", "room"),
    gauge(rack_cooling_capacity_watts, "rack", "room"),
    gauge(rack_weight_grams, "rack", "room"),
    gauge(rack_weight_limit_grams, "rack", "room"),
    gauge(switch_ports, "rack", "room"),
    gauge(switch_ports_used, "rack", "room"),
    gauge(feed_failover_load_ratio, "rack", "feed"),
)
