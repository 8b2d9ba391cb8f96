"""Compare what the twin makes of real configurations with what the devices themselves showed, table by table.

    python bench/agreement.py [FOLDER]

FOLDER (without it, SDDC_REAL_FABRICS) holds labs of EOS switches as the project batfish/lab-validation keeps them:
eos*/configs/NAME/running-config.txt, eos*/state/NAME/show_*-json.txt and eos*/batfish/layer1_topology.json. What is not
understood of the configurations is listed, and what depends on it counts as unknown; every difference is shown. Ports
that the topology does not name have link: those of virtual switches always have. Exits with 1 below 99 %.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from twin.cabling import InterfaceId, InterfacePair
from twin.dialects.nos import dialect_named
from twin.network import TwinNetwork

LEAST_SHARE = 0.99
Rows = dict[str, object]
_PROTOCOLS = {"connected": "connected", "static": "static", "external": "eBGP", "internal": "iBGP"}


@dataclass(slots=True)
class TableAgreement:
    """One kind of table over all devices: how many rows are alike, and what differs."""

    rows: int = 0
    alike: int = 0
    unknown: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Return which share of what is known is alike."""
        return self.alike / (self.rows - self.unknown) if self.rows > self.unknown else 0.0


def read_lab(folder: Path) -> TwinNetwork:
    """Read the configurations and cables of a lab."""
    eos = dialect_named("eos")
    texts = {path.parent.name: path.read_text(encoding="utf-8") for path in folder.glob("configs/*/running-config.txt")}
    views = {name: eos.read(name, texts[name]) for name in sorted(texts)}
    named = {name.lower(): name for name in views}
    edges = json.loads((folder / "batfish" / "layer1_topology.json").read_text(encoding="utf-8"))["edges"]
    cables = tuple(
        InterfacePair(*(InterfaceId(named.get(end["hostname"], end["hostname"]), end["interfaceName"]) for end in ends))
        for ends in ((edge["node1"], edge["node2"]) for edge in edges)
    )
    listed = {end for cable in cables for end in (cable.a, cable.b)}
    ports = {
        InterfaceId(name, interface.name)
        for name, view in views.items()
        for interface in view.interfaces.values()
        if interface.kind == "ethernet"
    }
    network = TwinNetwork(cables, with_link=frozenset(ports - listed))
    network.set_views(views)
    return network


def shown(folder: Path, device: str, command: str) -> Any:  # noqa: ANN401 - decoded JSON
    """Return what a device answered to a command, an empty object when it refused it."""
    text = (folder / "state" / device / f"show_{command}-json.txt").read_text(encoding="utf-8")
    return {} if text.lstrip().startswith("%") else json.loads(text)


def evpn_rows(network: TwinNetwork, folder: Path, device: str) -> tuple[Rows, Rows]:
    """Return the EVPN routes as shown and as computed: each with next hop and AS path of all its paths."""
    there: Rows = {
        name: _counted((path["nextHop"], path["asPathEntry"]["asPath"]) for path in route["evpnRoutePaths"])
        for name, route in shown(folder, device, "bgp_evpn")["evpnRoutes"].items()
    }
    here: Rows = {}
    for key, (_, paths) in network.evpn(device).items():
        name = " ".join((f"RD: {key.rd}", key.kind, *((str(key.tag),) if key.tag else ()), str(key.address)))
        here[name] = _counted(
            (str(path.next_hop) if path.neighbor else "", " ".join((*path.as_path, "i"))) for path in paths
        )
    return there, here


def route_rows(network: TwinNetwork, folder: Path, device: str) -> tuple[Rows, Rows]:
    """Return the routes of all VRFs as shown and as computed: protocol, distance, and every next hop with its VNI."""
    there: Rows = {}
    here: Rows = {}
    for vrf, table in shown(folder, device, "ip_route_vrf_all")["vrfs"].items():
        for prefix, route in table["routes"].items():
            hops = (
                (via.get("nexthopAddr", ""), via.get("interface", ""), via.get("vtepAddr", ""), via.get("vni", 0))
                for via in route["vias"]
            )
            there[f"{vrf} {prefix}"] = route["routeType"], route.get("preference", 0), _counted(hops)
        for known, found in network.routes((device, vrf)).items():
            hops = ((str(hop.address or ""), hop.interface, str(hop.vtep or ""), hop.vni) for hop in found.hops)
            here[f"{vrf} {known}"] = _PROTOCOLS[found.protocol], found.distance, _counted(hops)
    return there, here


def bgp_rows(network: TwinNetwork, folder: Path, device: str) -> tuple[Rows, Rows]:
    """Return the BGP tables of all VRFs: next hop, AS path, kind and local preference of every path."""
    there: Rows = {}
    here: Rows = {}
    for vrf, table in shown(folder, device, "ip_bgp_vrf_all")["vrfs"].items():
        there[f"{vrf} router ID"] = table["routerId"]
        here[f"{vrf} router ID"] = str(network.router_id((device, vrf)))
        for prefix, route in table["bgpRouteEntries"].items():
            there[f"{vrf} {IPv4Network(prefix)}"] = _counted(
                (
                    path["nextHop"],
                    path["asPathEntry"]["asPath"],
                    path["asPathEntry"]["asPathType"],
                    path.get("localPreference", 100),
                )
                for path in route["bgpRoutePaths"]
            )
        for prefix_, paths in network.bgp((device, vrf)).items():
            here[f"{vrf} {prefix_}"] = _counted(
                (
                    str(path.next_hop or ""),
                    " ".join((*path.as_path, "i")),
                    path.kind.capitalize(),
                    path.local_preference,
                )
                for path in paths
            )
    return there, here


def tunnel_rows(network: TwinNetwork, folder: Path, device: str) -> tuple[Rows, Rows]:
    """Return the tunnel interface: its address, its VNIs, and where each VLAN is flooded to."""
    interface = shown(folder, device, "interface_vxlan1").get("interfaces", {}).get("Vxlan1")
    view = network.view(device)
    if interface is None or view.vxlan is None:
        return {"tunnel": interface is not None}, {"tunnel": view.vxlan is not None}
    there: Rows = {"address": interface["srcIpAddr"]}
    there |= {
        f"VLAN {vlan} floods to": sorted(ends["remoteVtepAddr"]) for vlan, ends in interface["vlanToVtepList"].items()
    }
    there |= {f"VRF {vrf}": vni for vrf, vni in interface["vrfToVniMap"].items()}
    there |= {
        f"VLAN {vlan}": item["vni"] for vlan, item in interface["vlanToVniMap"].items() if item["source"] != "evpn"
    }
    here: Rows = {"address": str(network.vtep(device))}
    here |= {
        f"VLAN {vlan} floods to": [str(end) for end in ends]
        for vlan, ends in network.flood_list(device).items()
        if ends
    }
    here |= {f"VRF {vrf}": vni for vrf, vni in view.vxlan.vrf_vnis.items()}
    here |= {f"VLAN {vlan}": vni for vlan, vni in view.vxlan.vlan_vnis.items()}
    return there, here


TABLES = {"EVPN routes": evpn_rows, "VRF routes": route_rows, "BGP paths": bgp_rows, "VXLAN interface": tunnel_rows}


def _counted(values: Iterator[tuple[Any, ...]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(sorted(Counter(values).elements()))


def compare(network: TwinNetwork, folder: Path) -> dict[str, TableAgreement]:
    """Compare every table of every device."""
    found = {name: TableAgreement() for name in TABLES}
    for device in network.devices:
        unclear = network.unknown_because((device, "default"))
        for name, rows in TABLES.items():
            there, here = rows(network, folder, device)
            _count(found[name], device, there, here, is_unknown=bool(unclear))
    return found


def _count(
    table: TableAgreement, device: str, there: Mapping[str, object], here: Mapping[str, object], *, is_unknown: bool
) -> None:
    for row in sorted(there.keys() | here.keys()):
        table.rows += 1
        if is_unknown:
            table.unknown += 1
        elif there.get(row) == here.get(row):
            table.alike += 1
        else:
            table.differences.append(f"{device} {row}: shown {there.get(row)}, computed {here.get(row)}")


def main() -> int:
    """Print the tables and everything that differs."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SDDC_REAL_FABRICS", ""))
    labs = sorted(path.parent for path in root.glob("eos*/state") if path.is_dir())
    if not labs:
        print(f"No labs of EOS switches in {root}.")
        return 2
    least = 1.0
    for lab in labs:
        network = read_lab(lab)
        print(f"{lab.name}: {len(network.devices)} devices")
        for name in network.devices:
            view = network.view(name)
            for line in (*view.not_understood, *view.without_effect, *view.not_modelled):
                print(f"  not understood on {name}: {line}")
        print(f"  {'table':16} {'rows':>6} {'alike':>6} {'unknown':>8} {'differ':>7} {'share':>8}")
        for name, table in compare(network, lab).items():
            differ = len(table.differences)
            print(f"  {name:16} {table.rows:6} {table.alike:6} {table.unknown:8} {differ:7} {table.share:8.2%}")
            for line in table.differences:
                print(f"    {line}")
            least = min(least, table.share)
    return 0 if least >= LEAST_SHARE else 1


if __name__ == "__main__":
    sys.exit(main())
