"""Edits that interrupt something go through from end to end, or are refused before anything is changed."""

import pytest

from orchestration.plan import PlanRefused
from orchestration.record import RunState
from sdn.delivery.transport import NetmikoTransport
from sdn.dialects.eos.facts import EOS_COMMAND_LINE
from sdn.intent.applied import read
from sdn.intent.comparison import deviations
from sdn.intent.fabric import fabric_intent
from tests.sdn.changes.conftest import RunningFabric
from tests.sdn.edited import Edit

DELETE_ZONE = (
    ("fabric.yaml", "  mgmt: {vni: 50004, vrf_id: 4}\n", ""),
    ("fabric.yaml", "  host-management: {zone: mgmt, vlan: 410, subnet: 10.40.0.0/22, sites: all}\n", ""),
)
RENAME_ZONE = (
    ("fabric.yaml", "  core: {vni", "  ledger: {vni"),
    *((file, "zone: core", "zone: ledger") for file in ("fabric.yaml", "pools.yaml", "servers.yaml")),
)
LINKS = (("fabric.yaml", "links: 10.251.4.0/22", "links: 10.251.8.0/22"),)
VNI = (("fabric.yaml", "retail: {vni: 50002", "retail: {vni: 50022"),)
SUBNET = (("fabric.yaml", "subnet: 10.20.8.0/22", "subnet: 10.21.8.0/22"),)


def _carried_out(fabric: RunningFabric, edits: tuple[Edit, ...], word: str) -> None:
    fabric.edit(*edits)
    planned = fabric.plan()
    assert planned.impossible == ()
    assert any(word in what for change in planned.changes for what in change.disrupts)
    report = fabric.apply()
    bad = [(str(outcome.address), outcome.message) for outcome in report.outcomes if outcome.message]
    bad += [(check.subject, f"{check.name}: {check.actual}") for gate in report.gates for check in gate.failed]
    assert bad == []
    assert report.state is RunState.DONE
    applied = {name: read(text) for name, text in fabric.remembered().items()}
    wanted = fabric_intent(fabric.estate())
    assert applied.keys() == wanted.keys()
    for outcome in report.outcomes:
        kept = applied[outcome.address.name]
        assert kept is not None
        assert deviations(kept, wanted[outcome.address.name]) == ()
    after = fabric.plan()
    assert (after.changes, after.unknown) == ((), ())


@pytest.mark.parametrize(
    ("edits", "word"),
    [
        (DELETE_ZONE, "zone mgmt on tianfu-leaf-01a: its VRF is removed"),
        (VNI, "zone retail: its VNI from 50002 to 50022"),
        (SUBNET, "gateway of network voice"),
        (RENAME_ZONE, "zone core: its VRF is made anew as ledger"),
        (LINKS, "link to tianfu-spine-1"),
    ],
    ids=["delete a zone", "VNI of a zone", "subnet", "rename a zone", "links of a fabric"],
)
def test_an_edit_that_interrupts_is_carried_out_and_then_there_is_nothing_to_plan(
    fabric: RunningFabric, edits: tuple[Edit, ...], word: str
) -> None:
    _carried_out(fabric, edits, word)


def test_an_asn_that_no_order_can_change_is_refused_before_anything_is_touched(fabric: RunningFabric) -> None:
    edit = ("fabric.yaml", "asn: 4200010000", "asn: 4200040000")
    fabric.edit(edit)
    try:
        planned = fabric.plan()
        (cannot,) = planned.impossible
        assert cannot.message.startswith("No order of changes keeps the switches at ")
        assert "gives fabric tianfu ASN 4200040000, which was 4200010000" in cannot.message
        with pytest.raises(PlanRefused) as refused:
            fabric.apply()
        assert refused.value.reasons == (cannot.message,)
    finally:
        fabric.edit((edit[0], edit[2], edit[1]))
    assert fabric.plan().changes == ()


def test_an_asn_of_a_drained_site_is_changed(fabric: RunningFabric) -> None:
    fabric.edit(
        ("fabric.yaml", "asn: 4200010000", "asn: 4200040000"),
        ("estate.yaml", "tianfu: {city: chengdu,", "tianfu: {city: chengdu, state: drained,"),
    )
    _carried_out(fabric, (), "all BGP sessions of tianfu-leaf-01a: its ASN changes")


def test_what_was_typed_since_is_read_from_the_switch_and_not_taken_for_applied(fabric: RunningFabric) -> None:
    name = "gaoxin-leaf-02b"
    with NetmikoTransport().session(fabric.access[name], EOS_COMMAND_LINE) as session:
        session.run("configure terminal")
        session.push(["vlan 999", "name typed", "exit"])
    (change,) = fabric.plan().changes
    assert change.reason == f"no line of the estate wants VLAN 999 (typed) on {name}"
