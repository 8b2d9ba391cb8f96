"""Power chains and fuel."""

from inventory.document.fields import Amperes
from inventory.document.power import FuelDocument, GeneratorDocument, PowerDocument, UpsDocument
from inventory.expansion.components import Names, Resolver, only_for
from inventory.expansion.context import Expansion
from inventory.expansion.templates import Stub, stubs
from inventory.model.origin import Origin
from inventory.model.power import Battery, FuelComponent, GeneratorSet, PowerComponent, Supply, UpsSystem

_KIND_OF_POWER_KEY = {"generator": "generator", "ups": "ups", "substation": "utility", "ties": "panel"}
_KIND_OF_FUEL_KEY = {"litres": "tank", "hours": "tank", "powered_by": "pump"}

PowerStub = tuple[Stub[PowerDocument], tuple[str, ...]]
FuelStub = tuple[Stub[FuelDocument], tuple[str, ...]]


def name_power(expansion: Expansion, names: Names) -> list[PowerStub]:
    """Note the names of the power components."""
    entries = [
        (name, document, origin)
        for name, document, origin in expansion.entries("power", PowerDocument)
        if _is_rated(expansion, document, origin)
    ]
    return [(stub, names.add("power", stub)) for stub in stubs(expansion, iter(entries), "The power component")]


def _is_rated(expansion: Expansion, document: PowerDocument, origin: Origin) -> bool:
    """Check that the rating is written, or the modules that give it; without it the entry is lost."""
    ups = document.ups
    _check_supply(expansion, document, origin)
    if isinstance(document.rating, Amperes) and supply_of(document) is None:
        expansion.written.spoil(origin)
        advice = "Amperes are watts only at a voltage: 'voltage: 400V, phases: 3', or 'voltage: 230V, phases: 1'."
        expansion.report("missing-key", origin.at("rating"), "The rating is in amperes, without a voltage.", advice)
        return False
    if document.rating is not None or (ups is not None and ups.module_rating is not None):
        return True
    expansion.written.spoil(origin)
    advice = "Write what it carries: 'rating: 400kW'. See: sddc schema (power)"
    expansion.report("missing-key", origin, "The key rating is missing.", advice)
    return False


def _check_supply(expansion: Expansion, document: PowerDocument, origin: Origin) -> None:
    """Report a voltage without phases, or phases or a power factor that nothing uses."""
    written = document.model_fields_set
    for key, needed in (("voltage", "phases"), ("phases", "voltage"), ("power_factor", "voltage")):
        if key in written and needed not in written:
            advice = f"The key {key} is written, and counts with {needed} only: 'voltage: 400V, phases: 3'."
            expansion.report("missing-key", origin.at(key), f"The key {needed} is missing.", advice)


def name_fuel(expansion: Expansion, names: Names) -> list[FuelStub]:
    """Note the names of the fuel components."""
    entries = expansion.entries("fuel", FuelDocument)
    return [(stub, names.add("fuel", stub)) for stub in stubs(expansion, entries, "The fuel component")]


def expand_power(expansion: Expansion, named: list[PowerStub], names: Names) -> dict[str, PowerComponent]:
    """Make the components of the power chains, by key."""
    components: dict[str, PowerComponent] = {}
    for stub, free in named:
        document, origin = stub.document, stub.origin
        only_for(expansion, document.kind, _KIND_OF_POWER_KEY, document.model_fields_set, origin)
        for name in free:
            resolver = Resolver(names, stub.site, stub.wording, "power", name)
            made = _power(expansion, resolver, stub, name)
            components[made.key] = made
    return components


def _power(expansion: Expansion, resolver: Resolver, stub: Stub[PowerDocument], name: str) -> PowerComponent:
    document, origin = stub.document, stub.origin
    room, compartment = resolver.place(document, origin)
    group, scheme = resolver.group(document, origin)
    rating = _rating(expansion, document, origin)
    fed_by = resolver.references("power", document.fed_by, origin.at("fed_by"))
    ups = document.ups
    return PowerComponent(
        site=stub.site,
        name=name,
        kind=document.kind,
        fed_by=fed_by,
        rating_watts=rating,
        room=room,
        origin=origin,
        compartment=compartment,
        least=resolver.enough(document.least, fed_by, origin.at("least")),
        ties=resolver.references("power", document.ties, origin.at("ties")),
        derating=document.derating,
        carries=frozenset(document.carries),
        group=group,
        redundancy=scheme,
        substation=stub.wording.maybe(document.substation, origin.at("substation")),
        generator=_generator(document.generator, resolver, origin.at("generator")),
        supply=supply_of(document),
        ups=None if ups is None else _ups(ups, rating, resolver, (room, compartment), origin.at("ups")),
    )


def _rating(expansion: Expansion, document: PowerDocument, origin: Origin) -> int:
    """Return the rating that is written, or that the modules of a UPS give."""
    ups, written = document.ups, watts_of(document.rating, supply_of(document)) or 0
    if ups is None:
        return written
    counted = ups.modules - ups.redundant
    if counted < 1:
        detail = f"{ups.redundant} of {ups.modules} modules are redundant, so that none carries the load."
        expansion.report("wrong-value", origin.at("ups", "redundant"), detail, "Redundant modules come on top of N.")
        return written
    if ups.module_rating is None:
        return written
    basic = counted * ups.module_rating
    if document.rating is not None and written != basic:
        detail = (
            f"The rating is {written / 1000:g} kW; {counted} modules of {ups.module_rating / 1000:g} kW "
            f"give {basic / 1000:g} kW."
        )
        expansion.report("ups-rating-mismatch", origin.at("rating"), detail, "Redundant modules are not counted.")
    return basic


def supply_of(document: PowerDocument) -> Supply | None:
    """Return the voltage and phases that are written; None where one of them is not."""
    if document.voltage is None or document.phases is None:
        return None
    return Supply(document.voltage, document.phases, document.power_factor or 1.0)


def watts_of(rating: int | Amperes | None, supply: Supply | None, *, is_single: bool = False) -> int | None:
    """Turn a rating into watts; None where it is none, or is in amperes of no known voltage."""
    if not isinstance(rating, Amperes):
        return rating
    return None if supply is None else supply.watts(rating.amperes, is_single=is_single)


def _generator(document: GeneratorDocument | None, resolver: Resolver, origin: Origin) -> GeneratorSet | None:
    if document is None:
        return None
    return GeneratorSet(
        grade=document.grade,
        rating_class=document.rating_class,
        hours_limit=document.hours_limit,
        fuel=resolver.references("fuel", document.fuel, origin.at("fuel")),
        litres_per_hour=document.litres_per_hour,
    )


def _ups(
    document: UpsDocument, rating: int, resolver: Resolver, place: tuple[str | None, str | None], origin: Origin
) -> UpsSystem:
    counted = max(document.modules - document.redundant, 1)
    module = rating // counted if document.module_rating is None else document.module_rating
    written = document.battery
    battery = None
    if written is not None:
        room, compartment = place
        if written.room is not None:
            room, compartment = resolver.room(written.room, origin.at("battery", "room"))
        load = rating if written.at is None else written.at
        battery = Battery(written.autonomy / 60, load, written.strings, room, compartment)
    return UpsSystem(document.modules, module, document.redundant, battery)


def expand_fuel(expansion: Expansion, named: list[FuelStub], names: Names) -> dict[str, FuelComponent]:
    """Make the tanks and pumps, by key."""
    components: dict[str, FuelComponent] = {}
    for stub, free in named:
        document, origin = stub.document, stub.origin
        only_for(expansion, document.kind, _KIND_OF_FUEL_KEY, document.model_fields_set, origin)
        for name in free:
            resolver = Resolver(names, stub.site, stub.wording, "fuel", name)
            room, compartment = resolver.place(document, origin)
            group, scheme = resolver.group(document, origin)
            fed_by = resolver.references("fuel", document.fed_by, origin.at("fed_by"))
            made = FuelComponent(
                site=stub.site,
                name=name,
                kind=document.kind,
                fed_by=fed_by,
                least=resolver.enough(document.least, fed_by, origin.at("least")),
                powered_by=resolver.references("power", document.powered_by, origin.at("powered_by")),
                litres=document.litres,
                hours=document.hours,
                room=room,
                compartment=compartment,
                group=group,
                redundancy=scheme,
                origin=origin,
            )
            components[made.key] = made
    return components
