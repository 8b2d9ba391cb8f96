"""The edge to OpenStack against servers that are down, broken, silent or another user's."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from provisioning.cloud import CloudRefused, CloudService, CloudUnavailable, OpenStackCloud
from provisioning.cloud_errors import api_message
from provisioning.pools import PoolController
from tests.provisioning.bank import bank

PASSWORD = "Secret-7041"
Answer = tuple[int, str]
Answers = Callable[[str, str], Answer | None]
"""Method and path → status and body; None: never answer."""


@contextmanager
def serving(answers: Answers) -> Iterator[str]:
    """Serve on loopback for the time of the test."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = answers(self.command, self.path)
            if answer is None:
                over.wait(10)
                self.close_connection = True
                return
            status, body = answer
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("X-Subject-Token", "token")
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Be silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def clouds_yaml(directory: Path, url: str, **extra: object) -> Path:
    auth = {"auth_url": f"{url}/v3", "username": "admin", "password": PASSWORD, "project_name": "admin"}
    domains = {"user_domain_id": "default", "project_domain_id": "default"}
    entry: dict[str, Any] = {"auth": {**auth, **domains}, "region_name": "RegionOne", **extra}
    path = directory / "clouds.yaml"
    path.write_text(json.dumps({"clouds": {"tianfu": entry}}))
    return path


def keystone(url_of: Callable[[], str], services: tuple[str, ...], otherwise: Answers) -> Answers:
    """Answer as Keystone does, with a catalog of these services at the same address."""

    def answers(method: str, path: str) -> Answer | None:
        url = url_of()
        if (method, path.rstrip("/")) == ("GET", "/v3"):
            links = [{"rel": "self", "href": f"{url}/v3/"}]
            return 200, json.dumps({"version": {"id": "v3.14", "status": "stable", "links": links}})
        if path == "/v3/auth/tokens":
            endpoint = {"interface": "public", "region": "RegionOne", "region_id": "RegionOne", "id": "e"}
            paths = {"identity": "/v3", "compute": "/compute/v2.1", "placement": "/placement", "network": "/network"}
            catalog = [
                {"type": name, "name": name, "id": name, "endpoints": [{**endpoint, "url": url + paths[name]}]}
                for name in services
            ]
            user = {"id": "u", "name": "admin", "domain": {"id": "default", "name": "Default"}}
            project = {"id": "p", "name": "admin", "domain": {"id": "default", "name": "Default"}}
            times = {"expires_at": "2036-01-01T00:00:00.000000Z", "issued_at": "2026-01-01T00:00:00.000000Z"}
            token = {
                "methods": ["password"],
                "user": user,
                "project": project,
                "catalog": catalog,
                "roles": [],
                **times,
            }
            return 201, json.dumps({"token": token})
        return version_document(url, path) or otherwise(method, path)

    return answers


def version_document(url: str, path: str) -> Answer | None:
    """Answer what openstacksdk asks before it uses a service; Neutron is not asked."""
    dates = {"status": "CURRENT", "min_version": "1.0"}
    if path.rstrip("/") == "/compute/v2.1":
        links = [{"rel": "self", "href": f"{url}/compute/v2.1/"}]
        return 200, json.dumps({"version": {**dates, "id": "v2.1", "version": "2.100", "links": links}})
    if path.rstrip("/") == "/placement":
        links = [{"rel": "self", "href": ""}]
        return 200, json.dumps({"versions": [{**dates, "id": "v1.0", "max_version": "1.39", "links": links}]})
    return None


ALL = ("identity", "compute", "placement", "network")


def survey_message(path: Path, timeout_seconds: float = 1.0) -> str:
    """Plan against the cloud of the file and return the one thing that is said about it."""
    pools = PoolController(bank(), lambda name: OpenStackCloud(name, path, timeout_seconds))
    survey = pools.plan()
    assert survey.changes == ()
    assert [str(one.address) for one in survey.unknown] == ["cloud/tianfu/tianfu"]
    assert PASSWORD not in survey.unknown[0].message
    assert "\n" not in survey.unknown[0].message
    return survey.unknown[0].message


ERROR_401 = json.dumps({"error": {"code": 401, "message": "The request you have made requires authentication."}})


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((401, ERROR_401), "Cloud tianfu does not accept the login (HTTP 401"),
        ((401, ERROR_401), "The request you have made requires authentication. Check `auth` of tianfu in clouds.yaml"),
        ((500, "<html>Internal Server Error</html>"), "Cloud tianfu failed (HTTP 500"),
        ((503, "down for maintenance"), "Cloud tianfu failed (HTTP 503"),
        ((200, "<html>Welcome to nginx!</html>"), "answers with something that is not OpenStack's API"),
        ((200, '{"hello": "world"}'), "answers with something that is not OpenStack's API"),
        ((404, "nothing here"), "Check"),
        (None, "Cloud tianfu does not answer in time"),
    ],
)
def test_a_login_that_goes_wrong_is_one_clear_message(tmp_path: Path, answer: Answer | None, expected: str) -> None:
    with serving(lambda *_: answer) as url:
        message = survey_message(clouds_yaml(tmp_path, url))
    assert expected in message
    assert message.endswith("Nothing of the pools at tianfu could be looked at.")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((401, ERROR_401), "does not accept the login (HTTP 401 for"),
        (
            (500, json.dumps({"computeFault": {"code": 500, "message": "Unexpected API Error."}})),
            "Unexpected API Error.",
        ),
        ((200, "<html>proxy</html>"), "not OpenStack's API"),
        ((200, "[]"), "is not a JSON object"),
        ((200, "{}"), "without roles"),
        ((403, json.dumps({"forbidden": {"message": "Policy doesn't allow it."}})), "needs the role admin"),
        (None, "does not answer in time"),
    ],
)
def test_a_service_that_goes_wrong_after_the_login_is_one_clear_message(
    tmp_path: Path, answer: Answer | None, expected: str
) -> None:
    url = ""
    with serving(keystone(lambda: url, ALL, lambda *_: answer)) as address:
        url = address
        message = survey_message(clouds_yaml(tmp_path, url))
    assert expected in message


@pytest.mark.parametrize("missing", ["compute", "placement"])
def test_a_service_that_is_missing_in_the_catalog_is_named(tmp_path: Path, missing: str) -> None:
    url = ""

    def services(_: str, path: str) -> Answer:
        key = path.partition("?")[0].rpartition("/")[2]
        return 200, json.dumps({key: [{"id": "r", "name": "member"}] if key == "roles" else []})

    with serving(keystone(lambda: url, tuple(name for name in ALL if name != missing), services)) as address:
        url = address
        message = survey_message(clouds_yaml(tmp_path, url))
    assert "Cloud tianfu lacks a service that works" in message
    assert f"{missing} service" in message


@pytest.mark.parametrize(
    ("status", "expected"), [(401, "does not accept the login (HTTP 401"), (500, "failed (HTTP 500")]
)
def test_a_login_that_keystone_refuses_is_one_clear_message(tmp_path: Path, status: int, expected: str) -> None:
    url = ""
    inner = keystone(lambda: url, ALL, lambda *_: (500, ""))

    def refusing(method: str, path: str) -> Answer | None:
        return (status, ERROR_401) if path == "/v3/auth/tokens" else inner(method, path)

    with serving(refusing) as address:
        url = address
        message = survey_message(clouds_yaml(tmp_path, url))
    assert f"Cloud tianfu {expected}" in message
    assert "The request you have made requires authentication." in message


def test_a_service_whose_versions_cannot_be_read_does_not_work(tmp_path: Path) -> None:
    url = ""
    inner = keystone(lambda: url, ALL, lambda *_: (500, ""))

    def broken(method: str, path: str) -> Answer | None:
        return (502, "bad gateway") if path.startswith("/placement") else inner(method, path)

    with serving(broken) as address:
        url = address
        message = survey_message(clouds_yaml(tmp_path, url))
    assert "Cloud tianfu lacks a service that works" in message
    assert "placement" in message


def test_nobody_listens(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
        assert "Cloud tianfu cannot be reached" in survey_message(clouds_yaml(tmp_path, url))


def test_a_silent_cloud_costs_its_time_outs_and_no_more(tmp_path: Path) -> None:
    began = time.monotonic()
    with serving(lambda *_: None) as url:
        survey_message(clouds_yaml(tmp_path, url), timeout_seconds=0.5)
    assert time.monotonic() - began < 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"clouds": {"gaoxin": {}}}', "Cloud tianfu is not set up: Cloud tianfu was not found."),
        ('{"clouds": {"tianfu": {}}}', "is not set up"),
        ("clouds: [", "is not set up"),
        ("", "is not set up"),
    ],
)
def test_a_cloud_that_is_not_described_is_not_set_up(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "clouds.yaml"
    path.write_text(text)
    assert expected in survey_message(path)


def test_pages_are_followed(tmp_path: Path) -> None:
    url = ""
    pages = {
        "/compute/v2.1/flavors/detail?is_public=None": {
            "flavors": [{"id": "1"}],
            "flavors_links": [{"rel": "next", "href": "http://elsewhere/flavors/detail?is_public=None&marker=1"}],
        },
        "/compute/v2.1/flavors/detail?is_public=None&marker=1": {"flavors": [{"id": "2"}]},
    }

    def services(_: str, path: str) -> Answer:
        return 200, json.dumps(pages[path])

    with serving(keystone(lambda: url, ALL, services)) as address:
        url = address
        cloud = OpenStackCloud("tianfu", clouds_yaml(tmp_path, url), 2.0)
        assert cloud.read_all(CloudService.COMPUTE, "/flavors/detail?is_public=None", "flavors") == (
            {"id": "1"},
            {"id": "2"},
        )


def test_a_refusal_holds_the_words_of_the_api(tmp_path: Path) -> None:
    url = ""
    body = json.dumps({"NeutronError": {"type": "VlanIdInUse", "message": "The VLAN 110 is in use.", "detail": ""}})
    with serving(keystone(lambda: url, ALL, lambda *_: (409, body))) as address:
        url = address
        cloud = OpenStackCloud("tianfu", clouds_yaml(tmp_path, url), 2.0)
        with pytest.raises(
            CloudRefused, match=r"refused POST network /networks \(HTTP 409\): The VLAN 110 is in use"
        ) as caught:
            cloud.write("POST", CloudService.NETWORK, "/networks", {"network": {}})
    assert caught.value.status == 409


def test_the_login_is_made_once_for_many_threads(tmp_path: Path) -> None:
    url = ""
    logins: list[str] = []

    def services(*_: str) -> Answer:
        return 200, json.dumps({"roles": []})

    inner = keystone(lambda: url, ALL, services)

    def counted(method: str, path: str) -> Answer | None:
        if path == "/v3/auth/tokens":
            logins.append(path)
        return inner(method, path)

    with serving(counted) as address:
        url = address
        cloud = OpenStackCloud("tianfu", clouds_yaml(tmp_path, url), 5.0)
        threads = [threading.Thread(target=cloud.read, args=(CloudService.IDENTITY, "/roles")) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(logins) == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"itemNotFound": {"code": 404, "message": "Host x could not be found."}}', "Host x could not be found."),
        ('{"errors": [{"status": 409, "detail": "There was a\\n\\n conflict"}]}', "There was a conflict"),
        ("", "no explanation."),
        ("{}", "no explanation."),
        ("<html>" + "x" * 300, "<html>" + "x" * 114 + " …"),
    ],
)
def test_api_messages(body: str, expected: str) -> None:
    assert api_message(body) == expected


def test_unavailable_is_what_a_caller_catches(tmp_path: Path) -> None:
    with pytest.raises(CloudUnavailable):
        OpenStackCloud("tianfu", tmp_path / "none.yaml").operator()
