"""What could be a further source of a need in this estate: what could be cabled or piped there."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from facility.chains.devices import CORDS
from facility.chains.peers import PlantPeers, misfit, words
from facility.graph.component import Component, Need
from facility.graph.further_source import Candidate
from inventory.model.component_names import carrier_name, entry_name, feed_name
from inventory.model.estate import Estate
from inventory.model.fabric import SwitchRole

CORD, CIRCUIT, PLANT, RACK_FEED = range(4)
"""How much work a change is: to plug a cord is the least, to move a rack's feed the most, for there are many racks."""


class FurtherSources:
    """Answers what could be a further source, by the label that the chains give a need.

    Cords go to feeds of the device's own rack, network cables to the other switch of a pair. Power, cooling and fuel
    come from peers of what they come from. What is not labelled here has none: a room has no other air.
    """

    def __init__(self, estate: Estate, offered: Mapping[str, Iterable[str]]) -> None:
        """`offered` maps racks to sides that could be fed too, though nothing is there yet."""
        self._estate, self._offered = estate, offered
        self._peers = PlantPeers(estate)
        self._of_plant: dict[tuple[object, ...], tuple[Candidate, ...]] = {}
        self._words_of: dict[tuple[str, ...], frozenset[str]] = {}
        self._pairs: dict[tuple[str, str | None], list[str]] = {}
        for switch in estate.switches.values():
            self._pairs.setdefault((switch.fabric, switch.pair), []).append(switch.name)
        self._of_row: dict[tuple[str, str, str], dict[str, None]] = {}
        self._of_room: dict[tuple[str, str], dict[tuple[str, ...], str]] = {}
        for rack in estate.racks.values():
            feeding = [f"{rack.site}/{name}" for name in rack.feeds.values()]
            self._of_row.setdefault((rack.site, rack.room, rack.row), {}).update(dict.fromkeys(feeding))
            room = self._of_room.setdefault((rack.site, rack.room), {})
            for key in feeding:
                room.setdefault(estate.power[key].fed_by, key)
        self._by_label: dict[str, Callable[[Component, Need], Iterable[Candidate]]] = {
            CORDS: self._cords,
            "nics": self._switches,
            "feeds": self._rack_feeds,
            "fed_by": self._plant,
            "powered_by": self._plant,
            "requires": self._plant,
            "fuel": self._plant,
            "carrier": self._circuit,
            "entry": self._circuit,
            "ends_on": self._circuit,
        }

    def __call__(self, component: Component, need: Need) -> Sequence[Candidate]:
        """List them; empty if there are none. Needs that are alike are given the very same tuple."""
        label = self._by_label.get(need.label)
        if label is None:
            return ()
        if label != self._plant:
            return tuple(label(component, need))
        # Of the owner's name, only the words count that some candidate has: all PDUs of a row have the same choice.
        known = self._vocabulary(need.sources)
        place = (component.room, need.label, need.sources, known.intersection(words(component.key)))
        if place not in self._of_plant:
            self._of_plant[place] = tuple(self._plant(component, need))
        return self._of_plant[place]

    def _vocabulary(self, sources: tuple[str, ...]) -> frozenset[str]:
        if sources not in self._words_of:
            names = {key for present in sources for key in (present, *self._peers.of(present))}
            self._words_of[sources] = frozenset[str]().union(*map(words, names))
        return self._words_of[sources]

    def _cords(self, component: Component, need: Need) -> Iterator[Candidate]:
        rack = self._estate.racks[self._rack_of(component)]
        # Where as many cords are plugged as both sides together need, some of them are moved.
        moved = need.sources[-1] if len(need.sources) >= 2 * need.at_least else None
        for side in (*rack.feeds, *self._offered.get(rack.key, ())):
            yield Candidate(feed_name(rack.key, side), need.at_least, moved, (CORD,))

    def _rack_of(self, component: Component) -> str:
        estate, key = self._estate, component.key
        block = estate.block_of.get(key)
        return (estate.devices.get(key) or estate.switches[key]).mount.rack if block is None else block.mounted.rack

    def _switches(self, component: Component, need: Need) -> Iterator[Candidate]:
        del component
        for name in need.sources:
            switch = self._estate.switches[name]
            for other in self._pairs[switch.fabric, switch.pair] if switch.pair else ():
                if other != name:
                    yield Candidate(other, burden=(CORD,))

    def _rack_feeds(self, component: Component, need: Need) -> Iterator[Candidate]:
        """List what feeds racks of its row, and one of those that are fed alike in its room; peers if there is none."""
        (present,) = need.sources[:1]
        name, _, side = component.key.rpartition(" feed ")
        rack = self._estate.racks[name]
        row = self._of_row[rack.site, rack.room, rack.row]
        near = dict.fromkeys((*row, *self._of_room[rack.site, rack.room].values()))
        for key in near if len(near) > 1 else (*near, *self._peers.of(present)):
            is_far = self._estate.power[key].room != rack.room
            yield Candidate(key, 1, present, (RACK_FEED, is_far, *misfit((side,), key, present)))

    def _plant(self, component: Component, need: Need) -> Iterator[Candidate]:
        """PlantPeers of each source; one of power takes its place where it is the only one of its work."""
        for present in need.sources:
            peers = self._peers.of(present)
            is_only = need.label == "fed_by" and present in self._estate.power and not set(peers) & set(need.sources)
            for key in peers:
                peer = self._peers.get(key)
                is_far = peer is None or peer.room != component.room
                burden = (PLANT, is_far, *misfit((component.key,), key, present))
                yield Candidate(key, 1, present if is_only else None, burden)

    def _circuit(self, component: Component, need: Need) -> Iterator[Candidate]:
        """Other carriers, entries of the site, border switches of its fabrics."""
        estate, site = self._estate, component.site
        keys = {
            "carrier": [carrier_name(name) for name in estate.carriers],
            "entry": [entry_name(entry.key) for entry in estate.entries.values() if entry.site == site],
            "ends_on": [
                one.name for one in estate.switches.values() if one.site == site and one.role is SwitchRole.BORDER
            ],
        }
        present = need.sources[0]
        others = [source for one in component.needs if one is not need for source in one.sources]
        for key in keys[need.label]:
            burden = (CIRCUIT, *misfit((component.key, *others), key, present))
            yield Candidate(key, 1, present if len(need.sources) == 1 else None, burden)
