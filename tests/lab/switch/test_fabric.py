import json
from typing import Any

import pytest

from lab.switch.eos.cli import EosConsole
from lab.switch.fabric import EmulatedFabric
from twin.cabling import InterfaceId

LEAF, PEER, FAR, SPINE = "tianfu-leaf-01a", "tianfu-leaf-01b", "tianfu-leaf-02a", "tianfu-spine-1"
SWITCHES = (LEAF, PEER, FAR, "tianfu-leaf-02b", SPINE, "tianfu-spine-2")


def asked(fabric: EmulatedFabric, switch: str, command: str) -> Any:  # noqa: ANN401 - decoded JSON
    text = EosConsole(fabric.devices[switch], fabric, "admin").answer(f"{command} | json").text
    return json.loads(text)


def configured(fabric: EmulatedFabric, switch: str, *lines: str) -> None:
    cli = EosConsole(fabric.devices[switch], fabric, "admin")
    answers = [cli.answer(line).text for line in ("configure session change", *lines, "commit")]
    assert answers == [""] * len(answers)


def peer_states(fabric: EmulatedFabric, switch: str, command: str = "show bgp summary vrf all") -> dict[str, str]:
    vrfs = asked(fabric, switch, command)["vrfs"]
    return {f"{vrf} {peer}": data["peerState"] for vrf in vrfs for peer, data in vrfs[vrf]["peers"].items()}


def down(fabric: EmulatedFabric) -> set[str]:
    """Return every BGP session of the fabric that is not established."""
    return {
        f"{switch} {peer}"
        for switch in SWITCHES
        for peer, state in peer_states(fabric, switch).items()
        if state != "Established"
    }


def vteps(fabric: EmulatedFabric, switch: str) -> list[str]:
    interfaces = asked(fabric, switch, "show vxlan vtep")["interfaces"]
    found: list[str] = interfaces["Vxlan1"]["vteps"] if interfaces else []
    return found


def test_a_sound_fabric_is_up_everywhere(fabric: EmulatedFabric) -> None:
    assert down(fabric) == set()
    assert {switch: len(peer_states(fabric, switch)) for switch in SWITCHES} == dict.fromkeys(
        SWITCHES[:4], 7
    ) | dict.fromkeys(SWITCHES[4:], 8)
    assert vteps(fabric, LEAF) == ["10.0.1.12"]
    assert vteps(fabric, FAR) == ["10.0.1.11"]
    assert vteps(fabric, SPINE) == []
    mlag = asked(fabric, LEAF, "show mlag")
    assert (mlag["state"], mlag["negStatus"], mlag["peerLinkStatus"], mlag["configSanity"]) == (
        "active", "connected", "up", "consistent",
    )  # fmt: skip
    assert mlag["mlagPorts"]["Active-full"] == 2
    assert asked(fabric, SPINE, "show mlag")["state"] == "disabled"


def test_evpn_tells_every_vni_of_the_other_pair(fabric: EmulatedFabric) -> None:
    summary = asked(fabric, LEAF, "show bgp evpn summary")["vrfs"]["default"]
    assert set(summary["peers"]) == {"10.0.0.1", "10.0.0.2"}
    assert {peer["prefixReceived"] > 0 for peer in summary["peers"].values()} == {True}
    flood = asked(fabric, LEAF, "show vxlan flood vtep")["interfaces"]["Vxlan1"]["vlans"]
    assert flood == {vlan: {"vteps": ["10.0.1.12"]} for vlan in ("110", "120", "310")}
    bindings = asked(fabric, LEAF, "show vxlan vni")["vxlanIntfs"]["Vxlan1"]
    assert {vni: item["vlan"] for vni, item in bindings["vniBindings"].items()} == {
        "10110": 110,
        "10120": 120,
        "10310": 310,
    }
    assert {vni: item["vrfName"] for vni, item in bindings["vniBindingsToVrf"].items()} == {
        "50001": "retail",
        "50002": "core",
    }


def test_lldp_shows_the_cables(fabric: EmulatedFabric) -> None:
    neighbors = asked(fabric, LEAF, "show lldp neighbors")["lldpNeighbors"]
    assert [(item["port"], item["neighborDevice"], item["neighborPort"]) for item in neighbors] == [
        ("Ethernet49", "tianfu-spine-1", "Ethernet1"),
        ("Ethernet50", "tianfu-spine-2", "Ethernet1"),
        ("Ethernet53", "tianfu-leaf-01b", "Ethernet53"),
        ("Ethernet54", "tianfu-leaf-01b", "Ethernet54"),
    ]


def test_an_unplugged_uplink_costs_one_session_and_no_more(fabric: EmulatedFabric) -> None:
    fabric.unplug(InterfaceId(LEAF, "Ethernet49"))
    assert down(fabric) == {f"{LEAF} default 10.0.101.0", f"{SPINE} default 10.0.101.1"}
    assert asked(fabric, LEAF, "show lldp neighbors")["lldpNeighbors"][0]["port"] == "Ethernet50"
    interfaces = asked(fabric, LEAF, "show interfaces")["interfaces"]
    assert interfaces["Ethernet49"]["lineProtocolStatus"] == "notPresent"
    assert vteps(fabric, LEAF) == ["10.0.1.12"]
    fabric.plug(InterfaceId(SPINE, "Ethernet1"))
    assert down(fabric) == set()


def test_a_leaf_without_uplinks_lives_on_its_peer(fabric: EmulatedFabric) -> None:
    configured(fabric, LEAF, "interface Ethernet49-50", "shutdown")
    lost = down(fabric)
    assert f"{LEAF} default 10.0.101.0" in lost
    assert f"{LEAF} default 10.0.0.1" not in lost
    assert vteps(fabric, LEAF) == ["10.0.1.12"]


def test_a_pair_cut_off_from_the_spines_loses_every_vtep(fabric: EmulatedFabric) -> None:
    for switch in (LEAF, PEER):
        configured(fabric, switch, "interface Ethernet49-50", "shutdown")
    assert vteps(fabric, LEAF) == []
    assert vteps(fabric, FAR) == []
    assert peer_states(fabric, LEAF)["default 10.0.0.1"] == "Active"


def test_a_wrong_asn_keeps_a_session_down_on_both_sides(fabric: EmulatedFabric) -> None:
    configured(fabric, SPINE, "router bgp 4200000000", "neighbor 10.0.101.1 remote-as 4200000199")
    assert down(fabric) == {f"{LEAF} default 10.0.101.0", f"{SPINE} default 10.0.101.1"}


def test_a_neighbor_that_is_shut_down_is_idle(fabric: EmulatedFabric) -> None:
    configured(fabric, LEAF, "router bgp 4200000101", "neighbor 10.0.0.1 shutdown")
    peer = asked(fabric, LEAF, "show bgp evpn summary")["vrfs"]["default"]["peers"]["10.0.0.1"]
    assert (peer["peerState"], peer["peerStateIdleReason"]) == ("Idle", "Admin")
    assert peer_states(fabric, SPINE)["default 10.0.0.11"] == "Active"


@pytest.mark.parametrize(
    ("switch", "lines", "lost"),
    [
        (LEAF, ["ip prefix-list loopbacks", "no seq 10"], {f"{LEAF} default 10.0.0.1", f"{SPINE} default 10.0.0.11"}),
        (LEAF, ["router bgp 4200000101", "no redistribute connected"], {f"{LEAF} default 10.0.0.1"}),
        (LEAF, ["router bgp 4200000101", "no neighbor evpn ebgp-multihop"], {f"{LEAF} default 10.0.0.1"}),
        (LEAF, ["router bgp 4200000101", "no neighbor evpn update-source"], {f"{LEAF} default 10.0.0.1"}),
        (LEAF, ["router bgp 4200000101", "address-family evpn", "no neighbor evpn activate"],
         {f"{LEAF} default 10.0.0.1"}),
        (LEAF, ["interface Loopback0", "shutdown"], {f"{LEAF} default 10.0.0.1"}),
        (LEAF, ["no ip routing"], {f"{LEAF} default 10.0.101.0", f"{LEAF} default 10.0.0.1"}),
        (LEAF, ["interface Ethernet49", "ip address 10.0.101.5/31"], {f"{LEAF} default 10.0.101.0"}),
        (LEAF, ["no router bgp"], {f"{SPINE} default 10.0.101.1", f"{SPINE} default 10.0.0.11"}),
        (LEAF, ["interface Vlan4093", "shutdown"], {f"{LEAF} default 10.0.3.1", f"{PEER} default 10.0.3.0"}),
        (LEAF, ["router bgp 4200000101", "neighbor underlay password 7 abc="], {f"{LEAF} default 10.0.101.0"}),
        (LEAF, ["no ip routing vrf retail"], {f"{LEAF} retail 10.0.4.1", f"{PEER} retail 10.0.4.0"}),
    ],
)  # fmt: skip
def test_faults_in_one_configuration_bring_sessions_down(
    fabric: EmulatedFabric, switch: str, lines: list[str], lost: set[str]
) -> None:
    configured(fabric, switch, *lines)
    assert lost <= down(fabric)


@pytest.mark.parametrize(
    "lines",
    [
        ["router bgp 4200000102", "vlan 110", "no route-target both 10110:10110", "route-target both 1:1"],
        ["interface Vxlan1", "vxlan vlan 110 vni 19999"],
        ["interface Vxlan1", "no vxlan vlan 110 vni"],
        ["no vlan 110"],
    ],
)
def test_a_vlan_that_the_other_pair_does_not_share_is_not_flooded_to_it(
    fabric: EmulatedFabric, lines: list[str]
) -> None:
    for switch in (FAR, "tianfu-leaf-02b"):
        configured(fabric, switch, *lines)
    flood = asked(fabric, LEAF, "show vxlan flood vtep")["interfaces"]["Vxlan1"]["vlans"]
    assert flood["110"] == {"vteps": []}
    assert flood["120"] == {"vteps": ["10.0.1.12"]}


@pytest.mark.parametrize(
    ("where", "others_pass"),
    [
        pytest.param(["address-family evpn"], False, id="in the EVPN family"),
        pytest.param([], True, id="at the neighbor itself, where it filters unicast routes only"),
    ],
)
def test_a_route_map_on_route_targets_keeps_other_vlans_at_home(
    fabric: EmulatedFabric, where: list[str], others_pass: bool
) -> None:
    for switch in (FAR, "tianfu-leaf-02b"):
        configured(
            fabric,
            switch,
            "ip extcommunity-list stretched permit rt 10110:10110",
            "ip extcommunity-list stretched permit rt 50001:50001",
            "route-map stretched-only permit 10",
            "match extcommunity stretched",
            "router bgp 4200000102",
            *where,
            "neighbor evpn route-map stretched-only out",
        )
    assert down(fabric) == set()
    flood = asked(fabric, LEAF, "show vxlan flood vtep")["interfaces"]["Vxlan1"]["vlans"]
    others = {"vteps": ["10.0.1.12"] if others_pass else []}
    assert flood == {"110": {"vteps": ["10.0.1.12"]}, "120": others, "310": others}


@pytest.mark.parametrize(
    ("lines", "seen"),
    [
        (["no neighbor evpn next-hop-unchanged"], ["10.0.0.1", "10.0.0.2"]),
        (["no neighbor evpn send-community"], []),
    ],
)
def test_spines_that_spoil_evpn_routes_are_noticed(fabric: EmulatedFabric, lines: list[str], seen: list[str]) -> None:
    for switch in SWITCHES[4:]:
        configured(fabric, switch, "router bgp 4200000000", *lines)
    assert down(fabric) == set()
    found = vteps(fabric, LEAF)
    assert "10.0.1.12" not in found
    assert set(found) <= set(seen)
    assert bool(found) == bool(seen)


@pytest.mark.parametrize(
    "lines",
    [
        ["mlag configuration", "domain-id another"],
        ["mlag configuration", "peer-address 10.0.2.9"],
        ["mlag configuration", "no peer-link"],
        ["interface Vlan4094", "shutdown"],
        ["interface Vlan4094", "ip address 10.0.9.1/31"],
        ["interface Port-Channel53", "shutdown"],
        ["interface Ethernet53-54", "shutdown"],
        ["interface Port-Channel53", "no switchport trunk group MLAG"],
    ],
)
def test_mlag_is_down_when_the_two_do_not_agree(fabric: EmulatedFabric, lines: list[str]) -> None:
    configured(fabric, PEER, *lines)
    mlag = asked(fabric, LEAF, "show mlag")
    assert (mlag["state"], mlag["negStatus"]) == ("inactive", "connecting")


def test_mlag_ports_that_differ_are_told(fabric: EmulatedFabric) -> None:
    configured(fabric, PEER, "interface Port-Channel1", "switchport trunk allowed vlan 110")
    assert asked(fabric, LEAF, "show mlag")["configSanity"] == "inconsistent"
    assert list(asked(fabric, LEAF, "show mlag config-sanity")["interfaceConfiguration"]) == [
        "trunk-allowed-vlans mlag1"
    ]


def test_an_mlag_with_one_leg_is_partial(fabric: EmulatedFabric) -> None:
    fabric.unplug(InterfaceId(PEER, "Ethernet1"))
    assert asked(fabric, LEAF, "show mlag interfaces")["interfaces"]["1"]["status"] == "active-partial"
    configured(fabric, PEER, "no interface Port-Channel2")
    assert asked(fabric, LEAF, "show mlag interfaces")["interfaces"]["2"]["status"] == "configured"


def test_port_channels_say_which_members_are_bundled(fabric: EmulatedFabric) -> None:
    configured(fabric, PEER, "interface Ethernet54", "no channel-group")
    bundle = asked(fabric, LEAF, "show port-channel dense")["portChannels"]["Port-Channel53"]
    assert list(bundle["activePorts"]) == ["Ethernet53"]
    assert bundle["inactivePorts"]["Ethernet54"]["reasonUnconfigured"] == "waiting for LACP response"
    assert asked(fabric, LEAF, "show mlag")["state"] == "active"


def test_interfaces_tell_their_mtu_and_whether_the_far_end_is_shut(fabric: EmulatedFabric) -> None:
    interfaces = asked(fabric, LEAF, "show interfaces")["interfaces"]
    assert (interfaces["Ethernet49"]["mtu"], interfaces["Ethernet49"]["lineProtocolStatus"]) == (9214, "up")
    assert interfaces["Ethernet20"]["lineProtocolStatus"] == "notPresent"
    shown = {name: interfaces[name]["mtu"] for name in ("Ethernet20", "Vlan110", "Vlan4093", "Loopback0")}
    assert shown == {"Ethernet20": 9214, "Vlan110": 1500, "Vlan4093": 9214, "Loopback0": 65535}
    configured(fabric, SPINE, "interface Ethernet1", "shutdown")
    assert asked(fabric, LEAF, "show interfaces Ethernet49")["interfaces"]["Ethernet49"]["lineProtocolStatus"] == "down"
    statuses = asked(fabric, SPINE, "show interfaces status")["interfaceStatuses"]
    assert statuses["Ethernet1"]["linkStatus"] == "disabled"


def test_servers_are_seen_where_they_are_plugged_in(fabric: EmulatedFabric) -> None:
    local = asked(fabric, LEAF, "show mac address-table")["unicastTable"]["tableEntries"]
    by_interface: dict[str, set[int]] = {}
    for entry in local:
        by_interface.setdefault(entry["interface"], set()).add(entry["vlanId"])
    assert by_interface == {"Port-Channel1": {110, 120}, "Port-Channel2": {310}, "Vxlan1": {110, 120, 310}}


def test_a_server_moved_to_another_vlan_moves_in_the_table(fabric: EmulatedFabric) -> None:
    for switch in (LEAF, PEER):
        configured(fabric, switch, "interface Port-Channel1", "switchport trunk allowed vlan 310")
    entries = asked(fabric, LEAF, "show mac address-table")["unicastTable"]["tableEntries"]
    assert {entry["vlanId"] for entry in entries if entry["interface"] == "Port-Channel1"} == {310}


def test_vlans_and_vrfs_are_listed_with_their_interfaces(fabric: EmulatedFabric) -> None:
    vlans = asked(fabric, LEAF, "show vlan")["vlans"]
    assert vlans["110"]["name"] == "mobile-app"
    assert set(vlans["110"]["interfaces"]) == {"Port-Channel1", "Port-Channel53", "Vxlan1"}
    assert set(vlans["4094"]["interfaces"]) == {"Port-Channel53"}
    vrfs = asked(fabric, LEAF, "show vrf")["vrfs"]
    assert vrfs["retail"]["interfaces"] == ["Vlan110", "Vlan120", "Vlan3001"]
    assert vrfs["MGMT"]["protocols"]["ipv4"]["routingState"] == "down"


def test_routes_are_counted_by_kind(fabric: EmulatedFabric) -> None:
    counts = asked(fabric, LEAF, "show ip route vrf retail summary")["vrfs"]["retail"]
    assert counts["connected"] == 3
    routes = asked(fabric, LEAF, "show ip route")["vrfs"]["default"]["routes"]
    assert routes["10.0.1.12/32"]["routeType"] == "eBGP"
    assert routes["10.0.0.12/32"]["routeType"] == "iBGP"
    assert routes["10.0.0.11/32"]["routeType"] == "connected"


def test_a_session_that_stays_up_keeps_its_age(fabric: EmulatedFabric) -> None:
    before = asked(fabric, LEAF, "show ip bgp summary")["vrfs"]["default"]["peers"]["10.0.101.0"]["upDownTime"]
    configured(fabric, FAR, "vlan 777")
    assert asked(fabric, LEAF, "show ip bgp summary")["vrfs"]["default"]["peers"]["10.0.101.0"]["upDownTime"] == before


def test_after_a_change_only_what_depends_on_it_is_worked_out(fabric: EmulatedFabric) -> None:
    before = fabric.state().derivations.worked_out
    for switch in SWITCHES:
        assert down(fabric) == set()
        vteps(fabric, switch)
    settled = fabric.state().derivations.worked_out
    assert settled > before
    configured(fabric, LEAF, "interface Ethernet1", "description another one")
    for switch in SWITCHES:
        assert down(fabric) == set()
        vteps(fabric, switch)
    assert fabric.state().derivations.worked_out - settled < settled / 5


COMMANDS = (
    "show version", "show hostname", "show clock", "show reload cause", "show user-account", "show running-config",
    "show startup-config", "show configuration sessions detail", "show interfaces", "show interfaces status",
    "show interfaces description", "show ip interface brief", "show port-channel dense", "show lldp neighbors",
    "show vlan", "show mac address-table", "show mlag", "show mlag interfaces", "show ip bgp summary vrf all",
    "show bgp summary vrf all", "show bgp evpn summary", "show vxlan vni", "show vxlan vtep", "show vxlan flood vtep",
    "show vrf",
    "show ip route vrf retail",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_common_commands_have_text_on_every_kind_of_switch(fabric: EmulatedFabric, command: str) -> None:
    for switch in (LEAF, SPINE):
        text = EosConsole(fabric.devices[switch], fabric, "admin").answer(command).text
        assert text.strip() or (switch == SPINE and "retail" in command)
        assert not text.startswith("%")
