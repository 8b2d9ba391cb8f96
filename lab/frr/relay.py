"""Passes logins on: from loopback addresses of this machine to the routers' management addresses in their network.

The listening sockets are opened on loopback before the process enters the namespace of the management network, so that
nothing of the lab can be reached from another machine, while a router that cuts its own management port cannot be
reached from here either.
"""

import asyncio
import ctypes
import json
import os
import socket
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from lab.frr.namespaces import NAMESPACES
from lab.frr.wiring import SSH_PORT

_NEW_NETWORK = 0x40000000
"""CLONE_NEWNET of setns(2)."""
_CONNECT_SECONDS = 5.0
_CHUNK = 65536


def relay(spec: Mapping[str, str | dict[str, str]], ready: Path) -> None:
    """Listen where the spec says, enter its namespace and pass connections on until the process is ended."""
    doors = spec["routers"]
    if not isinstance(doors, dict):
        raise TypeError("routers of the spec is no mapping")
    sockets = {address: _listen(place) for place, address in doors.items()}
    _enter(str(spec["namespace"]))
    asyncio.run(_serve(sockets, ready))


def _listen(place: str) -> socket.socket:
    host, _, port = place.rpartition(":")
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    opened.bind((host, int(port)))
    opened.listen(64)
    return opened


def _enter(namespace: str) -> None:
    # os.setns() came with Python 3.12.
    library = ctypes.CDLL(None, use_errno=True)
    handle = os.open(NAMESPACES / namespace, os.O_RDONLY)
    try:
        if library.setns(handle, _NEW_NETWORK) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), namespace)
    finally:
        os.close(handle)


async def _serve(sockets: Mapping[str, socket.socket], ready: Path) -> None:
    servers = [
        await asyncio.start_server(partial(_pass_on, address), sock=opened) for address, opened in sockets.items()
    ]
    await asyncio.to_thread(ready.touch)
    await asyncio.gather(*(server.serve_forever() for server in servers))


async def _pass_on(address: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            far_reader, far_writer = await asyncio.open_connection(address, SSH_PORT)
    except (OSError, TimeoutError):
        writer.close()
        return
    await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy until either end closes; then the other is closed too."""
    try:
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    except OSError:
        return
    finally:
        writer.close()


def main(arguments: list[str]) -> None:
    """Run with the path of the spec."""
    path = Path(arguments[0])
    relay(json.loads(path.read_text(encoding="utf-8")), path.with_name("ready"))
