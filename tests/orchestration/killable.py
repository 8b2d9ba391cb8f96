"""A run in a process of its own, to be killed, stopped and run twice at once: killable.py DIRECTORY SECONDS [--resume].

Exits with 0 done, 5 partly or interrupted, 1 failed, 75 locked, 76 stale, 130 after a second Ctrl-C; prints the
report as JSON.
"""

import sys
from pathlib import Path

from cli.documents.document import document_text
from cli.documents.run import run_document
from orchestration.apply import Means, apply
from orchestration.gate import Convergence
from orchestration.journal import open_journal
from orchestration.plan import PlanRefused, make_plan
from orchestration.record import EstateLocked, RunState
from orchestration.resume import NothingToResume, resume
from orchestration.stop import stop_on_signals
from orchestration.waves import FREE
from tests.orchestration.worlds import BASIS, DirectoryWorld, FakeController, three_sites

PACES = dict.fromkeys(("project", "network", "subnet"), FREE)
EXITS = {RunState.DONE: 0, RunState.PARTLY: 5, RunState.INTERRUPTED: 5, RunState.FAILED: 1}


def main(directory: Path, seconds: float, *, resuming: bool) -> int:
    kinds = frozenset({"device", "project", "network", "subnet"})
    controller = FakeController(kinds, three_sites(), DirectoryWorld(directory), seconds)
    with stop_on_signals() as stop, open_journal(directory / "journal" / "journal.sqlite") as journal:
        means = Means((controller,), journal, PACES, stop=stop, convergence=Convergence(1, 0.05))
        try:
            report = resume(BASIS, means) if resuming else apply(make_plan(BASIS, (controller,)), BASIS, means)
        except EstateLocked as locked:
            sys.stderr.write(f"{locked}\n")
            return 75
        except PlanRefused as refused:
            sys.stderr.write(f"{refused}\n")
            return 76
        except NothingToResume as nothing:
            sys.stderr.write(f"{nothing}\n")
            return 0
        except KeyboardInterrupt:
            return 130
    sys.stdout.write(document_text(run_document(report)))
    return EXITS[report.state]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]), resuming="--resume" in sys.argv))
