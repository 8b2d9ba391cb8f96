"""The service users and the catalog in Keystone, written through its own managers: no server needs to run for it."""

import uuid

from control_plane.description import Description

INTERFACES = ("public", "internal", "admin")


def create_service_users(cloud: Description, roles: tuple[str, ...]) -> None:
    """Give each service but Keystone a user with `roles` in project `service`, and an entry in the catalog."""
    from keystone.common import provider_api

    providers = provider_api.ProviderAPIs
    project_id = uuid.uuid4().hex
    project = {"id": project_id, "name": "service", "domain_id": "default", "enabled": True, "description": ""}
    providers.resource_api.create_project(project_id, project)
    for name, (kind, path) in cloud.catalog.items():
        if name == "keystone":
            continue
        user = providers.identity_api.create_user(
            {
                "name": name,
                "password": cloud.password,
                "domain_id": "default",
                "default_project_id": project_id,
                "enabled": True,
            }
        )
        for role in roles:
            providers.assignment_api.add_role_to_user_and_project(user["id"], project_id, role)
        _create_catalog_entry(providers.catalog_api, cloud, name, kind, cloud.urls[name] + path)


def _create_catalog_entry(catalog, cloud: Description, name: str, kind: str, url: str) -> None:
    service_id = uuid.uuid4().hex
    catalog.create_service(service_id, {"id": service_id, "name": name, "type": kind, "enabled": True})
    for interface in INTERFACES:
        endpoint_id = uuid.uuid4().hex
        endpoint = {
            "id": endpoint_id,
            "interface": interface,
            "url": url,
            "service_id": service_id,
            "region_id": cloud.region,
            "enabled": True,
        }
        catalog.create_endpoint(endpoint_id, endpoint)
