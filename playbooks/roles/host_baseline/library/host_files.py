"""Ansible module: write a set of files and links below a root directory, all or those that differ."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.text.converters import to_bytes, to_text

DOCUMENTATION = r"""
module: host_files
short_description: Write a set of configuration files
description:
  - Brings files, links and absences below O(root) to what is given, in one call.
  - A file is replaced in one step; one that is as wanted is not touched. Supports check mode and diff.
options:
  root:
    description: The directory that stands for C(/).
    type: path
    default: /
  files:
    description: What is wanted.
    type: list
    elements: dict
    required: true
    suboptions:
      path: {description: An absolute path below O(root)., type: str, required: true}
      content: {description: The whole text of the file., type: str}
      link: {description: Where a symbolic link leads., type: str}
      absent: {description: Whether nothing may be there., type: bool, default: false}
      mode: {description: The permissions in octal digits., type: str, default: "0644"}
      applies: {description: What has to be loaded again when this has changed., type: str}
author: The sddc authors
"""

RETURN = r"""
written:
  description: The paths that have changed, without the root.
  type: list
  returned: always
applies:
  description: What has to be loaded again, without repetitions.
  type: list
  returned: always
"""

FILE_OPTIONS = {
    "path": {"type": "str", "required": True},
    "content": {"type": "str"},
    "link": {"type": "str"},
    "absent": {"type": "bool", "default": False},
    "mode": {"type": "str", "default": "0644"},
    "applies": {"type": "str"},
}


def main() -> None:
    """Bring every file to what is wanted, and say which were not."""
    module = AnsibleModule(
        argument_spec={
            "root": {"type": "path", "default": "/"},
            "files": {"type": "list", "elements": "dict", "required": True, "options": FILE_OPTIONS},
        },
        supports_check_mode=True,
    )
    root = Path(module.params["root"]).resolve()
    refuse_foreign_root(module, root)
    changed = []
    differences = []
    for wanted in module.params["files"]:
        place = place_of(module, root, wanted["path"])
        before, after = present(place), desired(wanted)
        if before == after:
            continue
        if not module.check_mode:
            bring(module, place, after)
        changed.append(wanted)
        differences.append(difference(wanted["path"], before, after))
    module.exit_json(
        changed=bool(changed),
        written=[wanted["path"] for wanted in changed],
        applies=sorted({wanted["applies"] for wanted in changed if wanted["applies"]}),
        diff=differences,
    )


def refuse_foreign_root(module: AnsibleModule, root: Path) -> None:
    """Fail where the login lives in a directory of its own and the files would be written outside of it."""
    own = os.environ.get("SDDC_HOST_ROOT")
    if own and not inside(root, Path(own).resolve()):
        module.fail_json(msg=f"This login is for the host in {own}; refusing to write below {root}.")


def place_of(module: AnsibleModule, root: Path, path: str) -> Path:
    """Return where a path of the host is on this machine; fails where it would leave the root."""
    place = root / path.lstrip("/")
    if not path.startswith("/") or place.name == ".." or not inside(place.parent.resolve(), root):
        module.fail_json(msg=f"{path} is not a path below {root}.")
    return place


def inside(path: Path, root: Path) -> bool:
    """Return whether a path is the root or below it."""
    return path == root or root in path.parents


def desired(wanted: dict) -> tuple | None:
    """Return what is wanted: None for nothing, ("link", target) or ("file", content, mode)."""
    if wanted["absent"]:
        return None
    if wanted["link"] is not None:
        return ("link", wanted["link"])
    return ("file", to_bytes(wanted["content"] or ""), int(wanted["mode"], 8))


def present(place: Path) -> tuple | None:
    """Return what is there, in the terms of `desired`."""
    if place.is_symlink():
        return ("link", str(place.readlink()))
    if not place.exists():
        return None
    return ("file", place.read_bytes(), place.stat().st_mode & 0o7777)


def bring(module: AnsibleModule, place: Path, after: tuple | None) -> None:
    """Bring a place to what is wanted, in one step: a reader finds the old or the new, whole."""
    if after is None:
        place.unlink()
        return
    place.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    if after[0] == "link":
        partial = place.with_name(f".{place.name}.sddc")
        if partial.is_symlink():
            partial.unlink()
        partial.symlink_to(after[1])
        partial.replace(place)
        return
    if place.is_symlink():
        place.unlink()
    handle, partial = tempfile.mkstemp(dir=str(place.parent), prefix=".sddc-")
    with os.fdopen(handle, "wb") as file:
        file.write(after[1])
    module.atomic_move(partial, str(place))
    # A file that was there before keeps its permissions in atomic_move, and its SELinux label.
    place.chmod(after[2])


def difference(path: str, before: tuple | None, after: tuple | None) -> dict:
    """Return the difference as Ansible shows it."""
    return {
        "before_header": path,
        "after_header": path,
        "before": shown(before),
        "after": shown(after),
    }


def shown(state: tuple | None) -> str:
    """Return a state as text."""
    if state is None:
        return ""
    if state[0] == "link":
        return f"link to {state[1]}\n"
    return to_text(state[1], errors="replace")


if __name__ == "__main__":
    main()
