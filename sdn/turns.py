"""Turns of switches in a plan: each waits for the one before it, or none can go and the plan says why."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from inventory.model.estate import Estate
from orchestration.change import Address, Change
from orchestration.controller import Impossible
from sdn.change_order import NoOrder, Turn
from sdn.delivery.task import DeviceTask
from sdn.intent.model import DeviceIntent


def befores(changes: Sequence[Change]) -> dict[str, DeviceIntent]:
    """Return what the switches that change are, by name, as far as they are in a fabric already."""
    tasks = (change.payload for change in changes)
    return {task.device: task.before for task in tasks if isinstance(task, DeviceTask) and task.before is not None}


def in_turn(changes: Sequence[Change], turns: Sequence[Turn]) -> tuple[Change, ...]:
    """Let each switch wait for the one before it, and expect no session to what it cannot reach yet."""
    addresses = {change.address.name: change.address for change in changes}
    known = [turn for turn in turns if turn.device in addresses]
    waits = {turn.device: addresses[earlier.device] for earlier, turn in pairwise(known)}
    cut_off = {turn.device: turn.cut_off for turn in known}
    return tuple(_in_turn(change, waits, cut_off) for change in changes)


def _in_turn(change: Change, waits: dict[str, Address], cut_off: dict[str, frozenset[str]]) -> Change:
    name, task = change.address.name, change.payload
    if name not in cut_off or not isinstance(task, DeviceTask):
        return change
    earlier = {waits[name]} if name in waits else set[Address]()
    return replace(change, after=change.after | earlier, payload=task.cut_off_from(cut_off[name]))


def impossible(estate: Estate, found: NoOrder, changes: Sequence[Change]) -> Impossible:
    """Return which changes no order can carry out, which edit wants them, and what can be done."""
    named = [change for change in changes if change.address.name in found.devices]
    sites = tuple(dict.fromkeys(change.site for change in named))
    a, b = found.sessions[0]
    more = len(found.sessions) - 1
    sessions = f"the session between {a} and {b}{f' and {more} more' if more else ''}"
    search = "No order of changes keeps" if found.proven else "No order of changes was found that keeps"
    states = ", ".join(_state_line(estate, site) for site in sites)
    message = (
        f"{search} the switches at {', '.join(sites)} connected: {sessions} must change at both ends, and are down in "
        f"between. {named[0].reason}. Take that back, or drain a site that may be cut off meanwhile and set its state "
        f"to drained ({states})."
    )
    return Impossible(tuple(change.address for change in named), message)


def _state_line(estate: Estate, site: str) -> str:
    source = estate.locate(estate.sites[site].origin.at("state"))
    return f"{site}: {source.file}:{source.line}"
