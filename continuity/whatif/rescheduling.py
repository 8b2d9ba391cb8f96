"""Follow a scenario through one pool: which instances lose their hosts, where they go, and what is shed for them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from capacity.resources import summed, times
from continuity.whatif.current_placement import CurrentPlacement
from continuity.whatif.demand import WantedTier, alternatives, is_active, wanted_in
from continuity.whatif.host_supply import HostSupply
from continuity.whatif.unattributed_use import Surplus, place_surplus
from inventory.model.estate import Estate


@dataclass(slots=True)
class TierFate:
    """What becomes of the instances of one tier."""

    wanted: WantedTier
    kept: Counter[str] = field(default_factory=Counter)
    """Site → instances that run on undisturbed."""
    displaced: Counter[str] = field(default_factory=Counter)
    """Site → instances that have lost their hosts."""
    added: Counter[str] = field(default_factory=Counter)
    """Site → instances that are wanted more than before."""
    placed: Counter[str] = field(default_factory=Counter)
    """Site → instances, displaced, added or without a place before, that go there."""
    stopped: Counter[str] = field(default_factory=Counter)
    """Site → instances that make room for more important ones."""
    unplaced: int = 0
    """Instances that find no place anywhere."""
    short_before: int = 0
    """Of these as many as had none before anything happened, or more."""

    @property
    def is_shed(self) -> bool:
        """Whether what is unplaced is given up as the service declares."""
        return self.wanted.service.shed_order is not None


@dataclass(frozen=True, slots=True)
class PoolFate:
    """What becomes of one pool."""

    pool: str
    lost_hosts: Mapping[str, int]
    """Site → hosts that are lost or drained."""
    tiers: tuple[TierFate, ...]
    placement: CurrentPlacement
    surplus: Surplus
    """What is used on lost hosts beyond what the declared instances take."""


def follow(
    before: Estate, after: Estate, placement: CurrentPlacement, gone: Mapping[str, frozenset[str]], supply: HostSupply
) -> PoolFate:
    """Follow a scenario through the pool of a placement; `gone` maps sites to hosts that may run nothing any more."""
    return _Rescheduling(before, after, placement, gone).run(supply)


Waiting = tuple[tuple[float, int, float, int, int], int, str]
"""Importance, the tier's place in the estate, and the site that the instances are wanted at."""


class _Rescheduling:
    def __init__(
        self, before: Estate, after: Estate, placement: CurrentPlacement, gone: Mapping[str, frozenset[str]]
    ) -> None:
        self._before, self._after, self._placement, self._gone = before, after, placement, gone
        self._fates = [TierFate(wanted) for wanted in wanted_in(after, placement.pool)]
        self._counts: Counter[tuple[int, str]] = Counter()
        self._heap: list[Waiting] = []
        self._shed: set[int] = set()

    def run(self, supply: HostSupply) -> PoolFate:
        """Do it once; the placement is used up."""
        lost = {site: [room.host for room in packer.rooms if room.host in self._gone.get(site, ())]
                for site, packer in self._placement.packers.items()}  # fmt: skip
        for number in range(len(self._fates)):
            self._displace(number)
        for site, packer in self._placement.packers.items():
            packer.withdraw(lost[site])
        heapify(self._heap)
        while self._heap:
            *_, number, site = heappop(self._heap)
            self._place(number, site)
        declared = {site: self._declared_on_lost_hosts(site) for site in lost}
        return PoolFate(
            self._placement.pool,
            {site: len(hosts) for site, hosts in lost.items() if hosts},
            tuple(self._fates),
            self._placement,
            place_surplus(self._after, self._placement, lost, declared, supply),
        )

    def _displace(self, number: int) -> None:
        fate = self._fates[number]
        wanted, placement = fate.wanted, self._placement
        for site, count in wanted.tier.instances.items():
            had = len(placement.hosts.get((wanted.key, site), ()))
            short = placement.short.get((wanted.key, site), 0)
            displaced = placement.remove(wanted, site, self._gone.get(site, frozenset()))
            fate.displaced[site] += displaced
            fate.kept[site] += had - displaced
            fate.short_before += short
            # What was not active before wanted nothing then, and wants nothing now.
            more = max(0, count - had - short) if is_active(self._before, site) else 0
            fate.added[site] += more
            self._wait(number, site, displaced + short + more)

    def _wait(self, number: int, site: str, count: int) -> None:
        if count:
            self._counts[number, site] += count
            heappush(self._heap, (self._fates[number].wanted.importance, number, site))

    def _place(self, number: int, site: str) -> None:
        fate = self._fates[number]
        left = self._counts.pop((number, site), 0)
        while left:
            left -= self._spread_out(fate, site, left)
            if not left or not self._make_room(fate):
                break
        fate.unplaced += left

    def _spread_out(self, fate: TierFate, site: str, count: int) -> int:
        done = 0
        for other in alternatives(self._after, fate.wanted, site):
            found = self._placement.place(fate.wanted, other, count - done)
            back = min(found, fate.stopped[other]) if other == site else 0
            fate.stopped[other] -= back
            fate.kept[other] += back
            fate.placed[other] += found - back
            done += found
        return done

    def _make_room(self, fate: TierFate) -> bool:
        """Stop the service that is to be shed next, if it is less important; it waits for what will be left."""
        ranks = [
            (other.wanted.shed_rank, number) for number, other in enumerate(self._fates) if number not in self._shed
        ]
        lower = [rank for rank, _ in ranks if rank < fate.wanted.shed_rank]
        if not lower:
            return False
        for number in [number for rank, number in ranks if rank == min(lower)]:
            self._shed.add(number)
            self._stop(number)
        return True

    def _stop(self, number: int) -> None:
        fate = self._fates[number]
        for site in self._placement.packers:
            # What has been placed already is of lower importance than what needs the room, so none of it has been.
            count = self._placement.remove(fate.wanted, site)
            fate.stopped[site] += count
            fate.kept[site] -= count
            self._wait(number, site, count)

    def _declared_on_lost_hosts(self, site: str) -> dict[str, int]:
        return summed(times(fate.displaced[site], fate.wanted.need) for fate in self._fates)
