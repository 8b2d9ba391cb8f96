"""Requests from the project to the running hosts: one JSON object a connection on a Unix socket, one in return."""

import contextlib
import json
import os
import socket
from pathlib import Path

REQUEST_TIMEOUT_SECONDS = 10


class ControlSocket:
    """Answers `{"operation": "list"}` and ensure, add, stop, start and restart of a host."""

    def __init__(self, path: Path, hosts) -> None:
        self._path = path
        self._hosts = hosts

    def serve(self) -> None:
        """Answer for ever."""
        self._path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as server:
            os.chdir(self._path.parent)  # a socket's address is limited to 107 bytes, a path is not
            server.bind(self._path.name)
            server.listen()
            while True:
                connection, _ = server.accept()
                # One that asks nothing, or leaves before the answer, must not keep the others waiting.
                connection.settimeout(REQUEST_TIMEOUT_SECONDS)
                with contextlib.suppress(OSError), connection, connection.makefile("rw") as stream:
                    stream.write(json.dumps(self._answer(stream.readline())) + "\n")

    def _answer(self, request: str) -> dict:
        try:
            self._carry_out(json.loads(request))
            return {"running": self._hosts.names()}
        except Exception as error:  # whatever Nova raises is the answer
            return {"error": f"{type(error).__name__}: {error}"}

    def _carry_out(self, request: dict) -> None:
        operation = request["operation"]
        if operation == "add":
            self._hosts.add(request["hypervisor"])
        elif operation == "ensure":
            self._hosts.ensure(request["hypervisor"])
        elif operation == "stop":
            self._hosts.stop(request["name"])
        elif operation == "start":
            self._hosts.start(request["name"])
        elif operation == "restart":
            self._hosts.stop(request["name"])
            self._hosts.start(request["name"])
        elif operation != "list":
            raise ValueError(f"unknown operation {operation}")
