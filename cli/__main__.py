"""`python -m cli`: the command, without its script."""

from cli.main import run

run()
