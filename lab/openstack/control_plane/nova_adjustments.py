"""Two changes to Nova's behaviour that many hosts in one process need."""

import functools
import threading

SCHEDULER_PASSES = 2


def install() -> None:
    """Apply them to this process."""
    _share_state_path()
    _limit_scheduler_passes()


def _share_state_path() -> None:
    """Skip the check of the `compute_id` file: all hosts share one state path, and the driver's ids never change."""
    from nova.compute import manager

    manager.ComputeManager._ensure_existing_node_identity = lambda *_: None


def _limit_scheduler_passes() -> None:
    """Let few scheduler passes run at once.

    A pass over all hosts is pure Python: run together, 60 of them would finish so late that the services each of them
    read at its start look dead by then.
    """
    from nova.scheduler import manager

    gate = threading.BoundedSemaphore(SCHEDULER_PASSES)
    select = manager.SchedulerManager.select_destinations

    @functools.wraps(select)
    def select_destinations(*args, **kwargs):
        with gate:
            return select(*args, **kwargs)

    manager.SchedulerManager.select_destinations = select_destinations
