"""The process that a cloud belongs to, if it belongs to one: once that has ended, the cloud's services end themselves.

What lab/owner.py is for the rest of the lab; nothing of it can be imported here.
"""

import os
import select
import signal
import threading
from dataclasses import dataclass

from control_plane.process_start import start_time

NOBODY = "nobody"


@dataclass(frozen=True)
class Owner:
    """A process, known by its number and the moment of its start."""

    pid: int
    ticks: str

    @property
    def has_ended(self) -> bool:
        """Whether it runs no more; one that waits to be reaped does not."""
        return start_time(self.pid) != self.ticks

    def wait(self) -> None:
        """Return once it has ended."""
        try:
            handle = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return
        # Asked while we hold it: from now on, its number cannot be given to another without our noticing.
        if not self.has_ended:
            end = select.poll()
            end.register(handle, select.POLLIN)
            end.poll()


def read_owner(text: str) -> Owner | None:
    """Read PID:START_TIME, or the word for none."""
    if text == NOBODY:
        return None
    pid, _, ticks = text.partition(":")
    return Owner(int(pid), ticks)


def end_with(owner: Owner | None) -> None:
    """From now on, end the process group that this process leads once its owner has ended; without one, do nothing."""
    if owner is not None:
        threading.Thread(target=_follow, args=(owner,), name="owner", daemon=True).start()


def _follow(owner: Owner) -> None:
    owner.wait()
    print(f"The process {owner.pid}, which this cloud belongs to, has ended. So it ends.", flush=True)
    os.killpg(os.getpid(), signal.SIGKILL)
