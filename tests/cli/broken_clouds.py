"""A port on loopback where a cloud should be: it refuses logins, fails, talks nonsense or says nothing at all."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PASSWORD = "Cloud-Pass-5582"
Answer = tuple[int, str]
REFUSED = json.dumps({"error": {"code": 401, "message": "The request you have made requires authentication."}})


class Broken(ThreadingHTTPServer):
    """Answers every request in the same way, but Keystone's version where a login is what goes wrong."""

    daemon_threads = True

    def __init__(self, answer: Answer | None, *, has_keystone: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer, self.has_keystone, self.over = answer, has_keystone, threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v3"

    def answer_to(self, method: str, path: str) -> Answer | None:
        if self.has_keystone and method == "GET" and path.rstrip("/") == "/v3":
            links = [{"rel": "self", "href": self.url}]
            return 200, json.dumps({"version": {"id": "v3.14", "status": "stable", "links": links}})
        return self.answer


class _Handler(BaseHTTPRequestHandler):
    server: Broken

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = self.server.answer_to(self.command, self.path)
        if answer is None:
            self.server.over.wait()
            self.close_connection = True
            return
        status, body = answer
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Be silent."""


@contextmanager
def serving(answer: Answer | None, *, has_keystone: bool = False) -> Iterator[str]:
    """Serve for the time of the test; gives the auth_url."""
    server = Broken(answer, has_keystone=has_keystone)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.url
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def write_clouds_yaml(path: Path, auth_url: str) -> None:
    domains = {"user_domain_id": "default", "project_domain_id": "default"}
    auth = {"auth_url": auth_url, "username": "admin", "password": PASSWORD, "project_name": "admin", **domains}
    entry = {"auth": auth, "region_name": "east", "api_timeout": 1}
    path.write_text(json.dumps({"clouds": {"east": entry}}))
