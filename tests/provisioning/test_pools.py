"""Pools in a cloud: the laws of planning and applying, and what is left alone."""

from dataclasses import replace

import pytest

from inventory.model.estate import Estate
from inventory.model.services import Spread
from inventory.model.sites import SiteState
from orchestration.change import Action, Address, Change, Outcome, Status
from orchestration.controller import Survey
from provisioning.pools import PoolController
from tests.provisioning.bank import bank, flavor, named, network, pool, service, tier
from tests.provisioning.fake.cloud import FakeCloud, Killed
from tests.provisioning.steps import carry_out, in_order, not_done
from tests.servers import with_server

Clouds = dict[str, FakeCloud]


def ready(estate: Estate) -> Clouds:
    """Make an empty cloud with the hosts of the estate for each site."""
    clouds = {site: FakeCloud(site) for site in estate.sites}
    for site, cloud in clouds.items():
        cloud.add_hosts(host.name for host in estate.servers.values() if host.site == site)
    return clouds


def controller(estate: Estate, clouds: Clouds, *, allow_delete: bool = False) -> PoolController:
    return PoolController(estate, lambda name: clouds[name], allow_delete=allow_delete)


def settle(estate: Estate, clouds: Clouds, *, allow_delete: bool = False) -> list[Outcome]:
    pools = controller(estate, clouds, allow_delete=allow_delete)
    outcomes = carry_out(pools, pools.plan())
    assert not_done(outcomes) == []
    return outcomes


def changes_of(survey: Survey) -> dict[str, Action]:
    return {str(change.address): change.action for change in survey.changes}


def change_at(survey: Survey, address: str) -> Change:
    return next(change for change in survey.changes if str(change.address) == address)


def test_plan_apply_plan_is_empty() -> None:
    estate = bank(sites=("tianfu", "gaoxin"))
    clouds = ready(estate)
    outcomes = settle(estate, clouds)
    survey = controller(estate, clouds).plan()
    assert (survey.changes, survey.unknown, survey.withheld) == ((), (), ())
    assert survey.unchanged == {"cloud resources": len(outcomes)}
    assert len(outcomes) > 100


def test_planning_writes_nothing_and_says_the_same_twice() -> None:
    estate = bank()
    clouds = ready(estate)
    pools = controller(estate, clouds)
    assert pools.plan() == pools.plan()
    assert clouds["tianfu"].writes == []


def test_a_steady_plan_needs_few_requests() -> None:
    estate = bank()
    clouds = ready(estate)
    settle(estate, clouds)
    pools = controller(estate, clouds)
    pools.plan()
    clouds["tianfu"].requests.clear()
    pools.plan()
    per_flavor_and_project = len(estate.flavors) + len(estate.projects)
    assert len(clouds["tianfu"].requests) <= 16 + per_flavor_and_project


def test_killed_at_any_write_it_ends_in_the_same_world() -> None:
    estate = bank(racks=3, servers_a_rack=1)
    undisturbed = ready(estate)
    settle(estate, undisturbed)
    for writes in range(1, len(undisturbed["tianfu"].writes) + 1):
        clouds = ready(estate)
        clouds["tianfu"].writes_until_killed = writes
        pools = controller(estate, clouds)
        with pytest.raises(Killed):
            carry_out(pools, pools.plan())
        clouds["tianfu"].writes_until_killed = None
        settle(estate, clouds)
        assert controller(estate, clouds).plan().changes == ()
        assert clouds["tianfu"].state() == undisturbed["tianfu"].state()


def test_every_change_says_which_line_wants_it_and_what_it_hits() -> None:
    survey = controller(bank(), ready(bank())).plan()
    change = change_at(survey, "flavor/tianfu/gp.large")
    assert change.reason == "pools.yaml:12 wants flavor gp.large at tianfu"
    assert change.hits[0] == "service mobile-banking tier api (6 instances elsewhere)"
    assert change.fingerprint == ""
    assert "+ extra_specs.trait:CUSTOM_SDDC_FLAVOR_GP_LARGE required" in change.diff.splitlines()
    host = change_at(survey, "pool-member/tianfu/tianfu-a03-s01")
    assert host.reason == "racks.yaml:12 puts host tianfu-a03-s01 into pool core at tianfu"
    assert Address("aggregate", "tianfu/core") in host.after


def test_drift_is_put_right_and_shown_field_by_field() -> None:
    estate = bank()
    clouds = ready(estate)
    settle(estate, clouds)
    cloud = clouds["tianfu"]
    cloud.placement.providers["uuid-tianfu-a01-s01"]["inventories"]["VCPU"]["allocation_ratio"] = 16.0
    cloud.compute.quotas = {project: {**quota, "instances": 1} for project, quota in cloud.compute.quotas.items()}
    next(iter(cloud.network.networks.values()))["shared"] = True
    cloud.placement.providers["uuid-tianfu-a01-s01"]["generation"] += 1
    survey = controller(estate, clouds).plan()
    assert change_at(survey, "allocation-ratio/tianfu/tianfu-a01-s01").diff == "- cpu 16.0\n+ cpu 4.0"
    assert change_at(survey, "network/tianfu/mobile-app").diff == "- shared yes\n+ shared no"
    assert set(changes_of(survey).values()) == {Action.UPDATE}
    assert len(survey.changes) == 5
    settle(estate, clouds)
    assert controller(estate, clouds).plan().changes == ()


def test_what_others_made_is_left_alone() -> None:
    estate = bank()
    clouds = ready(estate)
    cloud = clouds["tianfu"]
    cloud.identity.projects["p"] = {
        "id": "p",
        "name": "theirs",
        "domain_id": "default",
        "description": "",
        "enabled": True,
        "tags": [],
    }
    cloud.compute.groups["g"] = {"id": "g", "name": "web", "policy": "affinity", "project_id": "p", "members": []}
    cloud.compute.aggregates["77"] = {
        "id": 77,
        "name": "ssd",
        "availability_zone": None,
        "hosts": ["tianfu-a01-s01"],
        "metadata": {},
    }
    cloud.placement.providers["uuid-tianfu-a01-s01"]["traits"].append("COMPUTE_STATUS_DISABLED")
    before = (dict(cloud.identity.projects["p"]), dict(cloud.compute.groups["g"]), dict(cloud.compute.aggregates["77"]))
    settle(estate, clouds, allow_delete=True)
    smaller = replace(estate, projects={}, services={}, pools={}, networks={}, flavors={}, server_blocks=())
    settle(smaller, clouds, allow_delete=True)
    assert (cloud.identity.projects["p"], cloud.compute.groups["g"], cloud.compute.aggregates["77"]) == before
    assert cloud.placement.providers["uuid-tianfu-a01-s01"]["traits"] == ["COMPUTE_STATUS_DISABLED", "HW_CPU_X86_AVX2"]
    assert (cloud.network.networks, cloud.compute.flavors, cloud.network.policies) == ({}, {}, {})
    assert list(cloud.compute.aggregates) == ["77"]
    assert cloud.placement.known_traits == {"COMPUTE_STATUS_DISABLED", "HW_CPU_X86_AVX2"}


def test_the_same_name_without_our_mark_is_a_conflict_and_what_hangs_on_it_waits() -> None:
    estate = bank()
    clouds = ready(estate)
    cloud = clouds["tianfu"]
    cloud.compute.flavors["f"] = {
        "id": "f", "name": "gp.large", "vcpus": 1, "ram": 1, "disk": 1, "os-flavor-access:is_public": True,
        "description": "sddc:estate=test-bank-2", "extra_specs": {},
    }  # fmt: skip
    cloud.network.networks["n"] = {
        "id": "n", "name": "mobile-app", "description": None, "mtu": 1500, "shared": False, "admin_state_up": True,
        "tags": [], "project_id": "x",
    }  # fmt: skip
    survey = controller(estate, clouds).plan()
    unknown = {str(one.address): one.message for one in survey.unknown}
    assert "does not carry the mark sddc:estate=test-bank," in unknown["flavor/tianfu/gp.large"]
    assert "flavor set --description sddc:estate=test-bank gp.large" in unknown["flavor/tianfu/gp.large"]
    assert unknown["subnet/tianfu/mobile-app"] == "It needs network/tianfu/mobile-app, which cannot be had (see there)."
    assert sum(address.startswith("pool-member/") for address in unknown) == 16
    assert "flavor/tianfu/gp.2xlarge" in changes_of(survey)
    for change in in_order(survey.changes):
        assert controller(estate, clouds).apply(change, lambda *_: None).status is Status.DONE
    assert cloud.compute.flavors["f"]["vcpus"] == 1
    cloud.compute.flavors["f"]["description"] = "big ones sddc:estate=test-bank"
    adopted = controller(estate, clouds).plan()
    assert str(adopted.withheld[0].address) == "flavor/tianfu/gp.large"


def test_a_vlan_that_another_network_has_is_a_conflict() -> None:
    estate = bank()
    clouds = ready(estate)
    clouds["tianfu"].network.networks["n"] = {
        "id": "n", "name": "legacy", "description": "", "mtu": 1500, "shared": False, "admin_state_up": True,
        "tags": [], "project_id": "x", "provider:network_type": "vlan", "provider:physical_network": "physnet1",
        "provider:segmentation_id": 110,
    }  # fmt: skip
    unknown = {str(one.address): one.message for one in controller(estate, clouds).plan().unknown}
    assert unknown["network/tianfu/mobile-app"] == (
        "VLAN 110 on physnet1 belongs to network legacy, made by another tool or person. Choose another."
    )


def test_deletes_are_withheld_until_they_are_allowed() -> None:
    estate = bank()
    clouds = ready(estate)
    settle(estate, clouds)
    smaller = replace(estate, networks=named(network("ledger", "core", 130, ("tianfu",))))
    survey = controller(smaller, clouds).plan()
    assert survey.changes == ()
    withheld = {str(change.address) for change in survey.withheld}
    assert {"network/tianfu/mobile-app", "subnet/tianfu/mobile-app", "network-access/tianfu/mobile-db/data"} <= withheld
    assert survey.withheld[0].reason == "no line of the estate wants network mobile-app at tianfu any more"
    assert len(clouds["tianfu"].network.networks) == 3
    allowed = controller(smaller, clouds, allow_delete=True)
    plan = allowed.plan()
    assert Address("subnet", "tianfu/mobile-app") in change_at(plan, "network/tianfu/mobile-app").after
    settle(smaller, clouds, allow_delete=True)
    assert [row["name"] for row in clouds["tianfu"].network.networks.values()] == ["ledger"]
    assert controller(smaller, clouds).plan().withheld == ()


def test_a_renamed_network_waits_for_its_vlan() -> None:
    estate = bank()
    clouds = ready(estate)
    settle(estate, clouds)
    renamed = replace(estate, networks={**estate.networks, "app": network("app", "retail", 110)})
    renamed = replace(renamed, networks={name: one for name, one in renamed.networks.items() if name != "mobile-app"})
    message = next(
        one.message for one in controller(renamed, clouds).plan().unknown if one.address.name == "tianfu/app"
    )
    assert message.endswith("goes with --allow-delete.")
    plan = controller(renamed, clouds, allow_delete=True).plan()
    assert Address("network", "tianfu/mobile-app") in change_at(plan, "network/tianfu/app").after
    settle(renamed, clouds, allow_delete=True)
    assert controller(renamed, clouds).plan() == Survey((), (), {"cloud resources": 57}, ())


def test_another_size_replaces_the_flavor_only_with_leave() -> None:
    estate = bank()
    clouds = ready(estate)
    settle(estate, clouds)
    bigger = replace(estate, flavors={**estate.flavors, "gp.large": flavor("gp.large", 6, 16)})
    survey = controller(bigger, clouds).plan()
    assert survey.changes == ()
    assert survey.withheld[0].diff.splitlines() == [
        "replaced: the cloud cannot change this flavor in place", "- vcpus 4", "+ vcpus 6"
    ]  # fmt: skip
    settle(bigger, clouds, allow_delete=True)
    assert {row["name"]: row["vcpus"] for row in clouds["tianfu"].compute.flavors.values()}["gp.large"] == 6
    assert controller(bigger, clouds).plan().changes == ()


def test_a_host_moves_to_another_pool_and_loses_the_old_traits() -> None:
    estate = bank()
    clouds = ready(estate)
    settle(estate, clouds)
    host = estate.servers["tianfu-a01-s01"]
    mount = host.mount._replace(rack="tianfu/a03")
    moved = replace(estate, server_blocks=with_server(estate, host._replace(zone="core", mount=mount)))
    survey = controller(moved, clouds).plan()
    assert changes_of(survey) == {"pool-member/tianfu/tianfu-a01-s01": Action.UPDATE}
    assert survey.changes[0].diff.splitlines()[:2] == ["- pool retail", "+ pool core"]
    settle(moved, clouds)
    traits = clouds["tianfu"].placement.providers["uuid-tianfu-a01-s01"]["traits"]
    assert traits == ["CUSTOM_SDDC_FLAVOR_GP_LARGE", "CUSTOM_SDDC_FLAVOR_MEM_LARGE", "HW_CPU_X86_AVX2"]


def test_a_host_with_instances_is_not_moved_and_the_outcome_says_so() -> None:
    estate = bank()
    clouds = ready(estate)
    settle(estate, clouds)
    clouds["tianfu"].compute.busy["tianfu-a01-s01"] = 3
    host = estate.servers["tianfu-a01-s01"]
    mount = host.mount._replace(rack="tianfu/a03")
    moved = replace(estate, server_blocks=with_server(estate, host._replace(zone="core", mount=mount)))
    pools = controller(moved, clouds)
    (outcome,) = carry_out(pools, pools.plan())
    assert outcome.status is Status.FAILED
    assert "contains instances in this zone" in outcome.message
    assert outcome.message.endswith("Nothing was changed.")


def test_a_host_that_nova_does_not_know_yet_is_awaited_and_the_others_go_on() -> None:
    estate = bank()
    clouds = ready(estate)
    del clouds["tianfu"].compute.hosts["tianfu-a01-s02"]
    del clouds["tianfu"].placement.providers["uuid-tianfu-a01-s02"]
    survey = controller(estate, clouds).plan()
    assert survey.unknown == ()
    assert [str(one.address) for one in survey.awaited] == [
        "pool-member/tianfu/tianfu-a01-s02",
        "allocation-ratio/tianfu/tianfu-a01-s02",
    ]
    assert "Start nova-compute there" in survey.awaited[0].message
    assert len(survey.changes) == 55
    checks = [
        check for check in controller(estate, clouds).verify() if check.subject == "pool-member/tianfu/tianfu-a01-s02"
    ]
    assert [check.status for check in checks] == [Status.FAILED]


def test_a_host_of_a_pool_that_nova_no_longer_knows_is_unknown() -> None:
    estate = bank()
    clouds = ready(estate)
    settle(estate, clouds)
    del clouds["tianfu"].compute.hosts["tianfu-a01-s02"]
    survey = controller(estate, clouds).plan()
    assert [str(one.address) for one in survey.unknown] == ["pool-member/tianfu/tianfu-a01-s02"]
    assert survey.awaited == ()


def test_a_host_in_a_zone_of_others_is_a_conflict() -> None:
    estate = bank()
    clouds = ready(estate)
    clouds["tianfu"].compute.aggregates["9"] = {
        "id": 9, "name": "legacy", "availability_zone": "old", "hosts": ["tianfu-a01-s02"], "metadata": {}
    }  # fmt: skip
    survey = controller(estate, clouds).plan()
    assert [str(one.address) for one in survey.unknown] == ["pool-member/tianfu/tianfu-a01-s02"]
    assert "aggregate legacy" in survey.unknown[0].message


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("project", "still has 1 instances"),
        ("aggregate", "still has 8 hosts, tianfu-a01-s01 among them"),
        ("network", "ports still in use"),
        ("subnet", "ports have an IP allocation"),
        ("network-access", "because of a port"),
        ("server-group", "still has 1 instances"),
        ("flavor", "hosts of cloud tianfu carry its trait"),
    ],
)
def test_what_is_in_use_is_not_deleted(kind: str, message: str) -> None:
    estate = bank()
    clouds = ready(estate)
    settle(estate, clouds)
    nothing = replace(estate, projects={}, services={}, pools={}, networks={}, flavors={}, server_blocks=())
    pools = controller(nothing, clouds, allow_delete=True)
    change = next(change for change in pools.plan().changes if change.address.kind == kind)
    cloud = clouds["tianfu"]
    for project in cloud.identity.projects:
        cloud.compute.servers.append({"project_id": project})
        cloud.network.ports += [
            {"network_id": network_id, "project_id": project} for network_id in cloud.network.networks
        ]
    for row in cloud.compute.groups.values():
        row["members"] = ["instance-1"]
    before = cloud.state()
    outcome = pools.apply(change, lambda *_: None)
    assert outcome.status is Status.FAILED
    assert message in outcome.message
    assert cloud.state() == before


def test_a_cloud_that_is_down_is_one_unknown_and_the_other_sites_go_on() -> None:
    estate = bank(sites=("tianfu", "gaoxin"))
    clouds = ready(estate)
    clouds["tianfu"].down = "Cloud tianfu cannot be reached."
    pools = controller(estate, clouds)
    survey = pools.plan()
    assert [(str(one.address), one.site) for one in survey.unknown] == [("cloud/tianfu/tianfu", "tianfu")]
    assert survey.unknown[0].message == (
        "Cloud tianfu cannot be reached. Nothing of the pools at tianfu could be looked at."
    )
    assert {change.site for change in survey.changes} == {"gaoxin"}
    rows = [check for check in pools.verify() if check.subject == "cloud tianfu"]
    assert [check.status for check in rows] == [Status.ERROR]


def test_a_cloud_that_fails_while_applying_is_an_error_with_its_words() -> None:
    estate = bank()
    clouds = ready(estate)
    pools = controller(estate, clouds)
    change = next(in_order(pools.plan().changes))
    clouds["tianfu"].down = "Cloud tianfu failed (HTTP 500)."
    outcome = pools.apply(change, lambda *_: None)
    assert (outcome.status, outcome.message) == (Status.ERROR, "Cloud tianfu failed (HTTP 500). Nothing was changed.")


def test_lost_and_planned_sites_are_not_touched() -> None:
    estate = bank(sites=("tianfu", "gaoxin", "chongqing"))
    states = {"tianfu": SiteState.LOST, "gaoxin": SiteState.PLANNED, "chongqing": SiteState.DRAINED}
    estate = replace(estate, sites={name: replace(site, state=states[name]) for name, site in estate.sites.items()})
    clouds = ready(estate)
    survey = controller(estate, clouds).plan()
    assert {change.site for change in survey.changes} == {"chongqing"}
    assert clouds["tianfu"].requests == clouds["gaoxin"].requests == []


def test_a_site_without_a_cloud_has_no_pools() -> None:
    estate = bank()
    estate = replace(estate, sites={name: replace(site, cloud=None) for name, site in estate.sites.items()})
    assert controller(estate, {}).plan() == Survey((), (), {"cloud resources": 0}, ())
    assert controller(estate, {}).verify() == ()


def test_concurrent_writers_of_a_provider_are_waited_out() -> None:
    estate = bank()
    clouds = ready(estate)
    clouds["tianfu"].placement.interruptions = 4
    settle(estate, clouds)


def test_progress_and_outcome_tell_each_step() -> None:
    estate = bank()
    clouds = ready(estate)
    pools = controller(estate, clouds)
    change = change_at(pools.plan(), "aggregate/tianfu/retail")
    told: list[str] = []
    outcome = pools.apply(change, lambda address, text: told.append(f"{address}: {text}"))
    assert len(outcome.steps) == 3
    assert told[0] == "aggregate/tianfu/retail: POST compute /os-aggregates"


def test_a_change_of_another_run_is_not_carried_out() -> None:
    estate = bank()
    clouds = ready(estate)
    pools = controller(estate, clouds)
    change = Change.from_json(next(in_order(pools.plan().changes)).to_json())
    assert pools.apply(change, lambda *_: None).status is Status.ERROR
    assert clouds["tianfu"].writes == []


def test_verify_holds_after_applying_and_names_what_does_not() -> None:
    estate = bank()
    clouds = ready(estate)
    pools = controller(estate, clouds)
    missing = [check for check in pools.verify() if check.status is Status.FAILED]
    assert {check.actual for check in missing} >= {"missing"}
    settle(estate, clouds)
    assert {check.status for check in pools.verify()} == {Status.DONE}
    cloud = clouds["tianfu"]
    cloud.compute.hosts["tianfu-a01-s01"]["state"] = "down"
    cloud.placement.providers["uuid-tianfu-a01-s02"]["traits"].append("COMPUTE_STATUS_DISABLED")
    cloud.placement.providers["uuid-tianfu-a01-s03"]["inventories"]["VCPU"]["allocation_ratio"] = 16.0
    cloud.placement.providers["uuid-tianfu-a01-s03"]["generation"] += 1
    failed = {(check.subject, check.name): check for check in pools.verify() if check.status is not Status.DONE}
    assert failed["tianfu-a01-s01", "hypervisor"].actual == "down, enabled"
    assert failed["tianfu-a01-s02", "resource provider"].actual == "disabled"
    ratio = failed["allocation-ratio/tianfu/tianfu-a01-s03", "as the estate wants it"]
    assert (ratio.expected, ratio.actual.partition(" (")[0]) == ("cpu 4.0", "cpu 16.0")
    assert "nova.conf" in ratio.actual
    assert len(failed) == 3


def test_verify_of_some_changes_looks_only_at_them_and_their_hosts() -> None:
    estate = bank()
    clouds = ready(estate)
    pools = controller(estate, clouds)
    survey = pools.plan()
    carry_out(pools, survey)
    some = (change_at(survey, "pool-member/tianfu/tianfu-a01-s01"), change_at(survey, "flavor/tianfu/gp.large"))
    clouds["tianfu"].requests.clear()
    subjects = [check.subject for check in pools.verify(some)]
    assert subjects == [
        "flavor/tianfu/gp.large",
        "pool-member/tianfu/tianfu-a01-s01",
        "tianfu-a01-s01",
        "tianfu-a01-s01",
    ]
    assert not any(" network " in request for request in clouds["tianfu"].requests)


def test_verify_of_a_delete_says_whether_it_is_gone() -> None:
    estate = bank()
    clouds = ready(estate)
    settle(estate, clouds)
    smaller = replace(estate, services={})
    pools = controller(smaller, clouds, allow_delete=True)
    survey = pools.plan()
    assert {check.status for check in pools.verify(survey.changes)} == {Status.FAILED}
    carry_out(pools, survey)
    assert {check.actual for check in pools.verify(survey.changes)} == {"gone"}


def test_server_groups_stand_in_the_project_of_the_service_with_the_policy_of_its_spread() -> None:
    estate = bank()
    clouds = ready(estate)
    settle(estate, clouds)
    cloud = clouds["tianfu"]
    groups = {row["name"]: row for row in cloud.compute.groups.values()}
    assert {name: row["policy"] for name, row in groups.items()} == {
        "sddc:test-bank:mobile-banking/api": "anti-affinity",
        "sddc:test-bank:mobile-banking/web": "soft-anti-affinity",
    }
    owners = {cloud.identity.projects[row["project_id"]]["name"] for row in groups.values()}
    assert owners == {"mobile"}


def test_another_spread_replaces_an_empty_group_only() -> None:
    estate = bank()
    clouds = ready(estate)
    settle(estate, clouds)
    api = tier("mobile-banking", "api", "retail", (), Spread.RACK)
    web = tier("mobile-banking", "web", "retail", (), Spread.RACK)
    other = replace(estate, services=named(service("mobile-banking", "mobile", (api, web))))
    assert [str(change.address) for change in controller(other, clouds).plan().withheld] == [
        "server-group/tianfu/mobile-banking/api"
    ]
    settle(other, clouds, allow_delete=True)
    assert {row["policy"] for row in clouds["tianfu"].compute.groups.values()} == {"soft-anti-affinity"}


def test_projects_are_let_into_the_networks_of_their_zones_only() -> None:
    estate = bank()
    clouds = ready(estate)
    settle(estate, clouds)
    cloud = clouds["tianfu"]
    let_in = {
        (cloud.network.networks[row["object_id"]]["name"], cloud.identity.projects[row["target_tenant"]]["name"])
        for row in cloud.network.policies.values()
    }
    retail = {(name, project) for name in ("mobile-app", "mobile-db") for project in ("mobile", "data")}
    assert let_in == retail | {("ledger", "ledger"), ("ledger", "data")}
    assert not any(row["shared"] for row in cloud.network.networks.values())


def test_a_pool_that_is_gone_gives_its_hosts_back() -> None:
    estate = bank()
    clouds = ready(estate)
    settle(estate, clouds)
    smaller = replace(estate, pools=named(pool("retail", "retail", ("a01", "a02"), ("gp.large", "gp.2xlarge"))))
    settle(smaller, clouds, allow_delete=True)
    assert [row["name"] for row in clouds["tianfu"].compute.aggregates.values()] == ["retail"]
    assert clouds["tianfu"].placement.providers["uuid-tianfu-a03-s01"]["traits"] == ["HW_CPU_X86_AVX2"]
    assert controller(smaller, clouds).plan().changes == ()
