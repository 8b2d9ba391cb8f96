"""The journal's tables, and how their rows become records."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from orchestration.change import Change, Outcome, Status
from orchestration.plan import PlanBasis
from orchestration.record import ChangeRecord, Holder, Lock, RunRecord, RunState

METADATA = sa.MetaData()
SCHEMA = sa.Table("schema_version", METADATA, sa.Column("version", sa.Integer, primary_key=True, autoincrement=False))
RUNS = sa.Table(
    "runs",
    METADATA,
    sa.Column("run", sa.String(64), primary_key=True),
    sa.Column("estate", sa.String(255), nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("digest", sa.String(128), nullable=False),
    sa.Column("access", sa.String(255), nullable=False),
    sa.Column("username", sa.String(255), nullable=False),
    sa.Column("host", sa.String(255), nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("incarnation", sa.String(128), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    # Times are ISO 8601 in UTC with microseconds: they sort, and mean the same in every database.
    sa.Column("started", sa.String(32), nullable=False),
    sa.Column("ended", sa.String(32)),
    sa.Column("resumes", sa.String(64)),
)
CHANGES = sa.Table(
    "changes",
    METADATA,
    sa.Column("run", sa.ForeignKey("runs.run"), primary_key=True),
    sa.Column("address", sa.String(255), primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("wave", sa.Integer, nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
)
OUTCOMES = sa.Table(
    "outcomes",
    METADATA,
    sa.Column("run", sa.String(64), primary_key=True),
    sa.Column("address", sa.String(255), primary_key=True),
    sa.Column("begun", sa.String(32)),
    sa.Column("ended", sa.String(32)),
    sa.Column("status", sa.String(16)),
    sa.Column("message", sa.Text, nullable=False, default=""),
    sa.Column("steps", sa.JSON, nullable=False, default=list),
    sa.Column("seconds", sa.Float, nullable=False, default=0.0),
    sa.ForeignKeyConstraint(["run", "address"], ["changes.run", "changes.address"]),
)
APPLIED = sa.Table(
    "applied",
    METADATA,
    sa.Column("estate", sa.String(255), primary_key=True),
    sa.Column("access", sa.String(255), primary_key=True),
    sa.Column("address", sa.String(255), primary_key=True),
    sa.Column("run", sa.String(64), nullable=False),
    sa.Column("recorded", sa.String(32), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)
LOCKS = sa.Table(
    "locks",
    METADATA,
    sa.Column("estate", sa.String(255), primary_key=True),
    sa.Column("access", sa.String(255), primary_key=True),
    sa.Column("run", sa.String(64), nullable=False),
    sa.Column("username", sa.String(255), nullable=False),
    sa.Column("host", sa.String(255), nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("incarnation", sa.String(128), nullable=False),
    sa.Column("since", sa.String(32), nullable=False),
)

Row = Mapping[Any, Any]


def stamp(moment: datetime) -> str:
    """Write a time as the journal does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def is_of(table: sa.Table, basis: PlanBasis) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Select the rows of an estate as it is seen through its access."""
    return table.c.estate == basis.estate, table.c.access == basis.access


def holder_columns(holder: Holder) -> dict[str, object]:
    """Turn a process into columns."""
    return {
        "username": holder.user,
        "host": holder.host,
        "pid": holder.pid,
        "incarnation": holder.incarnation,
    }


def run_columns(run: RunRecord) -> dict[str, object]:
    """Turn a run that begins into columns."""
    return {
        "run": run.run,
        "state": run.state.value,
        "started": stamp(run.started),
        "resumes": run.resumes,
        **run.basis.to_json(),
        **holder_columns(run.holder),
    }


def lock_record(row: Row) -> Lock:
    """Read a row of the locks."""
    return Lock(row["estate"], row["access"], row["run"], _holder(row), datetime.fromisoformat(row["since"]))


def run_record(row: Row) -> RunRecord:
    """Read a row of the runs."""
    return RunRecord(
        run=row["run"],
        basis=PlanBasis(row["estate"], row["path"], row["digest"], row["access"]),
        holder=_holder(row),
        state=RunState(row["state"]),
        started=datetime.fromisoformat(row["started"]),
        ended=_moment(row["ended"]),
        resumes=row["resumes"],
    )


def change_record(row: Row) -> ChangeRecord:
    """Read a row of the changes with its outcome, if there is one."""
    change = Change.from_json(row["content"])
    outcome = None
    if row["status"] is not None:
        outcome = Outcome(change.address, Status(row["status"]), row["message"], tuple(row["steps"]), row["seconds"])
    return ChangeRecord(change, row["wave"], _moment(row["begun"]), outcome)


def _holder(row: Row) -> Holder:
    return Holder(row["username"], row["host"], row["pid"], row["incarnation"])


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
