"""Saving what a device runs already: what is left to do when a run was killed between the confirmation and that.

Nothing that runs is touched. What may still be taken back must never be saved, so a commit that waits ends it.
"""

from typing import Final

from orchestration.change import Status
from sdn.configuration import Tree, fingerprint
from sdn.delivery.task import DeviceTask, Result, Step
from sdn.delivery.timed import LoginT, Refused, TimedSystem
from sdn.delivery.transport import DeviceRejected, DeviceUnreachable
from sdn.diff import unsaved
from sdn.redaction import redact

_NOT_SEEN: Final = "Whether it was saved is not known; plan again."


def fingerprint_with_saved(running: Tree, saved: Tree) -> str:
    """Return a digest of what a device runs and of what it would start with."""
    return fingerprint({"running": running, "saved": saved})


def save_what_runs(system: TimedSystem[LoginT], task: DeviceTask, step: Step) -> Result:
    """Save what a device runs, if that is still what was planned; never raises for what the device does."""
    begun = False
    try:
        with system.login() as login:
            _refuse_what_has_moved(system, task, login)
            begun = True
            system.save(login)
            step("saved")
            return _looked_at_again(system, task, login)
    except Refused as refused:
        return Result(Status.FAILED, str(refused))
    except DeviceRejected as rejection:
        said = f"The device said: {redact(rejection.message, task.grammar).rstrip('.')}."
        return Result(Status.FAILED, f"{said} {_NOT_SEEN if begun else 'Nothing was saved.'}")
    except DeviceUnreachable as unreachable:
        return Result(
            Status.ERROR, f"Not reachable: {unreachable.reason}. {_NOT_SEEN if begun else 'Nothing was saved.'}"
        )


def _refuse_what_has_moved(system: TimedSystem[LoginT], task: DeviceTask, login: LoginT) -> None:
    waiting = system.under_way(login)
    if waiting is not None:
        raise Refused(
            f"Commit {waiting} waits for its confirmation, and what may still be taken back must not be saved. "
            "Nothing was touched; confirm or abort it first."
        )
    if fingerprint_with_saved(system.running(login), system.saved(login)) != task.fingerprint:
        raise Refused("The configuration has changed since the plan was made. Nothing was touched; plan again.")


def _looked_at_again(system: TimedSystem[LoginT], task: DeviceTask, login: LoginT) -> Result:
    remaining = unsaved(task.intended, system.saved(login), task.grammar)
    if remaining:
        return Result(Status.FAILED, f"Saved, but a restart would still bring back something else:\n{remaining.text}")
    waiting = system.under_way(login)
    if waiting is not None:
        return Result(Status.ERROR, f"Meanwhile commit {waiting} began to wait; what of it was saved is not known.")
    return Result(Status.DONE)
