"""What the estate wants of a switch and its dialect does not render: refused with its line, never dropped.

A dialect renders what its templates and its code read of the intent; each kind of switch is rendered once under a
recorder, and again only where something is set that nobody has read so far.
"""

from collections.abc import Callable, Iterator
from dataclasses import Field, dataclass, field
from typing import Any

from inventory.model.estate import Estate
from inventory.model.origin import Origin
from inventory.verdict import Verdict, misread
from sdn.dialects import DIALECTS, Dialect
from sdn.field_reads import IntentField, Recorder, is_set, kind_of, parts_of, settings_of
from sdn.intent.fabric import fabric_intent
from sdn.intent.model import DeviceIntent
from sdn.render import Renderer
from sdn.representative_switches import representative_estate

CODE = "setting-not-rendered"

IntentsOf = Callable[[Estate], dict[str, DeviceIntent]]
"""Works out what every switch of an estate should be, by its name."""


def unrendered_settings(
    estate: Estate, dialects: tuple[Dialect, ...] = DIALECTS, intents_of: IntentsOf = fabric_intent
) -> Iterator[Verdict]:
    """Yield what is set in a sound estate and no configuration would say, each line of the estate once.

    Asked of representative switches first; only where one of them is refused are all of them asked, for every line.
    """
    few = representative_estate(estate)
    if few is not estate and next(unrendered(few, intents_of(few), dialects), None) is None:
        return
    yield from unrendered(estate, intents_of(estate), dialects)


def unrendered(
    estate: Estate, intents: dict[str, DeviceIntent], dialects: tuple[Dialect, ...] = DIALECTS
) -> Iterator[Verdict]:
    """Yield the same for intents that are at hand already, by the names of their switches."""
    readers = {dialect.name: _Reader(dialect) for dialect in dialects}
    told: set[tuple[IntentField, Origin]] = set()
    for intent in intents.values():
        reader = readers[intent.nos]
        for thing, setting in reader.unread(intent):
            origin = _written(estate, intent, thing, setting)
            if (setting, origin) not in told:
                told.add((setting, origin))
                yield _verdict(reader.dialect, intent, setting, origin)


def _verdict(dialect: Dialect, intent: DeviceIntent, setting: IntentField, origin: Origin) -> Verdict:
    title = dialect.platform.title
    return misread(
        CODE,
        origin,
        f"{title} does not render what is set here: {setting} of {intent.name}.",
        "The switch would be configured without it, and nobody would notice. Take it out for this fabric, "
        f"or let its switches run a system that renders it ({dialect.name} does not).",
    )


@dataclass(slots=True)
class _Reader:
    """What one dialect has been seen to read, by the role of the switch."""

    dialect: Dialect
    renderer: Renderer = field(init=False)
    read: dict[str, set[IntentField]] = field(default_factory=dict)
    open: "dict[tuple[str, type, tuple[str, ...]], tuple[Field[Any], ...]]" = field(default_factory=dict)
    """Role, class and kind → the fields that nobody has read so far."""
    rendered: dict[str, set[int]] = field(default_factory=dict)
    """Role → the objects of which everything that is set is read, by identity: most are shared between switches."""

    def __post_init__(self) -> None:
        self.renderer = Renderer((self.dialect,))

    def unread(self, intent: DeviceIntent) -> list[tuple[object, IntentField]]:
        """Return the objects of an intent with a field that is set and that rendering this switch does not read."""
        role = intent.role.value
        found = self._set_and_open(intent, role, self.rendered.setdefault(role, set()))
        if found:
            self._watch(intent)
            found = self._set_and_open(intent, role, self.rendered[role])
        return found

    def _set_and_open(self, thing: object, role: str, rendered: set[int]) -> list[tuple[object, IntentField]]:
        found = [
            (thing, IntentField(kind_of(thing), one.name))
            for one in self._open_fields(thing, role)
            if is_set(one, getattr(thing, one.name))
        ]
        for part in parts_of(thing):
            if id(part) not in rendered:
                found += self._set_and_open(part, role, rendered)
        if not found:
            rendered.add(id(thing))
        return found

    def _open_fields(self, thing: object, role: str) -> "tuple[Field[Any], ...]":
        key = (role, type(thing), kind_of(thing))
        found = self.open.get(key)
        if found is None:
            read = self.read.get(role, set())
            settings = ((one, IntentField(key[2], one.name)) for one in settings_of(type(thing)))
            found = self.open[key] = tuple(
                one for one, setting in settings if setting not in read and str(setting) not in self.dialect.left_out
            )
        return found

    def _watch(self, intent: DeviceIntent) -> None:
        """Render a switch and remember what of it was read; what was open before is looked up anew."""
        self.renderer.render(Recorder(intent, self.read.setdefault(intent.role.value, set())))  # type: ignore[arg-type]
        self.open.clear()


def _written(estate: Estate, intent: DeviceIntent, thing: object, setting: IntentField) -> Origin:
    """Find the key that a setting is written under, nearest to the object, in the switch's entry or its fabric's."""
    own = getattr(thing, "origin", intent.origin)
    places = (own, *_upwards(intent.origin), estate.fabrics[intent.fabric].origin)
    for place in places:
        for key in _keys(setting.field):
            if estate.locate(place.at(key)) != estate.locate(place):
                return place.at(key)
    return own if isinstance(own, Origin) else intent.origin


def _upwards(origin: Origin) -> Iterator[Origin]:
    """Yield the entry that a place is in, from the place itself up to the entry of its section."""
    for length in range(len(origin.path), 1, -1):
        yield Origin(origin.file, origin.path[:length])


def _keys(name: str) -> Iterator[str]:
    """Yield what a field may be called in the estate, where the unit and the verb are left out."""
    words = name.removeprefix("is_").split("_")
    for length in range(len(words), 0, -1):
        yield "_".join(words[:length])
