"""What the rules in force say of servers that are not there yet: only what they newly break stands in the way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from facility.built_in_profiles import profiles_in_force
from facility.limits import limits_in_force
from facility.standards.catalogue import BY_CODE, FORMERLY
from facility.standards.facts import PlantFacts
from facility.standards.profiles import RuleSetting, settings_of
from facility.standards.waivers import Waivers
from inventory.finding import Severity
from inventory.model.blocks import ServerBlock, block_of
from inventory.model.estate import Estate
from inventory.model.fabric import Switch
from inventory.model.sites import DeviceType, Server
from inventory.verdict import Answer, Verdict

ON_A_RACK = ("RACK-6", "RACK-7", "RACK-8", "RACK-10")
"""The rules that conclude from one rack and what stands in it: depth, weight and floor, airflow, power."""
ON_PAIRS = frozenset({"T4-1"})
"""Rules that take every two components out: they report what two faults take, and any server can be part of that."""
WEIGHTLESS = " (draws nothing)"
"""What a type is called whose load is left out, so that all else that a server changes can be judged in all racks."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that further servers break."""

    rule: str
    summary: str
    """What is wrong, in words that are the same for every rack."""
    verdict: Verdict

    def __str__(self) -> str:
        """Write it as a reason: too heavy for rack or floor (RACK-7)."""
        return f"{self.summary[:1].lower()}{self.summary[1:]} ({self.rule})"


class ProposalRules:
    """Asks the rules about an estate with further servers in it; raises ProfileInvalid."""

    def __init__(self, estate: Estate, today: date) -> None:
        """Ask by the profiles that the estate is held to."""
        self._estate, self._today = estate, today
        self._limits = limits_in_force(estate)
        asked = settings_of(estate, profiles_in_force(estate))
        self._settings = {code: one for code, one in asked.items() if code not in ON_PAIRS}
        # What carries a weight has a limit, whether or not a profile asks for it.
        rules = (BY_CODE[code] for code in ON_A_RACK)
        self._on_a_rack = {rule.code: RuleSetting(rule, rule.severity, self._limits.of(rule.code)) for rule in rules}

    def breaches_on_rack(self, rack: str, servers: Sequence[Server]) -> tuple[Breach, ...]:
        """List the rules that a rack does not keep with further servers, all of which stand there."""
        alone, about = _with(self._alone(rack), servers), {rack, *(server.name for server in servers)}
        found = ((code, one) for code, one in self._verdicts(alone, self._on_a_rack) if one.subject in about)
        return tuple(self._new({}, found))

    def unknown_on_rack(self, rack: str, servers: Sequence[Server]) -> tuple[str, ...]:
        """List what nobody can know of a rack with these servers, of what the rules in force ask."""
        alone = self._alone(rack)
        found = self._verdicts(_with(alone, servers), {code: self._on_a_rack[code] for code in self._asked_on_a_rack})
        return tuple(verdict.detail for _, verdict in found if verdict.answer is Answer.UNKNOWN)

    def breaches(self, servers: Sequence[Server]) -> tuple[Breach, ...]:
        """List what further servers break anywhere."""
        found = self._verdicts(_with(self._estate, servers), self._settings)
        return tuple(self._new(self._broken_now, found))

    def breaches_without_load(self, servers: Sequence[Server]) -> tuple[Breach, ...]:
        """List what further servers break besides what they draw: by their cords, their network, their place."""
        types: dict[str, DeviceType] = dict(self._estate.device_types)
        light = []
        for server in servers:
            name = f"{server.type}{WEIGHTLESS}"
            types[name] = replace(types[server.type], draw_watts=0)
            light.append(server._replace(type=name))
        variant = replace(_with(self._estate, light), device_types=types)
        return tuple(self._new(self._broken_now, self._verdicts(variant, self._settings)))

    def _alone(self, rack: str) -> Estate:
        """Return the estate with this one rack only."""
        return replace(
            self._estate,
            racks={rack: self._estate.racks[rack]},
            switches=self._switches_in.get(rack, {}),
            server_blocks=self._blocks_in.get(rack, ()),
        )

    def _is_error(self, code: str) -> bool:
        return code in self._settings and self._settings[code].severity is Severity.ERROR

    @property
    def _asked_on_a_rack(self) -> tuple[str, ...]:
        return tuple(code for code in ON_A_RACK if code in self._settings)

    @cached_property
    def _switches_in(self) -> Mapping[str, dict[str, Switch]]:
        found: dict[str, dict[str, Switch]] = {}
        for name, switch in self._estate.switches.items():
            found.setdefault(switch.mount.rack, {})[name] = switch
        return found

    @cached_property
    def _blocks_in(self) -> Mapping[str, tuple[ServerBlock, ...]]:
        found: dict[str, list[ServerBlock]] = {}
        for block in self._estate.server_blocks:
            found.setdefault(block.mounted.rack, []).append(block)
        return {rack: tuple(blocks) for rack, blocks in found.items()}

    @cached_property
    def _broken_now(self) -> Mapping[tuple[str, str], str]:
        """What is broken as it is: rule and subject → the detail."""
        found = self._verdicts(self._estate, self._settings)
        return {(code, one.subject): one.detail for code, one in found if one.answer is Answer.BROKEN}

    def _verdicts(self, estate: Estate, settings: Mapping[str, RuleSetting]) -> Iterator[tuple[str, Verdict]]:
        facts = PlantFacts(estate, self._today, self._limits)
        for code, setting in settings.items():
            yield from ((code, verdict) for verdict in setting.rule.check(facts, setting.limits))

    def _new(self, before: Mapping[tuple[str, str], str], found: Iterable[tuple[str, Verdict]]) -> Iterator[Breach]:
        """List what is broken and was not, or is broken in another measure than it was.

        What takes servers with it already, or is a recommendation, is no reason to leave the rest of a room empty: it
        stays as broken as it is.
        """
        waivers = Waivers(self._estate.waivers, self._today, FORMERLY)
        for code, verdict in found:
            known = before.get((code, verdict.subject))
            is_worse = known != verdict.detail and not verdict.lost and self._is_error(code)
            is_new = known is None or is_worse
            if verdict.answer is Answer.BROKEN and is_new and waivers.of(code, verdict) is None:
                yield Breach(code, BY_CODE[code].summary, verdict)


def _with(estate: Estate, servers: Iterable[Server]) -> Estate:
    return replace(estate, server_blocks=(*estate.server_blocks, *map(block_of, servers)))
