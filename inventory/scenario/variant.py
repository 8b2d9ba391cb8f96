"""The estate as a scenario makes it: other states of sites, other demand; nothing else differs."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from inventory.model.estate import Estate
from inventory.model.services import Service, Tier
from inventory.model.sites import Site, SiteState
from inventory.scenario.scenario import SITES, Scenario, Step, Target, TargetKind, Verb

STATES = {Verb.LOSE: SiteState.LOST, Verb.MAINTAIN: SiteState.DRAINED, Verb.DRAIN: SiteState.DRAINED}
EXACT = 1e-9
"""Three times a third is one, whatever floating point says."""


def apply_scenario(estate: Estate, scenario: Scenario) -> Estate:
    """Make the variant of an estate in which a scenario holds; the estate itself stays as it is.

    Losing or draining sites and cities changes their state, peaks and growth the instances that tiers want (rounded
    up). What breaks inside of a site changes nothing of what is wanted: `taken_out` says what it is. A variant has a
    digest of its own, so that nothing that was made for it passes for the estate's.
    """
    sites = _sites(estate, scenario)
    services = _services(estate, scenario)
    if sites is estate.sites and services is estate.services:
        return estate
    digest = sha256(f"{estate.digest} {scenario}".encode()).hexdigest()
    return replace(estate, sites=sites, services=services, digest=digest, plant_digest="")


def sites_of(estate: Estate, target: Target) -> tuple[str, ...]:
    """List the sites that a target is: itself, or those of the city."""
    if target.kind is TargetKind.CITY:
        return tuple(site.name for site in estate.sites.values() if site.city == target.name)
    return (target.name,) if target.kind is TargetKind.SITE else ()


def _sites(estate: Estate, scenario: Scenario) -> Mapping[str, Site]:
    states: dict[str, SiteState] = {}
    for step in scenario.of(Verb.DRAIN, Verb.MAINTAIN, Verb.LOSE):
        for site in sites_of(estate, step.target) if step.target.kind in SITES else ():
            # What is lost stays lost, whatever else is said of it.
            if states.get(site) is not SiteState.LOST and estate.sites[site].state is not SiteState.LOST:
                states[site] = STATES[step.verb]
    changed = {name: state for name, state in states.items() if estate.sites[name].state is not state}
    if not changed:
        return estate.sites
    return {name: replace(site, state=changed.get(name, site.state)) for name, site in estate.sites.items()}


def _services(estate: Estate, scenario: Scenario) -> Mapping[str, Service]:
    of_service: defaultdict[str, float] = defaultdict(lambda: 1.0)
    of_pool: defaultdict[str, float] = defaultdict(lambda: 1.0)
    for step in scenario.of(Verb.PEAK, Verb.GROW):
        for service, factor in _wanted_more(estate, step).items():
            of_service[service] *= factor
        if step.target.kind is TargetKind.POOL:
            of_pool[step.target.name] *= step.factor
    if not of_service and not of_pool:
        return estate.services

    def grown(tier: Tier) -> Tier:
        factor = of_service.get(tier.service, 1.0) * of_pool.get(tier.pool, 1.0)
        if factor == 1.0:
            return tier
        instances = {site: math.ceil(count * factor - EXACT) for site, count in tier.instances.items()}
        return replace(tier, instances=instances)

    return {name: replace(service, tiers=tuple(map(grown, service.tiers))) for name, service in estate.services.items()}


def _wanted_more(estate: Estate, step: Step) -> Mapping[str, float]:
    if step.target.kind is TargetKind.PEAK:
        return estate.peaks[step.target.name].services
    return {step.target.name: step.factor} if step.target.kind is TargetKind.SERVICE else {}
