"""`show running-config`, `show startup-config`, sessions, their candidates and their differences."""

from lab.switch.eos.device import MAXIMUM_OPEN_SESSIONS, CandidateSession
from lab.switch.eos.show.ask import Ask, Json, ShowCommand, table
from twin.dialects.eos.tree import render

_COMPLETED_KEPT = 1


def _header(ask: Ask, command: str) -> list[str]:
    return [
        f"! Command: {command}",
        f"! device: {ask.device.hostname} ({ask.device.spec.model}, EOS-{ask.device.spec.version})",
        "!",
    ]


def _running(ask: Ask) -> str:
    return "\n".join([*_header(ask, ask.line), *ask.device.running_text(), "end"])


def _running_interfaces(ask: Ask) -> str:
    wanted = f"interface {ask.values[0]}"
    lines = ask.device.running_text()
    if wanted not in lines:
        return ""
    start = lines.index(wanted)
    end = next(number for number in range(start, len(lines)) if lines[number] == "!")
    return "\n".join(lines[start:end])


def _startup(ask: Ask) -> str:
    return "\n".join([*_header(ask, ask.line), ask.device.startup.strip()])


def _session(ask: Ask) -> CandidateSession | None:
    return ask.device.sessions.get(ask.values[0]) if ask.values else ask.session


def _candidate(ask: Ask) -> str:
    session = _session(ask)
    if session is None:
        return f"% Session {ask.values[0]} does not exist" if ask.values else "% Not currently in a session"
    return "\n".join([*_header(ask, ask.line), *render(session.root), "end"])


def _differences(ask: Ask) -> str:
    session = _session(ask)
    if session is None:
        return f"% Session {ask.values[0]} does not exist" if ask.values else "% Not currently in a session"
    return ask.device.diff(session)


def _sessions(ask: Ask) -> Json:
    pending = ask.device.pending
    data: dict[str, Json] = {
        "maxSavedSessions": _COMPLETED_KEPT,
        "maxOpenSessions": MAXIMUM_OPEN_SESSIONS,
        "mergeOnCommit": False,
        "saveToStartupConfigOnCommit": False,
        "sessions": {session.name: _one(session, ask) for session in ask.device.sessions.values()},
    }
    if pending and pending.session.state == "committed":
        data["commitTimerSessionName"] = pending.session.name
        data["commitTimerExpireTime"] = pending.expires_at
    return data


def _one(session: CandidateSession, ask: Ask) -> Json:
    here = session is ask.session
    data: dict[str, Json] = {
        "state": session.state,
        "description": "",
        "instances": {"1": {"user": ask.user, "terminal": "vty1", "currentTerminal": True}} if here else {},
        "commitUser": "" if session.state == "pending" else ask.user,
    }
    pending = ask.device.pending
    if pending and pending.session is session and session.state == "pendingCommitTimer":
        data["commitBy"] = pending.expires_at
    return data


def _sessions_text(ask: Ask) -> str:
    rows = [[name, session.state] for name, session in ask.device.sessions.items()]
    lines = [
        f"Maximum number of completed sessions: {_COMPLETED_KEPT}",
        f"Maximum number of pending sessions: {MAXIMUM_OPEN_SESSIONS}",
    ]
    if ask.device.pending:
        lines.append(f"Commit timer is pending for session: {ask.device.pending.session.name}")
    return "\n".join([*lines, "", table(["Name", "State"], rows)])


def _checkpoints(ask: Ask) -> Json:
    return {"maxCheckpoints": 20, "checkpoints": {name: {"fileUser": ask.user} for name in ask.device.checkpoints}}


COMMANDS = (
    ShowCommand("show running-config [all]", None, _running),
    ShowCommand("show running-config interfaces {interface}", None, _running_interfaces),
    ShowCommand("show running-config diffs", None, lambda _: ""),
    ShowCommand("show startup-config", None, _startup),
    ShowCommand("show session-config", None, _candidate),
    ShowCommand("show session-config diffs", None, _differences),
    ShowCommand("show session-config named {name}", None, _candidate),
    ShowCommand("show session-config named {name} diffs", None, _differences),
    ShowCommand("show configuration sessions [detail]", _sessions, _sessions_text),
    ShowCommand("show configuration checkpoints", _checkpoints, None),
)
