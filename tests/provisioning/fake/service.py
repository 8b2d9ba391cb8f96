"""What the fake services share: routes, refusals and checks of what is sent."""

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from provisioning.cloud import CloudRefused, Record

Handler = Callable[..., Record]


@dataclass
class Request:
    """One request, taken apart."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    project_id: str
    """Of the token."""

    @classmethod
    def of(cls, method: str, url: str, body: object, project_id: str) -> "Request":
        path, _, query = url.partition("?")
        return cls(method, unquote(path), dict(parse_qsl(query, keep_blank_values=True)), body, project_id)


class Refused(CloudRefused):
    """A refusal of a fake service."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"fake: HTTP {status}: {text}", status)


@dataclass
class FakeService:
    """A service with routes: 'GET /flavors/{}' → handler(request, part, …)."""

    routes: dict[str, Handler] = field(default_factory=dict)
    counter: int = 0

    def new_id(self, prefix: str) -> str:
        self.counter += 1
        return f"{prefix}-{self.counter}"

    def answer(self, request: Request) -> Record:
        for route, handler in self.routes.items():
            method, _, pattern = route.partition(" ")
            match = re.fullmatch(pattern.replace("{}", "([^/]+)"), request.path)
            if match and method == request.method:
                return handler(request, *match.groups())
        raise Refused(404, f"no such resource: {request.method} {request.path}")


def take(
    body: object, key: str, required: AbstractSet[str], optional: AbstractSet[str] = frozenset()
) -> dict[str, Any]:
    """Return body[key] if it has all the required keys and no unknown ones, else refuse as the APIs' schemas do."""
    inner = body.get(key) if isinstance(body, dict) and set(body) == {key} else None
    if not isinstance(inner, dict):
        raise Refused(400, f"the body must be an object with {key} alone: {body}")
    if missing := required - inner.keys():
        raise Refused(400, f"{sorted(missing)} is a required property")
    if unknown := inner.keys() - required - optional:
        raise Refused(400, f"additional properties are not allowed: {sorted(unknown)}")
    return inner


def found(rows: Mapping[str, dict[str, Any]], key: str) -> dict[str, Any]:
    """Return a row or refuse with 404."""
    if key not in rows:
        raise Refused(404, f"{key} could not be found")
    return rows[key]
