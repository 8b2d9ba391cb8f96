"""How each service is imported and how its WSGI application is made, as its own project does for WSGI servers."""

import importlib
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from control_plane.description import Description


@dataclass(frozen=True, slots=True)
class Program:
    """One service: what to import before the fork, and what makes its application after it."""

    preload: Callable[[], None]
    make: Callable[[Description], Callable]


def point_to_configuration(service: str, cloud: Description) -> None:
    """Tell the service where its configuration is; each reads variables of its own name."""
    os.environ[f"OS_{service.upper()}_CONFIG_DIR"] = str(cloud.configuration(service))
    if service == "neutron":
        os.environ["OS_NEUTRON_CONFIG_FILES"] = "neutron.conf"
    if service == "nova":
        os.environ["OS_NOVA_CONFIG_FILES"] = f"{Path(sys.prefix) / 'etc/nova/api-paste.ini'};nova.conf"


def _import(*names: str) -> None:
    for name in names:
        importlib.import_module(name)


def _preload_keystone() -> None:
    _import("keystone.server.flask.core", "keystone.server.backends", "keystone.api", "waitress")


def _make_keystone(cloud: Description) -> Callable:
    from keystone.server.flask import core

    configuration = cloud.configuration("keystone") / "keystone.conf"
    return core.initialize_application(name="public", config_files=[str(configuration)])


def _preload_placement() -> None:
    _import("placement.wsgi", "placement.deploy", "placement.handler", "keystonemiddleware.auth_token", "waitress")


def _make_placement(_: Description) -> Callable:
    from placement.wsgi import init_application

    return init_application()


def _preload_glance() -> None:
    _import("glance.common.wsgi_app", "glance.api.v2.router", "keystonemiddleware.auth_token", "waitress")
    _import("glance.db.sqlalchemy.api", "glance_store._drivers.filesystem")


def _make_glance(_: Description) -> Callable:
    from glance.common import wsgi_app

    return wsgi_app.init_app()


def _preload_neutron() -> None:
    _import("neutron.server", "neutron.server.api", "neutron.plugins.ml2.plugin", "neutron.api.v2.router", "waitress")
    _import("neutron.services.l3_router.l3_router_plugin", "neutron.services.qos.qos_plugin")
    _import("keystonemiddleware.auth_token", "neutron.db.migration.models.head", "neutron.pecan_wsgi.app")


def _make_neutron(_: Description) -> Callable:
    from neutron import policy, server
    from neutron.server import api

    application = server.boot_server(api.api_server, prog="neutron-api")
    # The first request would load the rules, and those that come meanwhile would be refused for lack of them.
    policy.init()
    return application


def _preload_nova() -> None:
    from nova import monkey_patch

    monkey_patch.patch(backend="threading")
    _import("nova.api.openstack.wsgi_app", "nova.api.openstack.compute", "nova.compute.manager", "nova.virt.fake")
    _import("nova.scheduler.manager", "nova.conductor.manager", "nova.objects", "keystonemiddleware.auth_token")
    _import("waitress", "os_vif", "nova.network.neutron", "nova.image.glance", "nova.scheduler.client.report")


def _make_nova(cloud: Description) -> Callable:
    from control_plane import hypervisor, nova_adjustments
    from control_plane.compute_hosts import ComputeHosts

    sizes = {host["name"]: host for host in cloud.hypervisors}
    hypervisor.register(sizes)
    nova_adjustments.install()
    from nova.api.openstack import wsgi_app

    application = wsgi_app.init_application("osapi_compute", "nova-api-os-compute")
    hosts = ComputeHosts(cloud, sizes)
    threading.Thread(target=hosts.run, name="compute-hosts", daemon=True).start()
    return application


PROGRAMS = {
    "keystone": Program(_preload_keystone, _make_keystone),
    "placement": Program(_preload_placement, _make_placement),
    "glance": Program(_preload_glance, _make_glance),
    "neutron": Program(_preload_neutron, _make_neutron),
    "nova": Program(_preload_nova, _make_nova),
}
