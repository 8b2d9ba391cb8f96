"""Which files of an estate's folder are not the estate's: those of well-known tools, and those that it ignores.

An estate lives where other things live too: the repository of a team, with its playbooks, compose files and virtual
environments. `ignore` in estate.yaml says what else is not read, in the words of gitignore; `!compose.yaml` there
takes a file back that would be left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from inventory.model.origin import Origin
from inventory.reading.yaml_text import Data
from inventory.verdict import Verdict, misread
from inventory.wording import shown

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE = "ignore"
"""The key of estate.yaml that names what is not the estate's."""

FILES: Mapping[str, str] = {
    "access.yaml": "sddc's access file",
    "compose.y*ml": "Docker Compose",
    "compose.*.y*ml": "Docker Compose",
    "docker-compose.y*ml": "Docker Compose",
    "docker-compose.*.y*ml": "Docker Compose",
    "mkdocs.y*ml": "MkDocs",
    "clouds.y*ml": "openstacksdk",
    "clouds-public.y*ml": "openstacksdk",
    "secure.y*ml": "openstacksdk",
    "ansible-navigator.y*ml": "Ansible",
    "galaxy.y*ml": "Ansible",
    "Chart.yaml": "Helm",
    "kustomization.y*ml": "Kustomize",
    "skaffold.y*ml": "Skaffold",
    "azure-pipelines.y*ml": "Azure Pipelines",
    "bitbucket-pipelines.yml": "Bitbucket Pipelines",
    "buildspec.y*ml": "AWS CodeBuild",
    "cloudbuild.y*ml": "Google Cloud Build",
    "codecov.y*ml": "Codecov",
    "Taskfile.y*ml": "Task",
    "pubspec.yaml": "Dart",
    "_config.yml": "Jekyll",
    "antora*.yml": "Antora",
    "zensical.y*ml": "Zensical",
}
"""Files of other tools, by their names: glob → whose they are."""
FOLDERS: Mapping[str, str] = {
    "playbooks": "Ansible",
    "roles": "Ansible",
    "group_vars": "Ansible",
    "host_vars": "Ansible",
    "collections": "Ansible",
    "molecule": "Ansible",
    "node_modules": "Node.js",
    "bower_components": "Bower",
    "venv": "a virtual environment",
    "site-packages": "Python",
    "__pycache__": "Python",
    "charts": "Helm",
}
"""Folders of other tools, by their names."""
_ENVIRONMENT_MARK = "pyvenv.cfg"
"""What every virtual environment has in it (PEP 405)."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file or folder that was not read, and whose it is."""

    name: str
    """As seen from the estate's folder; folders end in a slash."""
    owner: str

    def __str__(self) -> str:
        return f"{self.name} ({self.owner})"


@dataclass(frozen=True)
class Foreign:
    """What is not the estate's; `patterns` are those of `ignore`, each a line of a gitignore file."""

    patterns: tuple[str, ...] = ()

    def owner(self, path: PurePosixPath, *, is_folder: bool, root: Path) -> str | None:
        """Return whose a file or folder below the estate's folder is; None: the estate's own."""
        said = self._said(path, is_folder=is_folder)
        if said is not None:
            return "ignored by estate.yaml" if said else None
        if is_folder:
            known = FOLDERS.get(path.name)
            is_environment = known is None and (root / path / _ENVIRONMENT_MARK).is_file()
            return "a virtual environment" if is_environment else known
        return next((owner for glob, owner in FILES.items() if fnmatchcase(path.name, glob)), None)

    def _said(self, path: PurePosixPath, *, is_folder: bool) -> bool | None:
        """Return what `ignore` says: to leave it out (true), to read it (false), or nothing."""
        if not self.patterns:
            return None
        return self._spec.check_file(f"{path}/" if is_folder else str(path)).include

    @cached_property
    def _spec(self) -> "GitIgnoreSpec":
        from pathspec import GitIgnoreSpec

        return GitIgnoreSpec.from_lines(self.patterns)


def foreign(marker: Data) -> Foreign:
    """Take what estate.yaml ignores from its data; what is wrong with the key is `ignore_problems`'."""
    value = marker.get(IGNORE) if isinstance(marker, dict) else None
    listed = value if isinstance(value, list) else [value]
    return Foreign(tuple(item for item in listed if isinstance(item, str) and _fault(item) is None))


def ignore_problems(value: Data, origin: Origin, *, is_marker: bool) -> Sequence[Verdict]:
    """List what is wrong with the key `ignore`."""
    if not is_marker:
        detail = f"{IGNORE} stands in {origin.file}, and only that of the folder's estate.yaml is looked at."
        advice = "It says which files are read at all. Move it to estate.yaml."
        return [misread("wrong-value", origin, detail, advice, at_key=True)]
    advice = "Write patterns as in a .gitignore: 'ignore: [lab-notes.yaml, /drafts/, \"*.tmp.yaml\"]'."
    listed = list(enumerate(value)) if isinstance(value, list) else [(0, value)]
    return [
        misread("wrong-value", origin.at(index), f"A pattern of {IGNORE} is {fault}.", advice)
        for index, item in listed
        if (fault := _fault(item)) is not None
    ]


def _fault(item: Data) -> str | None:
    """Return what is wrong with one pattern."""
    if not isinstance(item, str) or not item.strip():
        return f"{shown(item)}; it must be a text"
    if item.lstrip().startswith("#"):
        return f"{shown(item)}, which gitignore takes for a comment"
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([item])
    except ValueError:
        return f"{shown(item)}, which is no pattern of gitignore"
    return None
