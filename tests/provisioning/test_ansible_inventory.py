"""The generated Ansible inventory: variables, groups, and what cannot be told apart."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning.ansible_inventory import AnsibleHost, AnsibleInventoryInvalid, ansible_inventory, group_name

HOST = AnsibleHost(
    name="tianfu-a01-s01",
    address="10.0.0.1",
    port=22,
    username="sddc",
    site="tianfu",
    rack="a01",
    pool="big-data",
    zone="retail",
    labels={"disk": "nvme"},
    variables={"sddc_feeds": ["pdu-a", "pdu-b"]},
)


def test_a_host_has_its_connection_its_place_and_its_own_variables() -> None:
    inventory = ansible_inventory([HOST])
    assert inventory["all"]["hosts"]["tianfu-a01-s01"] == {
        "ansible_host": "10.0.0.1",
        "ansible_port": 22,
        "ansible_user": "sddc",
        "sddc_site": "tianfu",
        "sddc_rack": "a01",
        "sddc_pool": "big-data",
        "sddc_zone": "retail",
        "sddc_labels": {"disk": "nvme"},
        "sddc_feeds": ["pdu-a", "pdu-b"],
    }


def test_hosts_are_grouped_by_site_rack_pool_and_zone() -> None:
    other = replace(HOST, name="gaoxin-a01-s01", site="gaoxin", pool=None, zone=None)
    children = ansible_inventory([HOST, other])["all"]["children"]
    assert {group: list(of_group["hosts"]) for group, of_group in children.items()} == {
        "pool_big_data": ["tianfu-a01-s01"],
        "rack_gaoxin_a01": ["gaoxin-a01-s01"],
        "rack_tianfu_a01": ["tianfu-a01-s01"],
        "site_gaoxin": ["gaoxin-a01-s01"],
        "site_tianfu": ["tianfu-a01-s01"],
        "zone_retail": ["tianfu-a01-s01"],
    }


def test_own_variables_win() -> None:
    host = replace(HOST, variables={"ansible_host": "192.0.2.9"})
    assert ansible_inventory([host])["all"]["hosts"][HOST.name]["ansible_host"] == "192.0.2.9"


@pytest.mark.parametrize(
    ("hosts", "message"),
    [
        ([HOST, HOST], "Two hosts are named tianfu-a01-s01."),
        (
            [HOST, replace(HOST, name="b", pool="big.data")],
            "pool big.data and pool big-data would both be the Ansible group pool_big_data.",
        ),
        (
            [replace(HOST, name="site_tianfu")],
            "site_tianfu would be both a host and a group in the Ansible inventory.",
        ),
        ([replace(HOST, name="all")], "all would be both a host and a group in the Ansible inventory."),
    ],
)
def test_what_cannot_be_told_apart_is_refused(hosts: list[AnsibleHost], message: str) -> None:
    with pytest.raises(AnsibleInventoryInvalid) as raised:
        ansible_inventory(hosts)
    assert str(raised.value) == message


@given(st.text())
def test_every_group_name_is_one_that_ansible_accepts(name: str) -> None:
    assert group_name("pool", name).isascii()
    assert group_name("pool", name).isidentifier()


@given(st.permutations([replace(HOST, name=f"s{number}", rack=f"a{number % 3}") for number in range(6)]))
def test_the_order_of_the_hosts_does_not_matter(hosts: list[AnsibleHost]) -> None:
    expected = ansible_inventory(sorted(hosts, key=lambda host: host.name))
    assert json.dumps(ansible_inventory(hosts)) == json.dumps(expected)
