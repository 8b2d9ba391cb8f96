from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestration.apply import Means
from orchestration.executor import Executor, Serial
from orchestration.gate import Convergence
from orchestration.journal import SqlJournal, open_journal
from orchestration.observer import Observer, Silent
from orchestration.stop import Stop
from tests.orchestration.worlds import FakeController

MakeMeans = Callable[..., Means]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[SqlJournal]:
    with open_journal(tmp_path / "state" / "journal.sqlite") as journal:
        yield journal


@pytest.fixture
def means(journal: SqlJournal) -> MakeMeans:
    def make(
        *controllers: FakeController,
        executor: Executor | None = None,
        observer: Observer | None = None,
        stop: Stop | None = None,
        timeout: float = 0.0,
    ) -> Means:
        return Means(
            controllers=controllers,
            journal=journal,
            executor=executor or Serial(),
            observer=observer or Silent(),
            stop=stop or Stop(),
            convergence=Convergence(timeout, 0.01),
        )

    return make
