"""The command: one line for each, and the only place that catches broadly."""

import errno
import os
import sys
from typing import Annotated, Final, NoReturn

import typer

from cli.apply import apply
from cli.capacity import capacity
from cli.dashboards import dashboards
from cli.exits import Exit
from cli.explain import explain
from cli.export import export
from cli.failure import CommandFailed
from cli.init import init
from cli.lab import app as lab
from cli.place import place
from cli.plan import plan
from cli.play import play
from cli.racks import racks
from cli.render import render
from cli.report import report
from cli.rules import app as rules
from cli.schema import schema
from cli.validate import validate
from cli.verify import verify
from cli.what_if import what_if

_STDERR: Final = 2
_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

app = typer.Typer(
    name="sddc",
    help="Software-defined data-centre orchestration: check, plan, apply and prove one estate in YAML.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(init)
app.command()(schema)
app.command()(validate)
app.command()(explain)
app.command()(render)
app.command()(plan)
app.command()(apply)
app.command()(verify)
app.command()(capacity)
app.command("what-if")(what_if)
app.command()(place)
app.command()(report)
app.command()(racks)
app.command()(export)
app.command()(dashboards)
app.command()(play)
app.add_typer(rules, name="rules")
app.add_typer(lab, name="lab")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"sddc {version('sddc')}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Software-defined data-centre orchestration: check, plan, apply and prove one estate in YAML."""


def run() -> None:
    """Run the command line; ends the process with one of `Exit`."""
    _open_what_is_closed()
    try:
        try:
            app(prog_name="sddc")
        finally:
            sys.stdout.flush()
    except CommandFailed as failure:
        _say(failure.message, failure.advice)
        sys.exit(failure.code)
    except SystemExit as end:
        if _was_interrupted(end):
            _say_interrupted()
        raise
    except KeyboardInterrupt:
        _say_interrupted()
        sys.exit(Exit.INTERRUPTED)
    except BrokenPipeError:
        # The reader of the pipe has had enough. Nobody has seen whether all is well, so this must not end like it; and
        # what is still buffered must go somewhere, or Python would complain while closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.FAILED)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            _say_fault(error)
        # Python would fail again over what it still holds while closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        _say(f"What was to be written could not be: {error.strerror}.", "Make room there, and run it again.")
        sys.exit(Exit.FAILED)
    except Exception as error:  # noqa: BLE001 - a fault of ours must not show a traceback with data in it
        _say_fault(error)


def _open_what_is_closed() -> None:
    """Give what the shell has closed (>&-) to nobody: or the next file that is opened, a journal say, would get it."""
    while (handle := os.open(os.devnull, os.O_RDWR)) <= _STDERR:
        os.set_inheritable(handle, True)  # noqa: FBT003 - as the function of the system takes it
    os.close(handle)
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: SIM115, PTH123 - until the end


def _say_fault(error: Exception) -> NoReturn:
    from cli.crash import record_crash

    where = record_crash(error)
    _say(f"A fault in sddc itself: {type(error).__name__}. Nothing more was done.", f"Please report {where}.")
    sys.exit(Exit.FAILED)


def _was_interrupted(end: SystemExit) -> bool:
    """Return whether typer ended a command for Ctrl-C, which it does without a word."""
    cause = end.__context__
    return end.code == Exit.INTERRUPTED and isinstance(cause and cause.__cause__, KeyboardInterrupt)


def _say_interrupted() -> None:
    _say("Interrupted. Nothing that was begun is left half-done unless a line above says so.", "")


def _say(message: str, advice: str) -> None:
    sys.stderr.write(f"sddc: {message}\n")
    if advice:
        sys.stderr.write(f"      {advice}\n")
