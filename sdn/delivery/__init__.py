"""How a new configuration takes effect, one file for each style."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from sdn.delivery.candidate import commit_candidate
from sdn.delivery.dead_man import commit_dead_man
from sdn.delivery.task import CommitContext, Result, Settings, Step, Task
from sdn.nos import CommitStyle

__all__ = ["STYLES", "CommitContext", "Result", "Settings", "Step", "Task", "commit"]

STYLES: Final[Mapping[CommitStyle, Callable[[CommitContext, Task, Step], Result]]] = MappingProxyType(
    {CommitStyle.CANDIDATE_TIMER: commit_candidate, CommitStyle.DEAD_MAN_TIMER: commit_dead_man}
)


def commit(context: CommitContext, task: Task, step: Step) -> Result:
    """Make one device as intended in the style of its system; never raises for what the device does."""
    return STYLES[task.nos.commit_style](context, task, step)
