import configparser
import json
from pathlib import Path

import pytest

from lab.openstack.clouds_yaml import cloud_entry, write_clouds_yaml
from lab.openstack.configuration import as_ini, configuration_files, write_configuration
from lab.openstack.description import describe
from lab.openstack.layout import CloudLayout
from lab.openstack.services import SERVICES
from lab.openstack.specification import CloudSpec, LabHypervisor

SPEC = CloudSpec("east", "region-east", 15000, (LabHypervisor("node-1", 64, 262144, 4000, ("CUSTOM_A",)),))
ENVIRONMENT = Path("/environment")


def files(spec: CloudSpec = SPEC) -> dict[str, dict[str, dict[str, str]]]:
    return configuration_files(spec, CloudLayout(Path("/state/east")), ENVIRONMENT, "secret")


def test_every_service_has_one_file_in_a_folder_of_its_name() -> None:
    assert {name.split("/")[0] for name in files()} == {service.name for service in SERVICES}


def test_a_percent_sign_and_upper_case_survive_the_ini_format() -> None:
    text = as_ini({"DEFAULT": {"Option": "100%"}, "other": {"password": "%(x)s"}})
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    assert parser["DEFAULT"]["Option"] == "100%"
    assert parser["other"]["password"] == "%(x)s"


def test_the_configuration_is_written_below_the_folder(tmp_path: Path) -> None:
    write_configuration(files(), tmp_path)
    parser = configparser.RawConfigParser()
    parser.read(tmp_path / "neutron" / "neutron.conf")
    assert parser["ml2_type_vlan"]["network_vlan_ranges"] == "physnet1:1:4094"
    assert parser["nova"]["auth_url"] == "http://127.0.0.1:15000/v3"
    assert parser["nova"]["region_name"] == "region-east"


def test_no_address_but_loopback_and_no_broker_is_named() -> None:
    written = json.dumps(files())
    assert written.count("http://") == written.count("http://127.0.0.1:150")
    assert "rabbit" not in written


def test_each_database_is_configured_once() -> None:
    written = json.dumps(files())
    named = [name for service in SERVICES for name in service.databases]
    assert len(set(named)) == len(named)
    for name in set(named) - {"nova_cell0"}:  # reached through its cell mapping only
        assert written.count(f"sqlite:////state/east/databases/{name}.db") == 1


@pytest.mark.parametrize(("hypervisors", "seconds"), [(1, "60"), (200, "400")])
def test_many_hypervisors_look_at_themselves_less_often(hypervisors: int, seconds: str) -> None:
    nodes = tuple(LabHypervisor(f"node-{number}", 1, 1, 1) for number in range(hypervisors))
    nova = files(CloudSpec("east", "east", 15000, nodes))["nova/nova.conf"]
    assert nova["DEFAULT"]["update_resources_interval"] == seconds


def test_the_description_is_json_and_holds_the_hypervisors() -> None:
    described = json.loads(json.dumps(describe(SPEC, "secret")))
    assert described["hypervisors"] == [
        {"name": "node-1", "vcpus": 64, "memory_mb": 262144, "disk_gb": 4000, "traits": ["CUSTOM_A"]}
    ]
    assert described["urls"]["nova"] == "http://127.0.0.1:15004"
    assert described["catalog"]["nova"] == ["compute", "/v2.1"]


def test_clouds_yaml_is_for_its_owner_alone_also_over_an_open_one(tmp_path: Path) -> None:
    path = tmp_path / "clouds.yaml"
    path.write_text("{}")
    path.chmod(0o644)
    write_clouds_yaml({"east": cloud_entry(SPEC, "secret")}, path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text())["clouds"]["east"]["auth"]["auth_url"] == "http://127.0.0.1:15000/v3"
    assert [entry.name for entry in tmp_path.iterdir()] == ["clouds.yaml"]
