"""The services' configuration files, as data: which file holds which sections and options."""

import configparser
import io
from collections.abc import Mapping
from pathlib import Path

from lab.openstack.layout import CloudLayout
from lab.openstack.ports import ADDRESS, cloud_ports
from lab.openstack.specification import CloudSpec

Options = dict[str, str]
Sections = dict[str, Options]

HEARTBEAT_SECONDS = 5
SERVICE_DOWN_SECONDS = 30
"""A hypervisor that was silent for so long counts as down."""
MIN_RESOURCE_INTERVAL_SECONDS = 60
SCHEDULER_FILTERS = (
    "ComputeFilter",
    "ComputeCapabilitiesFilter",
    "ImagePropertiesFilter",
    "ServerGroupAntiAffinityFilter",
    "ServerGroupAffinityFilter",
    "AggregateInstanceExtraSpecsFilter",
    "AggregateMultiTenancyIsolation",
    "SameHostFilter",
    "DifferentHostFilter",
)
QUIET: Options = {"driver": "noop"}


def service_urls(spec: CloudSpec) -> dict[str, str]:
    """Return the address of each service, without the path that the catalog adds."""
    return {name: f"http://{ADDRESS}:{port}" for name, port in cloud_ports(spec.base_port).items()}


def database_url(layout: CloudLayout, name: str) -> str:
    """Return a database's URL; a writer waits up to 60 s for another one to end."""
    return f"sqlite:///{layout.databases / name}.db?timeout=60"


def configuration_files(spec: CloudSpec, layout: CloudLayout, environment: Path, password: str) -> dict[str, Sections]:
    """Return every configuration file of a cloud, by its path below the cloud's configuration folder.

    `environment` is the virtual environment of the services, which brings their paste pipelines.
    """
    identity = _Identity(service_urls(spec)["keystone"] + "/v3", spec.region, password)
    return {
        "keystone/keystone.conf": _keystone(layout),
        "placement/placement.conf": _placement(layout, identity),
        "glance/glance-api.conf": _glance(layout, identity, environment),
        "neutron/neutron.conf": _neutron(spec, layout, identity, environment),
        "nova/nova.conf": _nova(spec, layout, identity, environment),
    }


def write_configuration(files: Mapping[str, Sections], folder: Path) -> None:
    """Write configuration files below `folder`."""
    for name, sections in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_ini(sections))


def as_ini(sections: Sections) -> str:
    """Return sections as the text of an INI file; names keep their case, `%` means itself."""
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_dict(sections)
    text = io.StringIO()
    parser.write(text)
    return text.getvalue()


class _Identity:
    """How one service proves to the others who it is."""

    def __init__(self, auth_url: str, region: str, password: str) -> None:
        self._auth_url = auth_url
        self._region = region
        self._password = password

    def as_user(self, user: str) -> Options:
        return {
            "auth_type": "password",
            "auth_url": self._auth_url,
            "username": user,
            "password": self._password,
            "project_name": "service",
            "user_domain_id": "default",
            "project_domain_id": "default",
            "region_name": self._region,
            "interface": "public",
            "valid_interfaces": "public",
        }

    def token_checks(self, user: str) -> Options:
        return self.as_user(user) | {
            "www_authenticate_uri": self._auth_url,
            "service_token_roles": "service",
            "service_token_roles_required": "true",
        }

    def client(self) -> Options:
        return {"region_name": self._region, "valid_interfaces": "public"}


def _defaults(layout: CloudLayout, service: str, **options: str) -> Options:
    return {"log_file": str(layout.log(service)), "use_stderr": "false", "debug": "false", **options}


def _database(layout: CloudLayout, name: str) -> Options:
    # The files are thrown away with the cloud: nothing is gained by waiting for the disk.
    return {
        "connection": database_url(layout, name),
        "sqlite_synchronous": "false",
        "max_pool_size": "20",
        "max_overflow": "200",
    }


def _locks(layout: CloudLayout) -> Options:
    return {"lock_path": str(layout.root / "locks")}


def _keystone(layout: CloudLayout) -> Sections:
    fernet = {"key_repository": str(layout.keys / "fernet")}
    return {
        "DEFAULT": _defaults(layout, "keystone", max_token_size="255"),  # noqa: S106 - a length
        "database": _database(layout, "keystone"),
        "token": {"provider": "fernet", "expiration": "86400"},
        "fernet_tokens": fernet,
        "fernet_receipts": fernet,
        "credential": {"key_repository": str(layout.keys / "credential")},
        "identity": {"password_hash_rounds": "4"},
        "cache": {"enabled": "true", "backend": "oslo_cache.dict"},
        "oslo_messaging_notifications": QUIET,
    }


def _placement(layout: CloudLayout, identity: _Identity) -> Sections:
    return {
        "DEFAULT": _defaults(layout, "placement"),
        "placement_database": _database(layout, "placement"),
        "api": {"auth_strategy": "keystone"},
        "keystone_authtoken": identity.token_checks("placement"),
    }


def _glance(layout: CloudLayout, identity: _Identity, environment: Path) -> Sections:
    def store(folder: str) -> Options:
        return {"filesystem_store_datadir": str(layout.root / folder)}

    return {
        "DEFAULT": _defaults(layout, "glance", enabled_backends="lab:file"),
        "database": _database(layout, "glance"),
        "glance_store": {"default_backend": "lab"},
        "lab": store("images"),
        "os_glance_staging_store": store("staging"),
        "os_glance_tasks_store": store("tasks"),
        "paste_deploy": {"flavor": "keystone", "config_file": str(environment / "etc/glance/glance-api-paste.ini")},
        "oslo_concurrency": _locks(layout),
        "oslo_messaging_notifications": QUIET,
        "keystone_authtoken": identity.token_checks("glance"),
    }


def _neutron(spec: CloudSpec, layout: CloudLayout, identity: _Identity, environment: Path) -> Sections:
    defaults = _defaults(
        layout,
        "neutron",
        core_plugin="ml2",
        transport_url="mem:///",
        service_plugins="router,qos,network_ip_availability",
        api_paste_config=str(environment / "etc/neutron/api-paste.ini"),
        state_path=str(layout.root / "neutron"),
        auth_strategy="keystone",
        notify_nova_on_port_status_changes="true",
        notify_nova_on_port_data_changes="true",
        dhcp_agent_notification="false",
        # Fabrics carry jumbo frames; Neutron refuses networks above the MTU that it believes the wires have.
        global_physnet_mtu="9216",
    )
    vlans, vnis = spec.vlan_range, spec.tenant_vni_range
    return {
        "DEFAULT": defaults,
        "ml2": {
            "type_drivers": "local,flat,vlan,vxlan",
            "tenant_network_types": "vxlan",
            "mechanism_drivers": "any_host",
            "extension_drivers": "port_security,qos",
        },
        "ml2_type_flat": {"flat_networks": "*"},
        "ml2_type_vlan": {"network_vlan_ranges": f"{spec.physical_network}:{vlans[0]}:{vlans[1]}"},
        "ml2_type_vxlan": {"vni_ranges": f"{vnis[0]}:{vnis[1]}"},
        "database": _database(layout, "neutron"),
        "oslo_concurrency": _locks(layout),
        "oslo_messaging_notifications": QUIET,
        "nova": identity.as_user("nova"),
        "placement": identity.as_user("placement"),
        "keystone_authtoken": identity.token_checks("neutron"),
    }


def _nova(spec: CloudSpec, layout: CloudLayout, identity: _Identity, environment: Path) -> Sections:
    user = identity.as_user("nova")
    return {
        "DEFAULT": _nova_defaults(len(spec.hypervisors), layout),
        "api": {"auth_strategy": "keystone", "response_validation": "ignore"},
        "wsgi": {"api_paste_config": str(environment / "etc/nova/api-paste.ini")},
        "api_database": _database(layout, "nova_api"),
        "database": _database(layout, "nova_cell1"),
        "scheduler": {"max_placement_results": "1000"},
        "filter_scheduler": {
            "shuffle_best_same_weighed_hosts": "true",
            "enabled_filters": ",".join(SCHEDULER_FILTERS),
        },
        "compute": {"live_migration_wait_for_vif_plug": "false", "resource_provider_association_refresh": "300"},
        "image_cache": {"manager_interval": "-1"},
        "vnc": {"enabled": "false"},
        "glance": identity.client(),
        "cinder": {"os_region_name": spec.region},
        "placement": user,
        "neutron": user,
        "service_user": user | {"send_service_user_token": "true"},
        "oslo_concurrency": _locks(layout),
        "oslo_messaging_notifications": QUIET,
        "keystone_authtoken": identity.token_checks("nova"),
    }


def _nova_defaults(hypervisors: int, layout: CloudLayout) -> Options:
    return _defaults(
        layout,
        "nova",
        host="control-plane",
        transport_url="mem:///",
        compute_driver="sized.SizedFakeDriver",
        state_path=str(layout.root / "nova"),
        instances_path=str(layout.root / "nova" / "instances"),
        report_interval=str(HEARTBEAT_SECONDS),
        service_down_time=str(SERVICE_DOWN_SECONDS),
        # Many hypervisors share one process: the more there are, the less often each looks at itself.
        update_resources_interval=str(max(MIN_RESOURCE_INTERVAL_SECONDS, hypervisors * 2)),
        sync_power_state_interval="-1",
        heal_instance_info_cache_interval="-1",
        bandwidth_poll_interval="0",
        rpc_response_timeout="120",
        max_concurrent_builds="32",
        default_green_pool_size="200",
    )
