"""Faults that a lab host can be given while it runs, each a file in the state directory."""

from pathlib import Path


def refuse_login(state_directory: Path, host: str, refused: bool = True) -> None:
    """Make a host refuse every login from now on, or, with `refused=False`, accept them again."""
    marker = _refusal(state_directory, host)
    if refused:
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.touch()
    else:
        marker.unlink(missing_ok=True)


def refuses_login(state_directory: Path, host: str) -> bool:
    """Return whether the host refuses logins at the moment."""
    return _refusal(state_directory, host).exists()


def _refusal(state_directory: Path, host: str) -> Path:
    return state_directory / "faults" / f"{host}.refuse-login"
