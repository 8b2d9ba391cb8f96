"""The estate that the tests of the report look at."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from capacity.model import capacity_of
from capacity.snapshot import Snapshot
from inventory.finding import Finding, Severity
from inventory.load import load_estate
from inventory.model.blocks import block_of
from inventory.model.estate import Estate
from inventory.model.origin import Origin, Source
from inventory.model.profiles import Profile
from report.facts import Facts, facts_of

EXAMPLE = Path(__file__).parents[2] / "examples" / "three-sites"
NASTY = """</script><script>window.broken = 1</script><img src=x onerror="window.broken=1">'"&\u2028"""


def example() -> Estate:
    return load_estate(EXAMPLE)


def facts(estate: Estate | None = None, findings: Iterable[Finding] = ()) -> Facts:
    return facts_of(capacity_of(estate or example(), Snapshot()), findings)


def nasty() -> Facts:
    """Write into the example every kind of text that HTML could stumble over, in names and descriptions."""
    estate = example()
    services = {name: replace(one, description=NASTY) for name, one in estate.services.items()}
    service = replace(estate.services["mobile-banking"], name=NASTY, description=NASTY)
    servers = [block_of(one._replace(type=NASTY)) for one in estate.servers.values()]
    kind = next(iter(estate.device_types[one.type] for one in estate.servers.values()))
    types = {**estate.device_types, NASTY: replace(kind, name=NASTY, model=NASTY, manufacturer=NASTY)}
    broken = replace(
        estate,
        name=NASTY,
        services={**services, NASTY: service},
        server_blocks=tuple(servers),
        device_types=types,
        standards=(NASTY,),
        profiles={NASTY: Profile(NASTY, "t3plus", {}, Origin("estate.yaml", ()))},
    )
    found = Finding("bad-range", Severity.WARNING, Source(NASTY, 3, 4), f"About tianfu/a01: {NASTY}", NASTY)
    return facts(broken, [found])
