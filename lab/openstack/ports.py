"""Which loopback ports a cloud takes, which of them are taken already, and where a free block begins."""

import socket
from collections.abc import Iterable, Mapping

from lab.openstack.failure import OpenStackLabError
from lab.openstack.services import SERVICES

ADDRESS = "127.0.0.1"
BLOCK_SIZE = len(SERVICES)
MIN_PORT = 1024
MAX_PORT = 65535


def cloud_ports(base_port: int) -> dict[str, int]:
    """Return the port of each service of a cloud, by the service's name."""
    return {service.name: base_port + offset for offset, service in enumerate(SERVICES)}


def is_free(port: int) -> bool:
    """Return whether nobody listens on a TCP port of 127.0.0.1 (or of all addresses)."""
    with socket.socket() as probe:
        # Without it, connections that the last listener has closed would count for a minute.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def require_free(cloud: str, ports: Mapping[str, int]) -> None:
    """Raise OpenStackLabError naming the first port that something else listens on."""
    for service, port in ports.items():
        if not is_free(port):
            raise OpenStackLabError(
                f"Port {port} is already taken.\n"
                f"Cloud {cloud} wants it for {service}, but another program listens on {ADDRESS}:{port}.\n"
                "Choose another base port, or end that program."
            )


def find_free_block(start: int = 15000, avoid: Iterable[int] = ()) -> int:
    """Return the first base port from `start` on whose whole block is free and apart from the blocks at `avoid`.

    Raises OpenStackLabError if there is none below 65536.
    """
    reserved = {port for base in avoid for port in cloud_ports(base).values()}
    for base in range(max(start, MIN_PORT), MAX_PORT - BLOCK_SIZE + 2, BLOCK_SIZE):
        block = cloud_ports(base).values()
        if reserved.isdisjoint(block) and all(is_free(port) for port in block):
            return base
    raise OpenStackLabError(f"No {BLOCK_SIZE} free ports in a row from {start} on.\nEnd what listens there.")
