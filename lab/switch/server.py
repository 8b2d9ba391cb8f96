"""The SSH side of the switches: one listener each, in one asyncio loop."""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import asyncssh

from lab.switch.console import Console, EmulatedSwitch, Reply

Consoles = Callable[[EmulatedSwitch, str], Console]
"""Opens a terminal on a switch for a user."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_ERASE = ("\b", "\x7f")
_INTERRUPT, _END_OF_INPUT = "\x03", "\x04"
_LOGIN_TIMEOUT_SECONDS = 60
_DOOR_SECONDS = 0.1


class SwitchTerminal(asyncssh.SSHServerSession[str]):
    """A shell or a single command on one switch."""

    def __init__(self, connection: "SwitchConnection") -> None:
        self._connection = connection
        self._cli = connection.consoles(connection.device, connection.user)
        self._channel: asyncssh.SSHServerChannel[str] | None = None
        self._buffer = ""
        self._waiting: deque[str] = deque()
        self._is_busy = False

    def connection_made(self, chan: asyncssh.SSHServerChannel[str]) -> None:
        """Keep the channel that answers go to."""
        self._channel = chan

    def pty_requested(self, term_type: str, term_size: object, term_modes: object) -> bool:  # noqa: ARG002
        """Give a terminal to whoever asks for one."""
        return True

    def shell_requested(self) -> bool:
        """Give a shell."""
        return True

    def exec_requested(self, command: str) -> bool:
        """Carry out the lines of one command, then close the channel."""
        asyncio.get_running_loop().call_soon(self._execute, command)
        return True

    def session_started(self) -> None:
        """Show the first prompt of a shell."""
        if self._channel is not None and self._channel.get_command() is None:
            self._write(self._cli.prompt)

    def _execute(self, command: str) -> None:
        answers = [self._cli.answer(line).text for line in command.splitlines()]
        self._write("".join(f"{answer}\n" for answer in answers if answer))
        failed = any(self._cli.failed(answer) for answer in answers)
        if self._channel is not None and not self._channel.is_closing() and not self._connection.is_cut:
            self._channel.exit(1 if failed else 0)
        self._connection.check()

    def data_received(self, data: str, datatype: asyncssh.DataType) -> None:  # noqa: ARG002
        """Echo what is typed and carry out every line that is complete."""
        self._waiting.extend(part for part in re.split(r"(\r\n|\r|\n)", data) if part)
        if not self._is_busy:
            self._work()

    def _work(self) -> None:
        """Take what was typed piece by piece; after a line that must wait, go on later."""
        self._is_busy = False
        while self._waiting:
            piece = self._waiting.popleft()
            if not _LINE_END.fullmatch(piece):
                self._type(piece)
                continue
            line, self._buffer = self._buffer, ""
            self._write("\n")
            delay = self._connection.device.answer_delay
            if delay:
                self._is_busy = True
                asyncio.get_running_loop().call_later(delay, self._answer_later, line)
                return
            if not self._answer(line):
                return

    def _answer_later(self, line: str) -> None:
        if self._answer(line):
            self._work()

    def _answer(self, line: str) -> bool:
        """Answer one line; False when nothing can follow."""
        if self._channel is None or self._channel.is_closing():
            return False
        reply: Reply = self._cli.answer(line)
        if reply.closes:
            self._channel.exit(0)
            return False
        self._write((f"{reply.text}\n" if reply.text else "") + self._cli.prompt)
        return self._connection.check()

    def _type(self, piece: str) -> None:
        if piece == _END_OF_INPUT and self._channel is not None:
            self._channel.exit(0)
        elif _INTERRUPT in piece:
            self._buffer = ""
            self._write("^C\n" + self._cli.prompt)
        elif any(mark in piece for mark in _ERASE):
            for letter in piece:
                self._buffer = self._buffer[:-1] if letter in _ERASE else self._buffer + letter
                self._write("\b \b" if letter in _ERASE else letter)
        else:
            self._buffer += piece
            self._write(piece)

    def _write(self, text: str) -> None:
        if self._channel is not None and not self._channel.is_closing() and not self._connection.is_cut:
            self._channel.write(text.replace("\n", "\r\n"))


class SwitchConnection(asyncssh.SSHServer):
    """One SSH connection to one switch."""

    def __init__(self, device: EmulatedSwitch, consoles: Consoles) -> None:
        self.device = device
        self.consoles = consoles
        self.user = ""
        self.is_cut = False
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Keep the connection, or drop it at once when the switch cannot be reached."""
        self._connection = conn
        if self.check():
            self.device.on_change.append(self._changed)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Forget the connection."""
        self._connection = None
        if self._changed in self.device.on_change:
            self.device.on_change.remove(self._changed)

    def begin_auth(self, username: str) -> bool:
        """Ask everybody for a password."""
        self.user = username
        return True

    def password_auth_supported(self) -> bool:
        """Let passwords be tried."""
        return True

    def validate_password(self, username: str, password: str) -> bool:
        """Tell whether user name and password are right on this switch now."""
        return self.device.accounts.is_reachable and self.device.accounts.admits(username, password)

    def session_requested(self) -> SwitchTerminal:
        """Open a terminal."""
        return SwitchTerminal(self)

    def check(self) -> bool:
        """Cut the connection, as a lost route would, when the switch can no longer be reached."""
        if self.device.accounts.is_reachable:
            return True
        if self._connection is not None:
            self._connection.abort()
        self.is_cut = True
        return False

    def _changed(self) -> None:
        self.check()


class Doors:
    """The listeners of all switches: shut while a switch cannot be reached, open again once it can."""

    def __init__(self, devices: Iterable[EmulatedSwitch], consoles: Consoles, key: asyncssh.SSHKey) -> None:
        self._devices = tuple(devices)
        self._consoles = consoles
        self._key = key
        self._open: dict[str, asyncssh.SSHAcceptor] = {}
        for device in self._devices:
            device.on_change.append(partial(self._shut_if_unreachable, device))

    async def open(self) -> None:
        """Listen for every switch that can be reached and is not listened for."""
        for device in self._devices:
            self._shut_if_unreachable(device)
            if device.spec.name not in self._open and device.accounts.is_reachable:
                self._open[device.spec.name] = await self._listen(device)

    async def attend(self) -> None:
        """Open, for ever, the doors of switches that can be reached again."""
        while True:
            await asyncio.sleep(_DOOR_SECONDS)
            await self.open()

    def close(self) -> None:
        """Stop listening."""
        for acceptor in self._open.values():
            acceptor.close()
        self._open.clear()

    def _shut_if_unreachable(self, device: EmulatedSwitch) -> None:
        if device.spec.name in self._open and not device.accounts.is_reachable:
            self._open.pop(device.spec.name).close()

    async def _listen(self, device: EmulatedSwitch) -> asyncssh.SSHAcceptor:
        return await asyncssh.create_server(
            lambda: SwitchConnection(device, self._consoles),
            device.spec.address,
            device.spec.port,
            server_host_keys=[self._key],
            login_timeout=_LOGIN_TIMEOUT_SECONDS,
            agent_forwarding=False,
            compression_algs=["none"],
            line_editor=False,
            gss_host=None,
            reuse_address=True,
            backlog=64,
        )


def host_key(path: Path) -> asyncssh.SSHKey:
    """Return the key that all switches of a lab show, made once and kept."""
    if path.exists():
        return asyncssh.read_private_key(str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    key = asyncssh.generate_private_key("ssh-ed25519")
    path.touch(mode=0o600)
    key.write_private_key(str(path))
    return key
