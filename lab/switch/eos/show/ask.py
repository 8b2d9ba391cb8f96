"""What a `show` command is given, and what it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lab.switch.eos.device import CandidateSession, EosSwitch
from lab.switch.fabric import EmulatedFabric
from twin.device_view import DeviceView
from twin.network import TwinNetwork

Json = str | int | float | bool | Sequence["Json"] | Mapping[str, "Json"] | None


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to one switch: the words that were values, and who asks from where."""

    device: EosSwitch
    fabric: EmulatedFabric
    values: tuple[str, ...]
    line: str
    session: CandidateSession | None
    user: str

    @property
    def name(self) -> str:
        """Return the switch's name in the lab."""
        return self.device.spec.name

    @property
    def state(self) -> TwinNetwork:
        """Return the present state of the fabric."""
        return self.fabric.state()

    @property
    def view(self) -> DeviceView:
        """Return what this switch's running configuration means."""
        return self.device.view()

    def vrfs_asked(self) -> tuple[str, ...]:
        """Return the VRFs that the question is about: the one named, all of them, or the default one."""
        words = self.line.split()
        wanted = words[words.index("vrf") + 1] if "vrf" in words else "default"
        known = ("default", *sorted(self.view.vrfs))
        return known if wanted == "all" else tuple(vrf for vrf in known if vrf == wanted)


@dataclass(frozen=True, slots=True)
class ShowCommand:
    """One `show` command: its pattern (as of configuration lines), its data, and its text where we know it."""

    pattern: str
    data: Callable[[Ask], Json] | None = None
    text: Callable[[Ask], str] | None = None


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return rows as columns, each as wide as its widest cell."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)
