"""What the service processes are given about their cloud."""

import json
from dataclasses import asdict

from lab.openstack.configuration import HEARTBEAT_SECONDS, service_urls
from lab.openstack.layout import CloudLayout
from lab.openstack.ports import ADDRESS, cloud_ports
from lab.openstack.services import SERVICES
from lab.openstack.specification import CloudSpec


def write_description(spec: CloudSpec, layout: CloudLayout, password: str) -> None:
    """Write a cloud's description where its services look for it, closed to other users like everything there."""
    layout.description.write_text(json.dumps(describe(spec, password), indent=1) + "\n")


def describe(spec: CloudSpec, password: str) -> dict[str, object]:
    """Return the description of a cloud as JSON values."""
    return {
        "region": spec.region,
        "address": ADDRESS,
        "ports": cloud_ports(spec.base_port),
        "urls": service_urls(spec),
        "catalog": {service.name: [service.kind, service.path] for service in SERVICES},
        "threads": {service.name: service.threads for service in SERVICES},
        "databases": {service.name: list(service.databases) for service in SERVICES},
        "password": password,
        "heartbeat_seconds": HEARTBEAT_SECONDS,
        "hypervisors": [asdict(hypervisor) for hypervisor in spec.hypervisors],
    }
