"""An example as it is, and as it is after a person edited its files; and what that means for one of its switches."""

import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from inventory.load import load_estate
from inventory.model.estate import Estate
from sdn.configuration import Tree
from sdn.controller import intended_devices
from sdn.dialects import dialect_named
from sdn.diff import difference
from sdn.intent.fabric import fabric_intent
from sdn.intent.model import DeviceIntent
from sdn.meaning import Meaning, meaning_of

EXAMPLES = Path(__file__).parents[2] / "examples"

Edit = tuple[str, str, str]
"""File, old text, new text; every place that has the old text."""


@dataclass(frozen=True)
class Edited:
    """Two estates."""

    before: Estate
    after: Estate

    @cached_property
    def old(self) -> dict[str, DeviceIntent]:
        return fabric_intent(self.before)

    @cached_property
    def new(self) -> dict[str, DeviceIntent]:
        return fabric_intent(self.after)

    def meaning(self, switch: str) -> Meaning:
        """Return what the edit means for a switch whose last applied intent is known."""
        return meaning_of(self.after, self.old.get(switch), self.new[switch])

    def meaning_read(self, switch: str) -> Meaning:
        """Return what it means where only the running configuration is known, as the dialect reads it."""
        return meaning_of(
            self.after, shown(intended_devices(self.before)[switch].tree, self.new[switch]), self.new[switch]
        )

    @property
    def changed(self) -> set[str]:
        """Name the switches whose configuration differs."""
        before, after = intended_devices(self.before), intended_devices(self.after)
        return {
            name
            for name, device in after.items()
            if name in before and difference(before[name].tree, device.tree, device.dialect.grammar)
        }


def shown(tree: Tree, wanted: DeviceIntent) -> DeviceIntent | None:
    """Return what a configuration shows in the dialect of what is wanted."""
    return dialect_named(wanted.nos).shown_intent(tree, wanted)


def edited(example: str, *edits: Edit) -> Edited:
    """Edit a copy of an example."""
    with TemporaryDirectory() as folder:
        copy = Path(folder, example)
        shutil.copytree(EXAMPLES / example, copy, ignore=shutil.ignore_patterns(".sddc"))
        before = load_estate(copy)
        # Lines are found while the files are there.
        for file, old, new in edits:
            text = (copy / file).read_text(encoding="utf-8")
            assert old in text, (file, old)
            (copy / file).write_text(text.replace(old, new), encoding="utf-8")
        return Edited(before, load_estate(copy))
