"""Where each part of an estate's lab answers: pure, from the estate alone, everything on loopback."""

from dataclasses import dataclass
from typing import Final

from inventory.model.estate import Estate
from inventory.model.sites import Server, ServerRole
from inventory.numbering import MANAGEMENT_OFFSET, management_index
from lab.hosts.spec import LabHost
from lab.openstack.ports import ADDRESS, cloud_ports
from lab.openstack.specification import CloudSpec, LabHypervisor
from lab.switch.emulator import DIALECTS

SWITCH_PORT = 8022
HOST_PORT = 8023
ROUTER_PORT = 8024
FIRST_NETWORK = 66
"""Switches of the n-th site answer at 127.(66 + n).….…, its hosts at 127.(66 + 64 + n).….…
unless a lab begins elsewhere."""
HOST_NETWORKS = 64
LAST_NETWORK = 126
"""Where a lab may begin at most, so that its hosts have room behind it."""
FIRST_CLOUD_PORT = 15000
CLOUD_PORTS = 10
"""Ports from one network's cloud to the next one's: labs that begin at networks apart have ports apart, too."""


class LabTooLarge(Exception):  # noqa: N818 - what is wrong
    """The estate has more than a lab on one machine can hold; the message says what."""


@dataclass(frozen=True, slots=True)
class Listening:
    """A loopback address and port."""

    address: str
    port: int

    def __str__(self) -> str:
        return f"{self.address}:{self.port}"


EMULATED: Final = tuple(dialect.nos for dialect in DIALECTS)
"""The network operating systems that the lab emulates."""
REAL: Final = ("frr",)
"""Those whose own programs the lab runs."""


def switch_listening(estate: Estate, systems: tuple[str, ...], network: int = FIRST_NETWORK) -> dict[str, Listening]:
    """Return where each switch with one of these network operating systems answers."""
    sites = {name: index for index, name in enumerate(estate.sites)}
    if len(sites) > HOST_NETWORKS:
        raise LabTooLarge(f"The estate has {len(sites)} sites; a lab holds {HOST_NETWORKS}.")
    found: dict[str, Listening] = {}
    for switch in estate.switches.values():
        fabric = estate.fabrics[switch.fabric]
        if switch.nos in systems:
            index = management_index(fabric, switch) - MANAGEMENT_OFFSET + 1
            address = f"127.{network + sites[switch.site]}.{index // 250}.{index % 250 + 1}"
            found[switch.name] = Listening(address, SWITCH_PORT if switch.nos in EMULATED else ROUTER_PORT)
    return found


def emulator_spec(
    estate: Estate, username: str, password_file: str, state_directory: str, network: int = FIRST_NETWORK
) -> dict[str, object]:
    """Describe the emulated switches, their cables and the servers on their ports, as the emulator reads it."""
    listening = switch_listening(estate, EMULATED, network)
    cables = [
        {"a": [cable.a.device, cable.a.port], "b": [cable.b.device, cable.b.port]}
        for cable in estate.switch_cables
        if cable.a.device in listening and cable.b.device in listening
    ]
    hosts = [
        {"name": server.name, "nics": {nic.name: [nic.switch, nic.port] for nic in server.nics}}
        for server in estate.servers.values()
        if all(nic.switch in listening for nic in server.nics)
    ]
    switches = [_switch(estate, name, place) for name, place in listening.items()]
    return {
        "switches": switches,
        "cables": cables,
        "hosts": hosts,
        "username": username,
        "password_file": password_file,
        "state_directory": state_directory,
    }


def _switch(estate: Estate, name: str, place: Listening) -> dict[str, object]:
    """Describe one switch with every port that its device type declares, cabled or not."""
    switch = estate.switches[name]
    kind = estate.device_types[switch.type]
    return {
        "name": name,
        "address": place.address,
        "port": place.port,
        "nos": switch.nos,
        "model": kind.model,
        "ports": {port.name: port.gigabits for port in kind.ports.values()},
    }


def lab_hosts(estate: Estate, site: str, directory: str, network: int = FIRST_NETWORK) -> tuple[LabHost, ...]:
    """Return a site's servers, each with an address and a directory of its own."""
    index = list(estate.sites).index(site)
    servers = [server for server in estate.servers.values() if server.site == site]
    return tuple(
        LabHost(
            name=server.name,
            address=f"127.{network + HOST_NETWORKS + index}.{number // 250}.{number % 250 + 1}",
            port=HOST_PORT,
            directory=f"{directory}/{server.name}",
        )
        for number, server in enumerate(servers)
    )


def cloud_specs(estate: Estate, network: int = FIRST_NETWORK) -> tuple[CloudSpec, ...]:
    """Return each site's cloud with a hypervisor for each of its compute servers."""
    specs: list[CloudSpec] = []
    for index, site in enumerate(estate.sites.values()):
        hypervisors = tuple(_hypervisor(estate, server) for server in _compute(estate, site.name))
        if site.cloud is not None and hypervisors:
            base = FIRST_CLOUD_PORT + (network - FIRST_NETWORK + index) * CLOUD_PORTS
            specs.append(CloudSpec(name=site.cloud, region=site.name, base_port=base, hypervisors=hypervisors))
    return tuple(specs)


def everything(estate: Estate, network: int, *, clouds: bool) -> tuple[Listening, ...]:
    """Return every address and port at which a lab of this estate answers if it begins at a network."""
    found = list(switch_listening(estate, (*EMULATED, *REAL), network).values())
    for site in estate.sites:
        found += [Listening(host.address, host.port) for host in lab_hosts(estate, site, "", network)]
    for spec in cloud_specs(estate, network) if clouds else ():
        found += [Listening(ADDRESS, port) for port in cloud_ports(spec.base_port).values()]
    return tuple(found)


def _compute(estate: Estate, site: str) -> list[Server]:
    return [s for s in estate.servers.values() if s.site == site and s.role is ServerRole.COMPUTE]


def _hypervisor(estate: Estate, server: Server) -> LabHypervisor:
    kind = estate.device_types[server.type]
    return LabHypervisor(
        name=server.name,
        vcpus=max(1, kind.vcpus),
        memory_mb=max(1, kind.memory_mebibytes),
        disk_gb=max(1, kind.disk_gibibytes),
    )
