"""Requests to a running cloud's hypervisors: the client of the control socket."""

import json
import os
import socket
from collections.abc import Mapping

from lab.openstack.failure import OpenStackLabError
from lab.openstack.layout import CloudLayout

TIMEOUT_SECONDS = 120.0


def request(layout: CloudLayout, operation: str, **arguments: object) -> tuple[str, ...]:
    """Ask for an operation on the hypervisors and return the names of those that run afterwards.

    Raises OpenStackLabError if the cloud does not run or refuses.
    """
    answer = _exchange(layout, {"operation": operation, **arguments})
    if "error" in answer:
        raise OpenStackLabError(f"The cloud in {layout.root} refused to {operation} a hypervisor: {answer['error']}.")
    running = answer["running"]
    if not isinstance(running, list):
        raise OpenStackLabError(f"The cloud in {layout.root} gave an answer that cannot be read.")
    return tuple(running)


def _exchange(layout: CloudLayout, question: Mapping[str, object]) -> dict[str, object]:
    try:
        folder = os.open(layout.run, os.O_PATH)
    except FileNotFoundError:
        raise _not_running(layout) from None
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(TIMEOUT_SECONDS)
            # A socket's address is limited to 107 bytes; this way around, the path may be as long as it likes.
            connection.connect(f"/proc/self/fd/{folder}/{layout.control_socket.name}")
            with connection.makefile("rw") as stream:
                stream.write(json.dumps(question) + "\n")
                stream.flush()
                answer = json.loads(stream.readline())
    except (OSError, ValueError):
        raise _not_running(layout) from None
    finally:
        os.close(folder)
    return dict(answer)


def _not_running(layout: CloudLayout) -> OpenStackLabError:
    return OpenStackLabError(f"The cloud in {layout.root} does not answer.\nStart it first, or again.")
