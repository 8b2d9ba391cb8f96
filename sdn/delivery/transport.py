"""Command lines of devices over SSH: the only place that knows netmiko."""

import json
import logging
import re
import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sdn.delivery.command_line import CommandLineFacts

if TYPE_CHECKING:
    import paramiko
    from netmiko.base_connection import BaseConnection

_PROMPT = re.compile(r"(?:^|[\r\n])([^\s#>()]+)((?:\([^\r\n]*\))?[#>]) ?$")
_ECHO = re.compile(r"^[^\s#>()]+(?:\([^\r\n]*\))?[#>] ?(.*)$")
_SETTLED_SECONDS = 0.3
"""How long a prompt with an unexpected host name must stand before it is taken for one."""
_LINES_AT_ONCE = 100
_LONGEST_PROMPT = 200


@dataclass(frozen=True, slots=True)
class DeviceAccess:
    """How to log in to one device."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    known_hosts: Path | None = None
    """An OpenSSH known_hosts file; when given, a device whose key is not in it is not talked to."""
    connect_seconds: float = 10.0
    answer_seconds: float = 60.0
    """How long one command may take."""


class DeviceUnreachable(Exception):  # noqa: N818 - a state of the world, not a fault of ours
    """The device cannot be talked to; the message is a plain reason."""

    def __init__(self, access: DeviceAccess, reason: str) -> None:
        self.reason = reason
        super().__init__(f"{access.host}:{access.port}: {reason}")


class DeviceRejected(Exception):  # noqa: N818 - as above
    """The device refused a line; `message` is what it answered."""

    def __init__(self, line: str, message: str) -> None:
        self.line = line
        self.message = message
        super().__init__(f"{message} (at {line!r})" if line else message)

    @property
    def means_missing(self) -> bool:
        """Whether it refused to show a file because there is none (ENOENT): nothing was ever saved."""
        return "no such file" in self.message.lower()


class DeviceSession(Protocol):
    """One login."""

    def run(self, command: str) -> str:
        """Return the answer to one command; raises DeviceRejected or DeviceUnreachable."""

    def run_json(self, command: str) -> Mapping[str, object]:
        """Return the answer to a command that answers in JSON; raises as `run`."""

    def push(self, lines: Sequence[str]) -> None:
        """Type lines into the candidate configuration that is open; raises DeviceRejected for the first refusal."""


class LinuxShell(Protocol):
    """One login to the Linux under a device's command line."""

    def execute(self, command: str, text: str = "") -> str:
        """Run a command with `text` as its input; raises DeviceRejected when it fails, or DeviceUnreachable."""


class Transport(Protocol):
    """Logs in to devices."""

    def session(self, access: DeviceAccess, command_line: CommandLineFacts) -> AbstractContextManager[DeviceSession]:
        """Open one login, always a new connection, closed at the end; raises DeviceUnreachable."""

    def shell(self, access: DeviceAccess) -> AbstractContextManager[LinuxShell]:
        """Open one login to a Linux shell, likewise; raises DeviceUnreachable."""

    def close(self) -> None:
        """Break whatever is open, from any thread, for good; sessions in use and later ones raise DeviceUnreachable."""


class NetmikoTransport:
    """SSH by netmiko's connection classes, with one round trip for what netmiko takes one per line."""

    def __init__(self) -> None:
        self._open: set[_NetmikoSession | _NetmikoShell] = set()
        self._lock = threading.Lock()
        self._is_closed = False

    @contextmanager
    def session(self, access: DeviceAccess, command_line: CommandLineFacts) -> Iterator[DeviceSession]:
        """Open one login, always a new connection, closed at the end; raises DeviceUnreachable."""
        session = _NetmikoSession(access, command_line)
        with self._kept(session, access):
            session.prepare()
            yield session

    @contextmanager
    def shell(self, access: DeviceAccess) -> Iterator[LinuxShell]:
        """Open one login to a Linux shell, likewise; raises DeviceUnreachable."""
        shell = _NetmikoShell(access)
        with self._kept(shell, access):
            yield shell

    @contextmanager
    def _kept(self, login: "_NetmikoSession | _NetmikoShell", access: DeviceAccess) -> Iterator[None]:
        with self._lock:
            self._open.add(login)
            is_closed = self._is_closed
        try:
            if is_closed:
                # It was on its way in when everything was to end; nobody would ever end it again.
                raise DeviceUnreachable(access, "the command was interrupted")
            yield
        finally:
            with self._lock:
                self._open.discard(login)
            login.close()

    def close(self) -> None:
        """Break whatever is open, from any thread, for good; sessions in use and later ones raise DeviceUnreachable."""
        with self._lock:
            self._is_closed = True
            sessions = tuple(self._open)
        for session in sessions:
            session.close()


class _NetmikoSession:
    """One login; every answer is read up to the prompt, woken by the device, never by a clock."""

    def __init__(self, access: DeviceAccess, command_line: CommandLineFacts) -> None:
        self._access = access
        self._command_line = command_line
        self._errors = re.compile("|".join(f"(?:{pattern})" for pattern in command_line.error_patterns) or r"(?!)")
        self._host = ""
        self._heard = ""
        self._connection, self._channel = _connect(access, command_line.netmiko_device_type)

    def prepare(self) -> None:
        """Read the greeting and set the terminal up; enters privileged mode where the login did not."""
        greeting = self._read_to_prompt("")
        for command in self._command_line.terminal_setup:
            self.run(command)
        if self._command_line.privilege is not None and greeting.rstrip().endswith(">"):
            self.run(self._command_line.privilege)

    def run(self, command: str) -> str:
        """Return the answer to one command."""
        self._write(command)
        answer = _answer(self._read_to_prompt(re.escape(command)), command)
        refusal = next((line for line in answer.splitlines() if self._errors.search(line)), None)
        if refusal is not None:
            raise DeviceRejected(command, refusal.strip())
        return answer

    def run_json(self, command: str) -> Mapping[str, object]:
        """Return the answer to a command that answers in JSON."""
        answer = self.run(command)
        try:
            data = json.loads(answer)
        except ValueError as error:
            raise DeviceRejected(command, f"the answer is not JSON: {answer[:80]!r}") from error
        if not isinstance(data, dict):
            raise DeviceRejected(command, "the answer is JSON, but no object")
        return data

    def push(self, lines: Sequence[str]) -> None:
        """Type lines in bulk, each lot ended by a random comment, and look at every answer."""
        for start in range(0, len(lines), _LINES_AT_ONCE):
            mark = f"{self._command_line.comment} {secrets.token_hex(6)}"
            self._write("\n".join([*lines[start : start + _LINES_AT_ONCE], mark]))
            try:
                self._refuse(self._read_to_prompt(rf"[#>] ?{re.escape(mark)}"), lines[start].strip())
            except DeviceUnreachable:
                # A section that was refused is not entered, so that the `exit` behind it may end the login itself.
                self._refuse(self._heard, lines[start].strip())
                raise

    def close(self) -> None:
        """End the connection, from any thread."""
        _hang_up(self._connection)

    def _refuse(self, transcript: str, first: str = "") -> None:
        """Raise DeviceRejected for the first refusal; the prompt of the `first` line was shown before it was typed."""
        typed = first
        for line in transcript.replace("\r", "").split("\n"):
            echo = _ECHO.match(line)
            if echo:
                typed = echo.group(1).strip()
            elif self._errors.search(line):
                raise DeviceRejected(typed, line.strip())

    def _write(self, text: str) -> None:
        try:
            self._channel.sendall((text + "\n").encode())
        except OSError as error:
            raise DeviceUnreachable(self._access, "the connection was lost") from error

    def _read_to_prompt(self, echo: str) -> str:
        """Read until the device has shown the pattern `echo` and waits for input again."""
        text = ""
        deadline = time.monotonic() + self._access.answer_seconds
        while True:
            prompt = _PROMPT.search(text, max(0, len(text) - _LONGEST_PROMPT))
            if prompt is not None and re.search(echo, text) is None:
                prompt = None
            if prompt is not None and self._host in {"", prompt.group(1)}:
                self._host = prompt.group(1)
                return text
            self._heard = text
            more = self._receive(_SETTLED_SECONDS if prompt is not None else deadline - time.monotonic())
            if more:
                text += more
            elif prompt is not None:
                self._host = prompt.group(1)
                return text
            else:
                seconds = round(self._access.answer_seconds)
                raise DeviceUnreachable(self._access, f"no prompt came within {seconds} s")

    def _receive(self, seconds: float) -> str:
        """Return what has come, or nothing after so many seconds."""
        if seconds <= 0:
            return ""
        try:
            self._channel.settimeout(seconds)
            data = self._channel.recv(65536)
        except TimeoutError:
            return ""
        except OSError as error:
            raise DeviceUnreachable(self._access, "the connection was lost") from error
        if not data:
            raise DeviceUnreachable(self._access, "the device closed the connection")
        text = data.decode(errors="replace")
        return self._connection.strip_ansi_escape_codes(text) if "\x1b" in text else text


class _NetmikoShell:
    """One login to Linux; every command has a channel, and with it an exit status, of its own."""

    def __init__(self, access: DeviceAccess) -> None:
        self._access = access
        self._connection, self._channel = _connect(access, "linux")

    def execute(self, command: str, text: str = "") -> str:
        """Run a command with `text` as its input."""
        import paramiko

        try:
            channel = self._channel.get_transport().open_session(timeout=self._access.connect_seconds)
            with channel:
                channel.settimeout(self._access.answer_seconds)
                channel.exec_command(command)
                channel.sendall(text.encode())
                channel.shutdown_write()
                answer = channel.makefile("rb").read().decode(errors="replace")
                complaint = channel.makefile_stderr("rb").read().decode(errors="replace")
                status = channel.recv_exit_status()
        except TimeoutError as error:
            seconds = round(self._access.answer_seconds)
            raise DeviceUnreachable(self._access, f"no answer came within {seconds} s") from error
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise DeviceUnreachable(self._access, "the connection was lost") from error
        if status:
            said = (complaint or answer).strip().splitlines() or [f"exit status {status}"]
            raise DeviceRejected(command, said[-1])
        return answer

    def close(self) -> None:
        """End the connection, from any thread."""
        _hang_up(self._connection)


def _answer(transcript: str, command: str) -> str:
    """Cut off what stands up to the echo of the command, and the prompt."""
    lines = transcript.replace("\r", "").partition(command)[2].split("\n")
    return "\n".join(lines[1:-1])


def _connect(access: DeviceAccess, device_type: str) -> "tuple[BaseConnection, paramiko.Channel]":
    import paramiko
    from netmiko import ConnectHandler
    from netmiko.exceptions import NetmikoAuthenticationException, NetmikoBaseException

    _quieten("paramiko")
    if access.known_hosts is not None and not access.known_hosts.is_file():
        raise DeviceUnreachable(access, f"there is no known_hosts file {access.known_hosts}")
    connection = ConnectHandler(
        device_type=device_type,
        host=access.host,
        port=access.port,
        username=access.username,
        password=access.password,
        ssh_strict=access.known_hosts is not None,
        alt_host_keys=access.known_hosts is not None,
        alt_key_file=str(access.known_hosts or ""),
        conn_timeout=access.connect_seconds,
        banner_timeout=access.connect_seconds,
        auth_timeout=access.connect_seconds,
        auto_connect=False,
    )
    try:
        connection.establish_connection()
    except NetmikoAuthenticationException as error:
        connection.disconnect()
        raise DeviceUnreachable(access, "wrong user or password") from error
    except (NetmikoBaseException, paramiko.SSHException, OSError, EOFError) as error:
        connection.disconnect()
        raise DeviceUnreachable(access, _reason(error, access)) from error
    channel = connection.remote_conn
    if not isinstance(channel, paramiko.Channel):
        connection.disconnect()
        raise DeviceUnreachable(access, "no SSH channel was opened")
    return connection, channel


def _hang_up(connection: "BaseConnection") -> None:
    """Close at once, without the questions to the device that netmiko would ask before."""
    import paramiko

    # What is closed by the device in this moment cannot be told so.
    with suppress(OSError, EOFError, paramiko.SSHException):
        connection.paramiko_cleanup()
    connection.disconnect()


def _reason(error: BaseException, access: DeviceAccess) -> str:
    """Describe in plain words why no connection came about; the cause stands behind netmiko's own exception."""
    import socket

    import paramiko

    cause = error.__context__ if isinstance(error.__context__, Exception) else error
    if isinstance(cause, paramiko.ssh_exception.NoValidConnectionsError):
        cause = next(iter(cause.errors.values()), cause)
    reasons: tuple[tuple[type[BaseException], str], ...] = (
        (paramiko.BadHostKeyException, "its host key is not the one in the known_hosts file"),
        (socket.gaierror, "the host name is unknown"),
        (ConnectionRefusedError, "connection refused"),
        (TimeoutError, f"timed out after {access.connect_seconds:g} s"),
        (OSError, (getattr(cause, "strerror", None) or "the connection was lost").lower()),
    )
    for kind, reason in reasons:
        if isinstance(cause, kind):
            return reason
    if "known_hosts" in str(cause):
        return "its host key is not in the known_hosts file"
    return "it does not answer as an SSH server"


def _quieten(logger: str) -> None:
    """Keep a library that logs tracebacks from its own threads off the screen; handlers that are set still get them."""
    log = logging.getLogger(logger)
    if not log.handlers:
        log.addHandler(logging.NullHandler())
