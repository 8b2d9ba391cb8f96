"""The pools of every site's cloud as a controller of `orchestration`; generic over the kinds of resource."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

from inventory.model.estate import Estate
from inventory.model.origin import Origin
from orchestration.change import Action, Address, Change, Check, Outcome, Status
from orchestration.controller import Awaited, Progress, Survey, Unknown
from provisioning.cloud import Cloud, CloudRefused, CloudUnavailable, Record
from provisioning.comparison import Comparison, ComparisonStep, Observed, compare
from provisioning.intent import SiteIntent, site_intents
from provisioning.kinds import KINDS
from provisioning.pool_checks import host_checks, resource_checks
from provisioning.recording_cloud import NotingCloud
from provisioning.resource import CloudView, ResourceKind

OpenCloud = Callable[[str], Cloud]
"""Makes the cloud of a name in clouds.yaml; called once for each site."""

SITES_AT_ONCE = 8

T = TypeVar("T")


class PoolController:
    """Projects, flavors, aggregates, networks … in the clouds of the sites, as the estate wants them."""

    def __init__(
        self,
        estate: Estate,
        open_cloud: OpenCloud,
        *,
        allow_delete: bool = False,
        kinds: tuple[ResourceKind, ...] = KINDS,
    ) -> None:
        self._estate = estate
        self._open_cloud = open_cloud
        self._allow_delete = allow_delete
        self._resource_kinds = kinds
        self._intents = {intent.site: intent for intent in site_intents(estate)}
        self._clouds: dict[str, Cloud] = {}
        self._kept: dict[str, dict[str, tuple[int, Record]]] = {site: {} for site in self._intents}
        self._lock = Lock()

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of address whose changes it carries out."""
        return frozenset(kind.name for kind in self._resource_kinds)

    def plan(self) -> Survey:
        """Look at every cloud, the sites side by side, and say what differs; a cloud that fails is one Unknown."""
        changes: list[Change] = []
        withheld: list[Change] = []
        unknown: list[Unknown] = []
        awaited: list[Awaited] = []
        unchanged = 0
        for found in self._at_each(self._intents.values(), self._compare):
            if isinstance(found, Unknown):
                unknown.append(found)
                continue
            changes += found.changes
            withheld += found.withheld
            unknown += found.unknown
            awaited += found.awaited
            unchanged += found.unchanged
        counts = {"cloud resources": unchanged}
        return Survey(tuple(changes), tuple(unknown), counts, tuple(withheld), tuple(awaited))

    def apply(self, change: Change, progress: Progress) -> Outcome:
        """Carry out one change of `plan()`; thread-safe."""
        step = change.payload
        if not isinstance(step, ComparisonStep):
            return Outcome(change.address, Status.ERROR, "This change was not planned in this run. Plan again.")
        started = time.monotonic()
        steps: list[str] = []

        def note(text: str) -> None:
            steps.append(text)
            progress(change.address, text)

        status, message = Status.DONE, ""
        try:
            _carry_out(step, NotingCloud(self._cloud(step.intent), note))
        except CloudRefused as refused:
            status, message = Status.FAILED, _with_state(str(refused), steps)
        except CloudUnavailable as failure:
            status, message = Status.ERROR, _with_state(str(failure), steps)
        return Outcome(change.address, status, message, tuple(steps), time.monotonic() - started)

    def applied(self, address: Address) -> str | None:  # noqa: ARG002 - the clouds say what they hold
        """Remember nothing: a cloud shows all of what was made in it."""
        return None

    def verify(self, changes: tuple[Change, ...] | None = None) -> tuple[Check, ...]:
        """Observe again and compare: the resources of these changes, or all of them, and the hosts that they touch."""
        if changes is None:
            scope, intents = None, tuple(self._intents.values())
        else:
            ours = [change for change in changes if change.address.kind in self.kinds and change.site in self._intents]
            scope = frozenset(change.address for change in ours)
            intents = tuple(self._intents[site] for site in dict.fromkeys(change.site for change in ours))
        checks: list[Check] = []
        for found in self._at_each(intents, lambda intent: self._verify(intent, scope)):
            if isinstance(found, Unknown):
                checks.append(Check(f"cloud {found.site}", "can be looked at", Status.ERROR, "answers", found.message))
            else:
                checks += found
        return tuple(checks)

    def _at_each(self, intents: Iterable[SiteIntent], look: Callable[[SiteIntent], T]) -> list[T | Unknown]:
        """Look at the sites side by side; what a cloud does not tell becomes one Unknown for the site."""

        def guarded(intent: SiteIntent) -> T | Unknown:
            try:
                return look(intent)
            except (CloudUnavailable, CloudRefused) as failure:
                message = f"{failure} Nothing of the pools at {intent.site} could be looked at."
                return Unknown(intent.address("cloud", intent.cloud), intent.site, message)

        sites = list(intents)
        with ThreadPoolExecutor(max_workers=min(SITES_AT_ONCE, len(sites)) or 1) as pool:
            return list(pool.map(guarded, sites))

    def _compare(self, intent: SiteIntent) -> Comparison:
        observed = self._observe(intent, self._view(intent), self._resource_kinds)
        return compare(intent, observed, self._line, allow_delete=self._allow_delete)

    def _verify(self, intent: SiteIntent, scope: frozenset[Address] | None) -> list[Check]:
        view = self._view(intent)
        kinds = self._resource_kinds
        if scope is not None:
            kinds = tuple(kind for kind in kinds if kind.name in {address.kind for address in scope})
        observed = self._observe(intent, view, kinds)
        return [*resource_checks(observed, scope), *host_checks(view, intent, observed, scope)]

    def _observe(self, intent: SiteIntent, view: CloudView, kinds: Iterable[ResourceKind]) -> tuple[Observed, ...]:
        return tuple(Observed(kind, tuple(kind.wanted(intent)), tuple(kind.observe(view, intent))) for kind in kinds)

    def _view(self, intent: SiteIntent) -> CloudView:
        return CloudView(self._cloud(intent), self._kept[intent.site])

    def _cloud(self, intent: SiteIntent) -> Cloud:
        with self._lock:
            if intent.site not in self._clouds:
                self._clouds[intent.site] = self._open_cloud(intent.cloud)
            return self._clouds[intent.site]

    def _line(self, origin: Origin) -> str:
        source = self._estate.locate(origin)
        return f"{source.file}:{source.line}"


def _carry_out(step: ComparisonStep, cloud: Cloud) -> None:
    kind, intent = step.kind, step.intent
    match step:
        case ComparisonStep(action=Action.CREATE, wanted=wanted) if wanted is not None:
            kind.create(cloud, intent, wanted)
        case ComparisonStep(action=Action.DELETE, live=live) if live is not None and kind.delete is not None:
            kind.delete(cloud, intent, live)
        case ComparisonStep(wanted=wanted, live=live) if wanted is not None and live is not None:
            if not step.replaces:
                kind.update(cloud, intent, wanted, live)
            elif kind.replace is not None:
                kind.replace(cloud, intent, wanted, live)
            elif kind.delete is not None:
                kind.delete(cloud, intent, live)
                kind.create(cloud, intent, wanted)
        case _:
            raise ValueError(f"not a step that can be carried out: {step.action} {kind.name}")


def _with_state(message: str, steps: list[str]) -> str:
    if not steps:
        return f"{message} Nothing was changed."
    return f"{message} Done before that: {', '.join(steps)}; the next plan takes it from there."
