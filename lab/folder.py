"""What a lab remembers in its folder: whose it is and where it answers, so that later commands find all of it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from inventory.file_writing import write_whole
from orchestration.process_identity import ProcessIdentity

_RECORD_NAME = "lab.json"
_EARLIEST = "switches/password"


class FolderUnusable(Exception):  # noqa: N818 - what is wrong
    """The folder cannot hold this lab; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class LabRecord:
    """How a lab was brought up."""

    estate: str
    """The path of the estate."""
    network: int
    """The switches of its first site answer at 127.network.….…"""
    clouds: bool
    """Whether clouds are part of it."""
    owner: ProcessIdentity | None = None
    """The process that it ends with; None: it runs until it is taken down."""

    @property
    def networks(self) -> str:
        """The beginning of its addresses, as users write it: 127.66."""
        return f"127.{self.network}"


def is_lab(folder: Path) -> bool:
    """Return whether a lab has its state in this folder, also one whose start was cut short."""
    return (folder / _RECORD_NAME).is_file() or (folder / _EARLIEST).is_file()


def read_lab(folder: Path) -> LabRecord | None:
    """Return what the lab of a folder remembers, None when there is no lab; raises FolderUnusable."""
    path = folder / _RECORD_NAME
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        estate, network, clouds = str(fields["estate"]), int(fields["network"]), bool(fields["clouds"])
        owner = fields.get("owner")
        return LabRecord(estate, network, clouds, ProcessIdentity(**owner) if owner else None)
    except FileNotFoundError:
        return None
    except (KeyError, TypeError, ValueError):
        raise FolderUnusable(f"{path} is damaged. Remove the lab with: sddc lab down --state {folder} --wipe") from None


def claim(folder: Path, record: LabRecord) -> None:
    """Make the folder this lab's, private to its owner.

    Raises FolderUnusable for a folder that holds something else, and for a lab whose clouds answer elsewhere: they
    have written their ports down.
    """
    if folder.exists() and not is_lab(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderUnusable(f"{folder} holds something else than a lab. Name a new or empty folder.")
    before = read_lab(folder)
    if before is not None and before.network != record.network and any((folder / "clouds").glob("*")):
        raise FolderUnusable(
            f"The lab in {folder} answers at {before.networks}.…, not at {record.networks}.… "
            f"To move it, throw it away first with: sddc lab down --state {folder} --wipe"
        )
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    path = folder / _RECORD_NAME
    write_whole(path, json.dumps(asdict(record), indent=1))
