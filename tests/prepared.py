"""Commands that need not import for a second before they begin: each is a fork of a process that has imported it all.

A command so started is a process of its own in every other respect: group, folder, environment, streams, signals and
exit status. `python -m tests.prepared DESCRIPTOR MODULE…` is the process that imports and then forks; it ends once
nobody holds the other end of its socket any more.
"""

import gc
import json
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).parents[1]
MESSAGE_BYTES = 1 << 20


class Command:
    """A command that was started: what subprocess.Popen with text streams is, as far as tests use it."""

    def __init__(
        self, module: str, words: Sequence[object], folder: Path, environment: Mapping[str, str], forks: socket.socket
    ) -> None:
        self.args = (module, *map(str, words))
        self.returncode: int | None = None
        (out, far_out), (err, far_err) = os.pipe(), os.pipe()
        self._answers, far = socket.socketpair()
        request = {"words": self.args, "folder": str(folder), "environment": {**environment}}
        with far:
            socket.send_fds(forks, [json.dumps(request).encode()], [far.fileno(), far_out, far_err])
        os.close(far_out)
        os.close(far_err)
        self.stdout: TextIO = os.fdopen(out, encoding="utf-8")
        self.stderr: TextIO = os.fdopen(err, encoding="utf-8")
        self.pid = int(self._answers.recv(16))

    def send_signal(self, number: int) -> None:
        """Signal the process, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)

    def poll(self) -> int | None:
        """Return the exit status if it has ended."""
        return self._status(0)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status once it has ended; raises TimeoutExpired."""
        status = self._status(timeout)
        if status is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return status

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Return what it still says on stdout and stderr, once it has ended; raises TimeoutExpired."""
        said = {"out": "", "err": ""}

        def read(name: str, stream: TextIO) -> None:
            said[name] = stream.read()

        readers = [threading.Thread(target=read, args=pair) for pair in (("out", self.stdout), ("err", self.stderr))]
        for reader in readers:
            reader.daemon = True
            reader.start()
        self.wait(timeout)
        for reader in readers:
            reader.join(timeout)
        return said["out"], said["err"]

    def close(self) -> None:
        """Give its streams back; it has ended."""
        for stream in (self.stdout, self.stderr, self._answers):
            stream.close()

    def _status(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            self._answers.settimeout(timeout)
            try:
                self.returncode = int(self._answers.recv(16))
            except (BlockingIOError, TimeoutError):
                return None
        return self.returncode


@contextmanager
def prepared_commands(environment: Mapping[str, str], *modules: str) -> Iterator[socket.socket]:
    """Run the process that imports these modules and forks; yields what Command asks it through."""
    own, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with far:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.prepared", str(far.fileno()), *modules],
            cwd=ROOT,
            env={**environment},
            stdin=subprocess.DEVNULL,
            pass_fds=[far.fileno()],
            process_group=0,
        )
    try:
        yield own
    finally:
        own.close()
        process.wait(10)


def serve(requests: socket.socket) -> tuple[dict[str, object], list[int]] | None:
    """Fork for each request, and say pid and status; returns a request in the fork, and None when all is over."""
    running: dict[int, tuple[int, socket.socket]] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(requests, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is not requests:
                    selector.unregister(key.fileobj)
                    pid, answers = running.pop(key.fd)
                    _, status = os.waitpid(pid, 0)
                    os.close(key.fd)
                    answers.sendall(str(os.waitstatus_to_exitcode(status)).encode())
                    answers.close()
                    continue
                message, handles, _, _ = socket.recv_fds(requests, MESSAGE_BYTES, 3)
                if not message:
                    return None
                pid = os.fork()
                if pid == 0:
                    return json.loads(message), handles
                answers = socket.socket(fileno=handles[0])
                for handle in handles[1:]:
                    os.close(handle)
                watch = os.pidfd_open(pid)
                running[watch] = pid, answers
                selector.register(watch, selectors.EVENT_READ)
                answers.sendall(str(pid).encode())


def become(request: dict[str, object], handles: list[int]) -> None:
    """Make this fork what a fresh interpreter would be."""
    os.setpgid(0, 0)
    os.chdir(str(request["folder"]))
    os.environ.clear()
    os.environ.update(dict(request["environment"]))  # type: ignore[call-overload]
    answers, out, err = handles
    os.dup2(out, 1)
    os.dup2(err, 2)
    for handle in (answers, out, err):
        os.close(handle)
    sys.stdout = open(1, "w", encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    sys.argv = request["words"]  # type: ignore[assignment]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def main(descriptor: int, modules: Sequence[str]) -> None:
    """Import what takes long, then serve."""
    for name in modules:
        import_module(name)
    if threading.active_count() > 1:
        raise RuntimeError(f"a library has started threads, which a fork would lose: {threading.enumerate()}")
    gc.collect()
    gc.freeze()
    requests = socket.socket(fileno=descriptor)
    mine = serve(requests)
    requests.close()
    if mine is not None:
        become(*mine)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
