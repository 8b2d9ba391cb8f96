"""A command that cannot go on, said in words instead of a traceback."""

from cli.exits import Exit


class CommandFailed(Exception):  # noqa: N818 - what happened
    """Ends the command with a message on stderr: first what is wrong, then what to do."""

    def __init__(self, message: str, advice: str = "", code: Exit = Exit.FAILED) -> None:
        super().__init__(message)
        self.message, self.advice, self.code = message, advice, code
