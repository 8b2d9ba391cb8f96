import socket
from collections.abc import Iterator

import pytest

from lab.openstack import OpenStackLabError, find_free_block
from lab.openstack.ports import BLOCK_SIZE, MAX_PORT, cloud_ports, is_free, require_free


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_keystone_has_the_base_port_and_the_others_follow() -> None:
    assert cloud_ports(15000) == {
        "keystone": 15000,
        "placement": 15001,
        "glance": 15002,
        "neutron": 15003,
        "nova": 15004,
    }


def test_a_port_with_a_listener_is_not_free(taken_port: int) -> None:
    assert not is_free(taken_port)


def test_a_port_is_free_again_when_its_listener_has_gone() -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as every server does
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            accepted, _ = listener.accept()
            accepted.close()  # the side that closes first keeps the port in TIME_WAIT
    assert is_free(port)


def test_the_error_names_the_port_the_cloud_and_the_service(taken_port: int) -> None:
    with pytest.raises(OpenStackLabError) as caught:
        require_free("east", {"glance": taken_port})
    assert f"Port {taken_port} is already taken" in str(caught.value)
    assert "east wants it for glance" in str(caught.value)


def test_a_free_block_passes_over_taken_ports_and_blocks_to_avoid(taken_port: int) -> None:
    first = find_free_block(taken_port - 1)
    assert taken_port not in cloud_ports(first).values()
    second = find_free_block(first, avoid=[first])
    assert set(cloud_ports(first).values()).isdisjoint(cloud_ports(second).values())
    third = find_free_block(first, avoid=[first - 1])
    assert set(cloud_ports(first - 1).values()).isdisjoint(cloud_ports(third).values())


def test_beyond_the_last_port_there_is_no_block() -> None:
    with pytest.raises(OpenStackLabError, match="No 5 free ports"):
        find_free_block(MAX_PORT - BLOCK_SIZE + 2)
