"""After any sequence of changes and faults, what is kept up to date equals what is worked out from nothing."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.networks import LEAVES, SPINES, two_pairs_plugs, two_pairs_texts, view
from twin.cabling import InterfaceId
from twin.network import TwinNetwork

TEXTS = two_pairs_texts()
CABLES, SERVERS = two_pairs_plugs()
ENDS = [end for cable in CABLES for end in (cable.a, cable.b)] + [port for item in SERVERS for _, port in item.nics]

_LEAF_LINES = (
    "interface Ethernet49\n   shutdown",
    "interface Ethernet1\n   description moved",
    "interface Ethernet1\n   switchport trunk allowed vlan 110",
    "interface Vlan110\n   shutdown",
    "vlan 777\n!\ninterface Vlan777\n   vrf retail\n   ip address virtual 10.77.0.1/24",
    "vlan 120\n   state suspend",
    "interface Vxlan1\n   shutdown",
    "interface Vxlan1\n   vxlan vlan 777 vni 10777",
    "interface Loopback1\n   shutdown",
    "interface Port-Channel53\n   shutdown",
    "mlag configuration\n   shutdown",
    "no vrf instance retail",
    "no ip routing vrf retail",
    "ip prefix-list loopbacks\n   seq 5 deny 10.0.0.0/8 le 32",
    "route-map slow permit 10\n   set as-path prepend 65000 65000",
    "route-map preferred permit 10\n   set local-preference 200",
)
_BGP_LINES = (
    "neighbor evpn shutdown",
    "no neighbor evpn send-community",
    "maximum-paths 1",
    "distance bgp 20 200 200",
    "neighbor underlay route-map slow out",
    "neighbor underlay route-map preferred in",
    "redistribute static",
    "address-family evpn\n      neighbor evpn route-map none in",
)


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, Any]:
    """Draw a line typed into a switch, its whole configuration put back, or a cable pulled or put back."""
    kind = draw(st.sampled_from(["edit", "edit", "bgp", "restore", "pull", "plug"]))
    if kind in ("pull", "plug"):
        return kind, draw(st.sampled_from(ENDS))
    name = draw(st.sampled_from((*LEAVES, *SPINES)))
    if kind == "restore":
        return kind, (name, "")
    if kind == "bgp":
        asn = next(line.split()[2] for line in TEXTS[name].splitlines() if line.startswith("router bgp"))
        return "edit", (name, f"router bgp {asn}\n   {draw(st.sampled_from(_BGP_LINES))}")
    return kind, (name, draw(st.sampled_from(_LEAF_LINES)))


def everything(network: TwinNetwork) -> dict[str, Any]:
    """Return every table of every switch."""
    found: dict[str, Any] = {}
    for name in network.devices:
        vrfs = ("default", *sorted(network.view(name).vrfs))
        found[name] = (
            network.ports(name),
            network.mlag(name),
            network.sessions(name),
            [network.routes((name, vrf)) for vrf in vrfs],
            [{key: sorted(map(str, paths)) for key, paths in network.bgp((name, vrf)).items()} for vrf in vrfs],
            {key: sorted(map(str, paths)) for key, (_, paths) in network.evpn(name).items()},
            network.flood_list(name),
            network.remote_vteps(name),
            [network.received(name, family) for family in ("ipv4", "evpn")],
            [network.unknown_because((name, vrf)) for vrf in vrfs],
        )
    return found


@settings(deadline=None, max_examples=25)
@given(st.lists(changes(), min_size=1, max_size=6), st.data())
def test_kept_up_to_date_is_worked_out_from_nothing(steps: list[tuple[str, Any]], data: st.DataObject) -> None:
    texts, pulled = dict(TEXTS), frozenset[InterfaceId]()
    kept = TwinNetwork(CABLES, SERVERS)
    kept.set_views({name: view(name, text) for name, text in texts.items()})
    for kind, what in steps:
        if kind == "pull":
            pulled |= {what}
        elif kind == "plug":
            pulled -= {what}
        else:
            name, lines = what
            texts[name] = (
                f"{texts[name].removesuffix('end').rstrip().removesuffix('end')}\n!\n{lines}\n"
                if lines
                else TEXTS[name]
            )
        kept.set_views({name: view(name, text) for name, text in texts.items()})
        kept.set_unplugged(pulled)
        if data.draw(st.booleans(), label="looked at in between"):
            everything(kept)
    afresh = TwinNetwork(CABLES, SERVERS)
    afresh.set_views({name: view(name, text) for name, text in texts.items()})
    afresh.set_unplugged(pulled)
    assert everything(kept) == everything(afresh)


def test_an_unchanged_network_is_not_worked_out_again() -> None:
    network = TwinNetwork(CABLES, SERVERS)
    network.set_views({name: view(name, text) for name, text in TEXTS.items()})
    everything(network)
    before = network.derivations.worked_out
    network.set_views({name: view(name, text) for name, text in TEXTS.items()})
    everything(network)
    assert network.derivations.worked_out == before > 100
