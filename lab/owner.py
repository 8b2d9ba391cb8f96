"""The process that a lab belongs to, if it belongs to one: once that has ended, the lab's processes end themselves.

A lab runs on when the command that started it has ended. One that is started for a test or a pipeline must not outlive
it, however that ends; so each process of such a lab is given its owner and watches it. The owner has nothing to do for
that, and so can be killed.
"""

import os
import signal
import sys
import threading
import time

from lab.processes import MARK, OWNER
from orchestration.marked_processes import end_marked_processes
from orchestration.process_identity import ProcessIdentity

GRACE_SECONDS = 5.0
"""How long a process may take to end in its own way."""


def own_owner() -> ProcessIdentity | None:
    """Return the process that this one belongs to; None if it belongs to none. Raises ValueError if it is misnamed."""
    text = os.environ.get(OWNER)
    if text is None:
        return None
    pid, _, ticks = text.partition(":")
    return ProcessIdentity(int(pid), int(ticks))


def end_with_owner() -> None:
    """From now on, end this process and all that it started once its owner has ended; without an owner, do nothing."""
    owner = own_owner()
    if owner is not None:
        threading.Thread(target=_follow, args=(owner,), name="owner", daemon=True).start()


def _follow(owner: ProcessIdentity) -> None:
    owner.wait()
    sys.stderr.write(f"The process {owner.pid}, which this one belongs to, has ended. So this one ends.\n")
    # First what was started, while we are there to do it; a child may have left our process group.
    end_marked_processes(MARK, os.environ[MARK])
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)
