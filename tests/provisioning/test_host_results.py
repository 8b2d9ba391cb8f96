"""Events become results: counts, the first failure, and never a pass for what is not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning.host_results import HIDDEN, HostEvent, HostResult, HostStatus, Redaction, host_event, host_results


def ansible_event(kind: str, host: str = "h1", task: str = "Write", **result: object) -> dict[str, object]:
    return {
        "event": kind,
        "event_data": {
            "host": host,
            "task": task,
            "res": result,
            "start": "2026-11-22T10:00:00.000000+00:00",
            "end": "2026-11-22T10:00:02.500000",
        },
    }


def event(status: str, host: str = "h1", task: str = "Write", message: str = "", at: float = 0.0) -> HostEvent:
    return HostEvent(host, task, status, message, (), at, at + 1)


@pytest.mark.parametrize(
    ("told", "status", "message"),
    [
        (ansible_event("runner_on_ok"), "ok", ""),
        (ansible_event("runner_on_ok", changed=True), "changed", ""),
        (ansible_event("runner_on_skipped"), "skipped", ""),
        (ansible_event("runner_on_failed", msg="No space left"), "failed", "No space left"),
        (ansible_event("runner_on_failed", msg="rc 1", stderr="bad line\n"), "failed", "rc 1\nbad line"),
        (ansible_event("runner_on_failed"), "failed", "The task failed and said nothing."),
        (ansible_event("runner_on_failed", results=[{"msg": "a"}, {"failed": True, "msg": "b"}]), "failed", "b"),
        (ansible_event("runner_on_unreachable", msg="refused"), "unreachable", "refused"),
    ],
)
def test_an_event_becomes_a_status_and_a_message(told: dict[str, object], status: str, message: str) -> None:
    got = host_event(told, Redaction())
    assert got is not None
    assert (got.host, got.task, got.status, got.message) == ("h1", "Write", status, message)
    assert got.ended - got.started == 2.5


def test_an_ignored_failure_is_no_failure() -> None:
    told = ansible_event("runner_on_failed", msg="never mind")
    told["event_data"]["ignore_errors"] = True  # type: ignore[index]
    got = host_event(told, Redaction())
    assert got is not None
    assert got.status == "ignored"
    assert host_results(["h1"], [got], "")[0].passed


def test_events_that_are_not_about_a_host_are_none() -> None:
    assert host_event({"event": "playbook_on_start", "event_data": {}}, Redaction()) is None
    assert host_event({"event": "verbose"}, Redaction()) is None


def test_results_count_as_ansible_does_and_keep_the_first_failure() -> None:
    events = [
        event("ok", at=10),
        event("changed", at=11),
        event("skipped", at=12),
        event("failed", task="Load", message="no such module", at=13),
        event("failed", task="Later", message="second", at=14),
    ]
    assert host_results(["h1"], events, "") == (
        HostResult(
            host="h1",
            status=HostStatus.FAILED,
            ok=2,
            changed=1,
            failed=2,
            skipped=1,
            task="Load",
            message="no such module",
            duration_seconds=5.0,
        ),
    )


def test_a_host_without_events_is_unknown_and_does_not_pass() -> None:
    known, unknown = host_results(["h1", "h2"], [event("ok")], "")
    assert known.passed
    assert unknown.status is HostStatus.UNKNOWN
    assert unknown.message == "The play said nothing about this host."
    assert not unknown.passed


def test_of_a_play_that_was_cut_short_only_failures_are_known() -> None:
    results = host_results(
        ["h1", "h2"], [event("changed"), event("unreachable", host="h2", message="gone")], "too late"
    )
    assert [(result.status, result.message) for result in results] == [
        (HostStatus.UNKNOWN, "too late"),
        (HostStatus.UNREACHABLE, "gone"),
    ]


def test_what_was_not_done_is_kept_once() -> None:
    told = host_event(ansible_event("runner_on_ok", not_done=["Not restarted."]), Redaction())
    assert told is not None
    assert host_results(["h1"], [told, told], "")[0].not_done == ("Not restarted.",)


@given(st.lists(st.sampled_from(["ok", "changed", "skipped", "failed", "unreachable"])), st.sampled_from(["", "ended"]))
def test_a_host_passes_only_if_the_play_ended_and_nothing_failed(statuses: list[str], why_unknown: str) -> None:
    result = host_results(["h1"], [event(status) for status in statuses], why_unknown)[0]
    bad = {"failed", "unreachable"} & set(statuses)
    assert result.passed == (bool(statuses) and not bad and not why_unknown)


@pytest.mark.parametrize(
    "text",
    [
        "password: hunter2",
        "{'password': 'hunter2'}",
        '{"api_key": "hunter2"}',
        "token=hunter2, next",
        "plain hunter2 anywhere",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n-----END OPENSSH PRIVATE KEY-----",
    ],
)
def test_secrets_are_hidden(text: str) -> None:
    shown = Redaction(("hunter2",) if "plain" in text else ())(text)
    assert "hunter2" not in shown
    assert HIDDEN in shown
