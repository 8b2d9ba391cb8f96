"""The network outside of a site: carriers, entries and circuits; what switches need to reach each other."""

from collections.abc import Iterator, Mapping

from facility.graph.component import Component, Need
from inventory.model.component_names import carrier_name, circuit_name, entry_name, outside_name
from inventory.model.estate import Estate
from inventory.model.fabric import Switch, SwitchRole

Beyond = Mapping[str, tuple[str, ...]]
"""Switch → what it must reach, any one of these."""


def carriers(estate: Estate) -> Iterator[Component]:
    """Turn carriers, building entries and circuits into components; `SITE outside` lives on any circuit of the site."""
    for name in estate.carriers:
        yield Component(carrier_name(name), "carrier")
    for entry in estate.entries.values():
        yield Component(entry_name(entry.key), "entry", (), None, 1.0, entry.site, entry.room, entry.compartment)
    circuits: dict[str, list[str]] = {}
    for circuit in estate.circuits.values():
        key = circuit_name(circuit.key)
        circuits.setdefault(circuit.site, []).append(key)
        wanted = {
            "carrier": (carrier_name(circuit.carrier),),
            "entry": (entry_name(f"{circuit.site}/{circuit.entry}"),),
            "ends_on": circuit.ends_on,
        }
        needs = tuple(Need(sources, passes=0.0, label=label) for label, sources in wanted.items() if sources)
        yield Component(key, "circuit", needs, None, 1.0, circuit.site)
    for site, keys in circuits.items():
        yield Component(
            outside_name(site), "outside", (Need(tuple(keys), passes=0.0, label="circuits"),), None, 1.0, site
        )


def beyond(estate: Estate) -> Beyond:
    """Find what each switch must reach: a leaf a spine, a spine the outside, or without circuits a border switch."""
    by_role: dict[tuple[str, SwitchRole], list[str]] = {}
    for switch in estate.switches.values():
        by_role.setdefault((switch.fabric, switch.role), []).append(switch.name)
    connected = {circuit.site for circuit in estate.circuits.values()}
    return {switch.name: tuple(_next(switch, by_role, connected)) for switch in estate.switches.values()}


def _next(switch: Switch, by_role: Mapping[tuple[str, SwitchRole], list[str]], connected: set[str]) -> list[str]:
    if switch.role is SwitchRole.LEAF:
        return by_role.get((switch.fabric, SwitchRole.SPINE), [])
    if switch.role is SwitchRole.SPINE:
        there = [outside_name(switch.site)] if switch.site in connected else []
        return there or by_role.get((switch.fabric, SwitchRole.BORDER), [])
    return []
