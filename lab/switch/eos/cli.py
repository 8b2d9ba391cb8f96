"""The command line of a switch: its prompts, its modes, and what it answers to a line."""

import json
from collections.abc import Callable
from functools import cache

from lab.switch.console import Reply
from lab.switch.eos.device import CandidateSession, EosSwitch
from lab.switch.eos.pipes import apply_filter
from lab.switch.eos.show import COMMANDS as SHOW_COMMANDS
from lab.switch.eos.show.ask import Ask, ShowCommand
from lab.switch.fabric import EmulatedFabric
from twin.dialects.eos.editor import Editor, parse
from twin.dialects.eos.pattern import Command, Match, RefusedLine, WordNode, Words, compile_mode, match

_SESSION_PROMPT_LENGTH = 6
_EXEC = (
    "enable", "disable", "exit", "quit", "logout",
    "terminal length {0-32767}", "terminal width {10-32767}", "terminal [no] monitor",
    "configure [terminal]",
    "configure session", "configure session {name}",
    "configure session {name} commit [timer {timer}]", "configure session {name} abort",
    "configure checkpoint save {name}", "configure checkpoint restore {name}",
    "configure replace {word}",
    "write [memory]", "copy running-config startup-config", "reload now",
)  # fmt: skip
_CONFIGURE = ("end", "exit", "do {text}")
_SESSION = ("commit [timer {timer}]", "abort", "rollback clean-config")


@cache
def _tree(name: str) -> WordNode:
    lines = {"exec": _EXEC, "configure": _CONFIGURE, "session": _SESSION}[name]
    return compile_mode(Command(line) for line in lines)


@cache
def _show_tree() -> tuple[WordNode, dict[str, ShowCommand]]:
    commands = {command.pattern: command for command in SHOW_COMMANDS}
    return compile_mode(Command(pattern) for pattern in commands), commands


class EosConsole:
    """One terminal on one switch."""

    def __init__(self, device: EosSwitch, fabric: EmulatedFabric, user: str) -> None:
        self.device = device
        self.fabric = fabric
        self.user = user
        self.editor: Editor | None = None
        self.session: CandidateSession | None = None

    @property
    def prompt(self) -> str:
        """Return the prompt: host name, then the session and the section in brackets."""
        if self.editor is None:
            return f"{self.device.hostname}#"
        parts = ["config"]
        if self.session:
            parts.append(f"s-{self.session.name[:_SESSION_PROMPT_LENGTH]}")
        if self.editor.prompt:
            parts.append(self.editor.prompt)
        return f"{self.device.hostname}({'-'.join(parts)})#"

    def failed(self, answer: str) -> bool:
        """Tell whether an answer is a refusal."""
        return answer.startswith("% ")

    def answer(self, text: str) -> Reply:
        """Carry out one line."""
        line = text.strip()
        if not line or line.startswith("!"):
            return Reply()
        if line.split()[0] == "show":
            return Reply(self._show(line))
        if self.editor is None:
            return self._exec(line)
        return self._configure(line)

    def _show(self, line: str) -> str:
        command, *pipes = [part.strip() for part in line.split(" | ")]
        root, commands = _show_tree()
        found = match(root, Words.of(command))
        if isinstance(found, RefusedLine) or found.command is None:
            return found.message if isinstance(found, RefusedLine) else "% Incomplete command"
        ask = Ask(self.device, self.fabric, found.values, found.line, self.session, self.user)
        show = commands[found.command.pattern]
        if pipes and pipes[0] == "json":
            if show.data is None:
                return "% This is an unconverted command"
            text, pipes = json.dumps(show.data(ask), indent=4), pipes[1:]
        elif show.text is None:
            return "% The emulator knows this command only with '| json'"
        else:
            text = show.text(ask)
        for pipe in pipes:
            filtered = apply_filter(text, pipe)
            if filtered is None:
                return f"% Invalid input (at token {len(Words.of(command).words) + 1}: '{pipe.split()[0]}')"
            text = filtered
        return text

    def _exec(self, line: str) -> Reply:
        found = match(_tree("exec"), Words.of(line))
        if isinstance(found, RefusedLine):
            return Reply(found.message)
        words = found.line.split()
        if words[0] in ("exit", "quit", "logout"):
            return Reply(closes=True)
        handlers: dict[str, Callable[[Match], str]] = {
            "terminal": self._terminal,
            "configure": self._enter_configuration,
            "write": self._save,
            "copy": self._save,
            "reload": self._reload,
        }
        handler = handlers.get(words[0])
        return Reply(handler(found)) if handler else Reply()

    def _terminal(self, found: Match) -> str:
        words = found.line.split()
        if words[1] == "width":
            return f"Width set to {words[2]} columns."
        if words[1] == "length":
            return "Pagination disabled." if words[2] == "0" else f"Pagination set to {words[2]} lines."
        return ""

    def _save(self, _: Match) -> str:
        self.device.save()
        return "Copy completed successfully."

    def _reload(self, _: Match) -> str:
        self.device.reload()
        return ""

    def _enter_configuration(self, found: Match) -> str:
        words = found.line.split()
        handlers: dict[str, Callable[[Match], str]] = {
            "session": self._session,
            "checkpoint": self._checkpoint,
            "replace": self._replace,
        }
        if len(words) > 1 and words[1] in handlers:
            return handlers[words[1]](found)
        self.editor, self.session = self.device.running_editor(), None
        return ""

    def _session(self, found: Match) -> str:
        words = found.line.split()
        name = found.values[0] if found.values else f"sess-{len(self.device.sessions) + 1}"
        action = words[3] if len(words) > 3 else ""  # noqa: PLR2004
        if action == "abort":
            return self.device.abort(name)
        if action == "commit" and len(found.values) == 1:
            return self.device.confirm(name)
        if action == "commit":
            return self._commit_named(name, _seconds(found.values[1]))
        session = self.device.open_session(name)
        if isinstance(session, str):
            return session
        self.session, self.editor = session, self.device.session_editor(session)
        return ""

    def _commit_named(self, name: str, seconds: int) -> str:
        session = self.device.sessions.get(name)
        return self.device.commit(session, seconds) if session else f"% Session {name} does not exist"

    def _checkpoint(self, found: Match) -> str:
        name = found.values[0]
        if found.line.split()[2] == "save":
            self.device.checkpoints[name] = self.device.running.copy()
            return ""
        if name not in self.device.checkpoints:
            return f"% Checkpoint {name} does not exist"
        return self.device.replace(self.device.checkpoints[name])

    def _replace(self, found: Match) -> str:
        source = found.values[0]
        if source == "startup-config":
            return self.device.replace(parse(self.device.startup, self.device.ports)[0])
        checkpoint = self.device.checkpoints.get(source.removeprefix("checkpoint:"))
        if not source.startswith("checkpoint:") or checkpoint is None:
            return f"% Error opening {source} (No such file or directory)"
        return self.device.replace(checkpoint)

    def _configure(self, line: str) -> Reply:
        editor = self.editor
        if editor is None or (self.session and self.session.state != "pending"):
            self._leave()
            return Reply("% The session is no longer open")
        words = Words.of(line)
        found = match(_tree("configure"), words)
        if isinstance(found, Match) and words.words[0].lower() == found.line.split()[0]:
            return self._leave_or_do(found, editor)
        if self.session is not None:
            in_session = match(_tree("session"), words)
            if isinstance(in_session, Match):
                return Reply(self._end_session(in_session, self.session))
        answer = editor.enter(line)
        if self.session is None and not answer.startswith("%"):
            self.device.changed()
        return Reply(answer)

    def _leave_or_do(self, found: Match, editor: Editor) -> Reply:
        word = found.line.split()[0]
        if word == "do":
            if found.values[0].startswith("show"):
                return Reply(self._show(found.values[0]))
            return self._exec(found.values[0])
        if word == "end" or not editor.exit():
            self._leave()
        return Reply()

    def _end_session(self, found: Match, session: CandidateSession) -> str:
        if found.line == "rollback clean-config":
            self.device.clean_session(session)
            self.editor = self.device.session_editor(session)
            return ""
        if found.line == "abort":
            answer = self.device.abort(session.name)
        else:
            answer = self.device.commit(session, _seconds(found.values[0]) if found.values else None)
        if not answer:
            self._leave()
        return answer

    def _leave(self) -> None:
        self.editor = self.session = None


def _seconds(timer: str) -> int:
    hours, minutes, seconds = (int(part) for part in timer.split(":"))
    return hours * 3600 + minutes * 60 + seconds
