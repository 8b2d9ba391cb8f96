"""How clients reach a cloud: the content of its `clouds.yaml`."""

import json
from collections.abc import Mapping
from pathlib import Path

from inventory.file_writing import write_whole
from lab.openstack.configuration import service_urls
from lab.openstack.specification import CloudSpec


def cloud_entry(spec: CloudSpec, password: str) -> dict[str, object]:
    """Return the entry of a cloud, to stand below `clouds: NAME:`; its administrator, scoped to project `admin`."""
    return {
        "region_name": spec.region,
        "interface": "public",
        "identity_api_version": 3,
        "auth": {
            "auth_url": service_urls(spec)["keystone"] + "/v3",
            "username": "admin",
            "password": password,
            "project_name": "admin",
            "user_domain_id": "default",
            "project_domain_id": "default",
        },
    }


def write_clouds_yaml(clouds: Mapping[str, object], path: Path) -> None:
    """Write `clouds.yaml`, readable by its owner alone. JSON is YAML, and nobody edits it by hand."""
    write_whole(path, json.dumps({"clouds": clouds}, indent=2) + "\n")
