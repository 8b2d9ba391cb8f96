"""What a plan and an empty run say of what is not carried out: withheld, awaited, hit."""

import io
from dataclasses import replace
from datetime import UTC, datetime

from rich.console import Console

from cli.views.plan import show_plan, summary
from cli.views.report import show_report
from orchestration.change import Action, Address, Change
from orchestration.controller import Awaited, Impossible
from orchestration.plan import Plan, PlanBasis
from orchestration.report import Report

NOW = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)
EMPTY = Plan(PlanBasis("bank", "/bank", "d1", "lab"), NOW, unchanged={"devices": 24})
FLAVOR = Change(
    Address("flavor", "tianfu/gp.large"),
    Action.UPDATE,
    "pools.yaml:2 wants flavor gp.large at tianfu",
    "replaced: the cloud cannot change this flavor in place\n- vcpus 4\n+ vcpus 6",
    "f1",
    "tianfu",
)
NETWORK = replace(FLAVOR, address=Address("network", "tianfu/voice"), action=Action.DELETE, diff="- mtu 9000")
HOST = Awaited(Address("pool-member", "tianfu/s08"), "tianfu", "Start nova-compute there.")


def shown(plan: Plan, *, whole: bool = False) -> str:
    console = Console(width=200, record=True, file=io.StringIO())
    show_plan(console, plan, whole=whole)
    return console.export_text()


def hitting(*hits: str) -> str:
    return summary(replace(EMPTY, changes=(replace(FLAVOR, hits=hits),))).splitlines()[0]


def test_a_plan_that_only_withholds_does_not_say_that_there_is_nothing_to_do() -> None:
    text = shown(replace(EMPTY, withheld=(FLAVOR, NETWORK)))
    assert "Nothing to do" not in text
    assert "--allow-delete" in text
    assert "        - vcpus 4\n        + vcpus 6\n" in text
    assert "mtu 9000" not in text, "what a deleted thing was like is shown on demand"
    assert "0 to change, 0 to create, 0 to delete · 2 withheld\n" in text
    assert "mtu 9000" in shown(replace(EMPTY, withheld=(NETWORK,)), whole=True)


def test_what_is_awaited_is_named_with_what_it_waits_for() -> None:
    text = shown(replace(EMPTY, awaited=(HOST,)))
    assert "pool-member/tianfu/s08  Start nova-compute there." in text
    assert "0 to delete · 1 awaited\n" in text


def test_few_hits_are_named_and_many_are_counted_services_first() -> None:
    assert hitting().endswith("0 to delete")
    assert hitting("server s1", "service bank tier api").endswith("hits: service bank tier api, server s1")
    here, there = (f"service bank tier api ({count} instances elsewhere)" for count in (4, 6))
    assert hitting(here, here).endswith("hits: service bank tier api (4 instances elsewhere)")
    assert hitting(here, there, "server s1").endswith("hits: service bank tier api, server s1")
    two = ("service bank tier api", "service bank tier cache", "service voice tier queue")
    assert hitting(*two).endswith("hits: service bank tiers api and cache, service voice tier queue")
    servers = [f"server s{number}" for number in range(24)]
    tiers = [f"service {name} tier {tier}" for name in ("bank", "voice", "bank") for tier in ("api", "cache", "db")]
    assert hitting(*servers, *tiers).endswith("hits: 6 tiers of services bank, voice, 24 servers")


def test_an_empty_run_is_not_called_as_wanted_when_something_is_left() -> None:
    console = Console(width=200, record=True, file=io.StringIO())
    show_report(console, Report(None, replace(EMPTY, withheld=(FLAVOR,), awaited=(HOST,)), NOW))
    text = console.export_text()
    assert text.startswith("Nothing was done, but not everything is as wanted: 1 withheld, as they delete something")
    assert "1 awaited" in text


def test_what_is_interrupted_is_named_for_each_change_and_summed_up() -> None:
    leaf = replace(
        FLAVOR, address=Address("device", "tianfu-leaf-01a"), disrupts=("session to x", "gateway of network y")
    )
    other = replace(leaf, address=Address("device", "tianfu-leaf-01b"), disrupts=("gateway of network y",))
    text = shown(replace(EMPTY, changes=(leaf, other)))
    assert "        disrupts: session to x; gateway of network y\n" in text
    assert "\ndisrupts: session to x; gateway of network y\n" in text
    many = replace(leaf, disrupts=tuple(f"session to {number}" for number in range(9)))
    assert "session to 3, and 5 more" in summary(replace(EMPTY, changes=(many,)))
    assert "disrupts: nothing" in summary(replace(EMPTY, changes=(replace(leaf, disrupts=()),)))
    assert "disrupts" not in summary(replace(EMPTY, changes=(FLAVOR,)))


def test_what_no_order_can_carry_out_is_said_with_its_reason() -> None:
    cannot = Impossible((FLAVOR.address,), "No order of changes keeps the switches connected.")
    text = shown(replace(EMPTY, changes=(FLAVOR,), impossible=(cannot,)))
    assert "cannot be carried out  No order of changes keeps the switches connected." in text
    assert "cannot be carried out in any order" in summary(replace(EMPTY, changes=(FLAVOR,), impossible=(cannot,)))
