"""The emulator as a process of its own: started, asked for, ended; never mistaken for another user's."""

import sys
from pathlib import Path

from lab.processes import ProcessRecord, is_running, read_record, start_process, stop_process
from lab.switch.emulator import READY_NAME, load_lab
from orchestration.process_identity import ProcessIdentity

_RECORD_NAME = "process.json"
_LOG_NAME = "switches.log"


def start(spec_path: Path, timeout_seconds: float = 30.0, owner: ProcessIdentity | None = None) -> ProcessRecord:
    """Start the emulator of a lab description and return once every switch answers; one that runs already is kept.

    With an `owner`, it ends once that has ended. Raises SwitchLabInvalid for a description that cannot be used and
    ProcessNotStarted when the process ends at once, for example because an address is taken; the message holds the end
    of its log.
    """
    directory = load_lab(spec_path).state_directory
    directory.mkdir(parents=True, exist_ok=True)
    running = status(directory)
    if running is not None:
        return running
    ready = directory / READY_NAME
    ready.unlink(missing_ok=True)
    return start_process(
        [sys.executable, "-m", "lab.switch", str(spec_path.resolve())],
        directory / _LOG_NAME,
        ready.exists,
        record_at=directory / _RECORD_NAME,
        timeout_seconds=timeout_seconds,
        owner=owner,
    )


def status(state_directory: Path) -> ProcessRecord | None:
    """Return the emulator that runs for a state directory, None when none does."""
    record = read_record(state_directory / _RECORD_NAME)
    return record if record is not None and is_running(record) else None


def stop(state_directory: Path) -> bool:
    """End the emulator of a state directory; False when there was none."""
    path = state_directory / _RECORD_NAME
    record = read_record(path)
    if record is None:
        return False
    was_running = is_running(record)
    stop_process(record)
    path.unlink(missing_ok=True)
    (state_directory / READY_NAME).unlink(missing_ok=True)
    return was_running
