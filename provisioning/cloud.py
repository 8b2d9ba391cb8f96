"""The edge to OpenStack: its REST API behind four methods, by openstacksdk.

The kinds of resource speak the published API (docs.openstack.org/api-ref) with explicit microversions, so that the
number of requests is what one reads in the code. openstacksdk does what is hard to do well: clouds.yaml, login and
renewal of tokens, the catalog, discovery of endpoints and versions, retries.
"""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

from provisioning.cloud_errors import (
    HTTP_SERVER_ERROR,
    HTTP_UNAUTHORIZED,
    CloudRefused,
    CloudUnavailable,
    refusal,
    translated,
)

if TYPE_CHECKING:
    from keystoneauth1.identity.base import BaseIdentityPlugin
    from openstack.connection import Connection
    from requests import Response

__all__ = [
    "Cloud",
    "CloudRefused",
    "CloudService",
    "CloudUnavailable",
    "Method",
    "OpenStackCloud",
    "Operator",
    "Record",
]

Record = Mapping[str, Any]
"""An object of the API, as JSON has it."""
Method = Literal["POST", "PUT", "PATCH", "DELETE"]

TIMEOUT_SECONDS = 30.0
"""For each request, where clouds.yaml sets no api_timeout."""
RETRIES = 1
"""Of a request that got no connection or HTTP 503; with one second between."""


class CloudService(StrEnum):
    """The services of OpenStack that are used, by their types in the catalog."""

    IDENTITY = "identity"
    COMPUTE = "compute"
    PLACEMENT = "placement"
    NETWORK = "network"


MICROVERSIONS: Mapping[CloudService, str] = {
    CloudService.COMPUTE: "2.64",  # flavors with description (2.55) and extra specs (2.61), server group rules (2.64)
    CloudService.PLACEMENT: "1.22",  # providers by required and forbidden traits
}


@dataclass(frozen=True, slots=True)
class Operator:
    """Whom the cloud takes the tool for."""

    user_id: str
    domain_id: str
    """Where projects are made: the domain of the operator's own project."""


class Cloud(Protocol):
    """One OpenStack cloud; every method is thread-safe, has a time-out, raises CloudUnavailable and CloudRefused."""

    @property
    def name(self) -> str:
        """Its name in clouds.yaml."""

    def operator(self) -> Operator:
        """Log in if need be and say as whom."""

    def read(self, service: CloudService, path: str) -> Record:
        """Read one object."""

    def read_all(self, service: CloudService, path: str, key: str) -> tuple[Record, ...]:
        """List a collection, which stands below `key` in the answer; follows its pages."""

    def write(
        self,
        method: Method,
        service: CloudService,
        path: str,
        body: Record | None = None,
        project_id: str | None = None,
    ) -> Record:
        """Change something, if `project_id` is given with a token of that project; {} where nothing is answered."""


class OpenStackCloud:
    """A cloud of clouds.yaml; logs in on first use and keeps the login."""

    def __init__(self, name: str, clouds_yaml: Path | None = None, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._name = name
        self._clouds_yaml = clouds_yaml
        self._timeout_seconds = timeout_seconds
        self._lock = threading.Lock()
        self._connections: dict[str | None, Connection] = {}

    @property
    def name(self) -> str:
        """Its name in clouds.yaml."""
        return self._name

    def operator(self) -> Operator:
        """Log in if need be and say as whom."""
        with translated(self._name, ""):
            session = self._connection(None).session
            access = cast("BaseIdentityPlugin", session.auth).get_access(session)
        return Operator(access.user_id or "", access.project_domain_id or access.user_domain_id or "default")

    def read(self, service: CloudService, path: str) -> Record:
        """Read one object."""
        return self._request("GET", service, path, None, None)

    def read_all(self, service: CloudService, path: str, key: str) -> tuple[Record, ...]:
        """List a collection, which stands below `key` in the answer; follows its pages."""
        found: list[Record] = []
        while path:
            page = self.read(service, path)
            if not isinstance(page.get(key), list):
                raise CloudUnavailable(f"Cloud {self._name}: {service} answered GET {_bare(path)} without {key}.")
            found.extend(page[key])
            path = _next_page(path, page, key) if page[key] else ""
        return tuple(found)

    def write(
        self,
        method: Method,
        service: CloudService,
        path: str,
        body: Record | None = None,
        project_id: str | None = None,
    ) -> Record:
        """Change something, if `project_id` is given with a token of that project; {} where nothing is answered."""
        return self._request(method, service, path, body, project_id)

    def connection(self) -> "Connection":
        """Return the connection of openstacksdk for whoever reads the cloud in another way; logs in if need be."""
        with translated(self._name, ""):
            return self._connection(None)

    def _request(
        self, method: str, service: CloudService, path: str, body: Record | None, project_id: str | None
    ) -> Record:
        where = f"{method} {service} {_bare(path)}"
        with translated(self._name, where):
            adapter = getattr(self._connection(project_id), service)
            response: Response = adapter.request(
                path, method, json=body, microversion=MICROVERSIONS.get(service), raise_exc=False
            )
        if response.status_code >= 400:  # noqa: PLR2004 - where HTTP's errors begin
            raise refusal(self._name, where, response.status_code, response.text)
        if not response.content.strip():
            return {}
        with translated(self._name, where):
            answer = response.json()
        if not isinstance(answer, dict):
            raise CloudUnavailable(f"Cloud {self._name}: the answer to {where} is not a JSON object.")
        return answer

    def _connection(self, project_id: str | None) -> "Connection":
        """Return the connection for a project; everything lazy in it is made here, under a lock."""
        with self._lock:
            if project_id not in self._connections:
                if None not in self._connections:
                    self._connections[None] = self._connect()
                if project_id is not None:
                    other = self._connections[None].connect_as_project({"id": project_id})
                    self._connections[project_id] = _prepared(other, self._name)
            return self._connections[project_id]

    def _connect(self) -> "Connection":
        from openstack.config import OpenStackConfig
        from openstack.connection import Connection

        _silence_libraries()
        files = None if self._clouds_yaml is None else [str(self._clouds_yaml)]
        region = OpenStackConfig(config_files=files, app_name="sddc").get_one(cloud=self._name)
        region.config["api_timeout"] = float(region.config.get("api_timeout") or self._timeout_seconds)
        for service in CloudService:
            for setting in ("connect_retries", "status_code_retries"):
                region.config.setdefault(f"{service}_{setting}", RETRIES)
            for setting in ("connect_retry_delay", "status_code_retry_delay"):
                region.config.setdefault(f"{service}_{setting}", 1.0)
        return _prepared(Connection(config=region), self._name)


def _silence_libraries() -> None:
    """Keep the libraries' warnings off the terminal of a program that has set up no logging: the errors say it all."""
    for name in ("keystoneauth", "openstack"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def _prepared(connection: "Connection", name: str) -> "Connection":
    """Make the login and the adapters, which openstacksdk makes lazily and without a lock."""
    _require_identity_service(connection, name)
    connection.session.get_token()  # authorize() would hide the status of the answer
    for service in CloudService:
        getattr(connection, service)
    return connection


def _require_identity_service(connection: "Connection", name: str) -> None:
    """Ask for Keystone's versions before the login does, and raise what the answer deserves.

    keystoneauth (5.18) waits for ever when that request is answered with 401: it repeats it with a token, and takes the
    lock for that which the login holds already.
    """
    url = connection.config.get_auth_args().get("auth_url")
    if url:
        response = connection.session.get(url, authenticated=False, raise_exc=False)
        if response.status_code == HTTP_UNAUTHORIZED or response.status_code >= HTTP_SERVER_ERROR:
            raise refusal(name, f"GET {url}", response.status_code, response.text)


def _bare(path: str) -> str:
    return path.partition("?")[0]


def _next_page(path: str, page: Record, key: str) -> str:
    """Return the path of the next page, or nothing: Nova and Neutron link it as {key}_links, Keystone in links."""
    links = page.get(f"{key}_links") or []
    href = next((link["href"] for link in links if link.get("rel") == "next"), None)
    if href is None and isinstance(page.get("links"), dict):
        href = page["links"].get("next")
    return f"{_bare(path)}?{href.partition('?')[2]}" if isinstance(href, str) else ""
