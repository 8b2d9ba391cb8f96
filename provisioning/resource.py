"""What is wanted in a cloud, what is found there, and what a kind of resource knows to do."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from inventory.model.origin import Origin
from orchestration.change import Address
from provisioning.cloud import Cloud, CloudService, Record
from provisioning.intent import SiteIntent

Value = str | int | float | bool | tuple[str, ...] | None
"""A field of a resource; None in a found resource: the cloud has nothing there that could be set."""

Fields = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that the estate wants in the cloud of a site."""

    address: Address
    fields: Fields
    origin: Origin
    wish: str
    """Completes 'pools.yaml:12 …': 'wants flavor gp.large at tianfu'."""
    needs: frozenset[Address] = frozenset()
    """What must be there before this can be."""
    claims: frozenset[str] = frozenset()
    """What only one resource of the cloud can have, for people: 'VLAN 110 on physnet1'."""
    hits: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name without the site: gp.large for flavor/tianfu/gp.large."""
        return self.address.name.partition("/")[2]

    def text(self, key: str) -> str:
        """Return a field that is a text; raises TypeError for another."""
        value = self.fields[key]
        if not isinstance(value, str):
            raise TypeError(f"{self.address}: {key} is {value!r}, not a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a field that is several texts; raises TypeError for another."""
        value = self.fields[key]
        if not isinstance(value, tuple):
            raise TypeError(f"{self.address}: {key} is {value!r}, not a list of texts")
        return value


@dataclass(frozen=True, slots=True)
class Live:
    """One thing found in the cloud of a site that the estate may want or once wanted."""

    address: Address
    id: str
    fields: Fields
    ours: bool = True
    """It carries the tool's mark of this estate, or depends on something that does."""
    obstacle: str = ""
    """Why it can be neither changed nor created by the tool, and what to do; empty: it can."""
    needs: frozenset[Address] = frozenset()
    claims: frozenset[str] = frozenset()
    awaited: bool = False
    """The obstacle is only that others have not done their part yet: nothing is unknown."""

    @property
    def name(self) -> str:
        """The name without the site."""
        return self.address.name.partition("/")[2]


class CloudView:
    """A cloud as it is at one moment: every list is read once, whichever kinds ask for it.

    `kept` holds what was read of objects that carry a version, from one view to the next. One thread at a time.
    """

    def __init__(self, cloud: Cloud, kept: dict[str, tuple[int, Record]] | None = None) -> None:
        self.cloud = cloud
        self._lists: dict[tuple[CloudService, str], tuple[Record, ...]] = {}
        self._objects: dict[tuple[CloudService, str], Record] = {}
        self._kept = {} if kept is None else kept

    def rows(self, service: CloudService, path: str, key: str) -> tuple[Record, ...]:
        """List a collection; raises CloudUnavailable and CloudRefused."""
        if (service, path) not in self._lists:
            self._lists[service, path] = self.cloud.read_all(service, path, key)
        return self._lists[service, path]

    def one(self, service: CloudService, path: str) -> Record:
        """Read one object; raises CloudUnavailable and CloudRefused."""
        if (service, path) not in self._objects:
            self._objects[service, path] = self.cloud.read(service, path)
        return self._objects[service, path]

    def versioned(self, service: CloudService, path: str, version: int) -> Record:
        """Read one object unless it is kept at this version; raises CloudUnavailable and CloudRefused."""
        kept = self._kept.get(path)
        if kept is None or kept[0] != version:
            kept = (version, self.cloud.read(service, path))
            self._kept[path] = kept
        return kept[1]


Observe = Callable[[CloudView, SiteIntent], Iterable[Live]]
Create = Callable[[Cloud, SiteIntent, Wanted], None]
Update = Callable[[Cloud, SiteIntent, Wanted, Live], None]
Delete = Callable[[Cloud, SiteIntent, Live], None]


@dataclass(frozen=True, slots=True)
class ResourceKind:
    """Everything that the tool knows about one kind of cloud resource.

    `wanted` is pure. `observe` reads lists, not objects one by one, and returns what is marked as ours and what stands
    in the way. The hands (`create`, `update`, `delete`) raise CloudRefused and CloudUnavailable; what they leave
    behind when they are killed half-way is completed by the next plan.
    """

    name: str
    after: tuple[str, ...]
    """Kinds that its resources need; they stand before it in KINDS."""
    compared: tuple[str, ...]
    """The fields that are compared; one that ends in '.' stands for all that begin so."""
    wanted: Callable[[SiteIntent], Iterable[Wanted]]
    observe: Observe
    create: Create
    update: Update
    delete: Delete | None = None
    """None: it has no life of its own and goes with what it depends on."""
    immutable: frozenset[str] = frozenset()
    """Fields that the cloud cannot change: such an update is a replacement, which needs leave to delete."""
    replace: Update | None = None
    """Carries out a replacement; None: delete, then create."""
    remark: str = ""
    """Added to a failed verification: what may have changed it back."""


def rename_or_adopt(kind: str, name: str, adopt: str, mark: str) -> str:
    """Return why something without our mark is left alone and what a person can do."""
    command = adopt.format(name=name, mark=mark)
    return (
        f"The cloud has a {kind} named {name} that does not carry the mark {mark}, so another tool or person may own it"
        f" and it is left alone. Give it to the tool ({command}) or give the {kind} another name in the estate."
    )
