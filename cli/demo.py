"""sddc lab demo: the whole way on a copy of an estate, in the lab, as a user would walk it."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from cli.demo_commands import Commands, DemoFailed, metrics_page
from cli.exits import Exit
from cli.failure import CommandFailed

BROKEN = (
    ("servers.yaml", "    positions: 5\n", "    positions: 2\n", "rack-unit-overlap"),
    ("fabric.yaml", "retail: {vni: 50002, vrf_id: 2}", "retail: {vni: 50002}", "derived-vlan-out-of-range"),
    ("pools.yaml", "flavors: [gp.large, gp.2xlarge]", "flavors: [gp.larg, gp.2xlarge]", "unknown-flavor"),
)
"""File, text, its replacement, and the finding that it must give."""
MOVED = "tianfu-a04-s07"
LEAVES = ("device/tianfu-leaf-02a", "device/tianfu-leaf-02b")


def demo(
    example: Annotated[Path, typer.Argument(help="The estate to show; it is copied, never changed.")],
    folder: Annotated[Path, typer.Option("--folder", help="Where the copy and the lab live.")] = Path(".demo"),
) -> None:
    """Walk the whole way: broken estate, plan, apply, empty plan, verify, one edited line, hosts, capacity, metrics."""
    from cli.terminal import open_terminal

    terminal = open_terminal()
    begun = time.monotonic()
    walk = Demo(example, folder, Commands(folder / "lab" / "access.yaml", terminal.out))
    try:
        for title, step in walk.steps():
            terminal.out.print(f"\n[bold]▸ {title}[/]")
            step()
    except DemoFailed as failure:
        raise CommandFailed(f"The demo does not hold: {failure}", f"The lab still runs. {_away(folder)}") from None
    except KeyboardInterrupt:
        raise CommandFailed("Interrupted; the lab may still run.", _away(folder), Exit.INTERRUPTED) from None
    terminal.out.print(
        f"\n[bold green]All of it held[/], in {time.monotonic() - begun:.0f} s. The lab runs on. Try next:"
    )
    terminal.out.print(f"  export SDDC_ACCESS={folder}/lab/access.yaml PATH=$PWD/.venv/bin:$PATH", markup=False)
    terminal.out.print(f"  $EDITOR {folder}/estate/servers.yaml && sddc plan {folder}/estate", markup=False)
    terminal.out.print(f"  sddc capacity {folder}/estate --by site --after-loss city", markup=False)
    terminal.out.print(f"  sddc export {folder}/estate      # then open http://127.0.0.1:9469/metrics", markup=False)
    terminal.out.print(_away(folder), markup=False)


def _away(folder: Path) -> str:
    down = f".venv/bin/sddc lab down {folder}/estate --state {folder}/lab --wipe"
    return f"Throw everything away with: {down} && rm -r {folder}"


@dataclass(frozen=True, slots=True)
class Demo:
    """The walk; each step raises DemoFailed when something is not as it must be."""

    example: Path
    folder: Path
    commands: Commands

    @property
    def estate(self) -> Path:
        """The copy that the demo works on."""
        return self.folder / "estate"

    def steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """Yield what is done, in order."""
        yield "A fresh copy of the estate, and its lab: EOS switches, hosts, one OpenStack cloud a site", self.begin
        yield "A copy with three mistakes is refused", self.refuse
        yield "The plan", self.plan
        yield "The plan is applied, wave by wave", self.apply
        yield "Planned again: nothing to do", self.plan_again
        yield "Verified against the live state", self.verify
        yield f"One line edited: server {MOVED} moves from retail to core", self.move
        yield "The hosts get their baseline by Ansible", self.play
        yield "Capacity, now and after the worst loss", self.capacity
        yield "The same for Prometheus", self.metrics

    def begin(self) -> None:
        """Copy the estate and start its lab from nothing."""
        if self.estate.exists():
            self.commands.run("lab", "down", self.estate, "--state", self.folder / "lab", "--wipe")
            shutil.rmtree(self.estate)
        self._copy(self.estate)
        self.commands.run("lab", "up", self.estate, "--state", self.folder / "lab")

    def refuse(self) -> None:
        """Validate a broken copy; each mistake must be found, and nothing else."""
        broken = self.folder / "broken"
        shutil.rmtree(broken, ignore_errors=True)
        self._copy(broken)
        for file, text, replacement, _ in BROKEN:
            _edit(broken / file, text, replacement)
        self.commands.run("validate", broken, expect=Exit.INVALID)
        found = self.commands.json("validate", broken, expect=Exit.INVALID)["findings"]
        codes = sorted({finding["code"] for finding in found})
        expected = sorted(code for *_, code in BROKEN)
        if codes != expected:
            raise DemoFailed(f"the findings are {codes}, not {expected}")

    def plan(self) -> None:
        """Plan everything; save it."""
        self.commands.run("plan", self.estate, "-o", self._plan_file, expect=Exit.PENDING, lines=14)

    def apply(self) -> None:
        """Apply the saved plan."""
        self.commands.run("apply", self._plan_file)

    def plan_again(self) -> None:
        """Plan again; it must be empty."""
        self.commands.run("plan", self.estate)

    def verify(self) -> None:
        """Verify; everything must hold."""
        self.commands.run("verify", self.estate)

    def move(self) -> None:
        """Edit one line; two leaves may change and nothing else."""
        file = self.estate / "servers.yaml"
        text = file.read_text(encoding="utf-8")
        head, tail = text.rsplit("zone: retail", 1)
        file.write_text(f"{head}zone: core{tail}", encoding="utf-8")
        self.commands.run("plan", self.estate, "-o", self._plan_file, expect=Exit.PENDING)
        changes = self.commands.saved_changes(self._plan_file)
        if tuple(changes) != LEAVES:
            raise DemoFailed(f"the edited line changes {changes}, not {list(LEAVES)}")
        self.commands.run("apply", self._plan_file)
        self.commands.run("verify", self.estate)

    def play(self) -> None:
        """Prepare the hosts; a second time nothing changes."""
        self.commands.run("play", "host_baseline", self.estate, "--yes", "-q")
        again = self.commands.json("play", "host_baseline", self.estate, "--check", "-q", "-l", "site_chongqing")
        changed = [host["host"] for host in again["hosts"] if host["status"] != "ok"]
        if changed or not again["hosts"]:
            raise DemoFailed(f"the second play would change {changed or 'nobody knows what'}")

    def capacity(self) -> None:
        """Show the table."""
        self.commands.run("capacity", self.estate)

    def metrics(self) -> None:
        """Serve the page, read it as Prometheus does, and stop."""
        with _served(self.commands, self.estate) as url:
            page = metrics_page(url)
        self.commands.show_metrics(
            url, page, ("sddc_pool_vcpu_free", "sddc_flavor_slots_after_loss", "sddc_collector_success")
        )

    @property
    def _plan_file(self) -> Path:
        return self.folder / "change.plan"

    def _copy(self, target: Path) -> None:
        if not self.example.is_dir():
            raise DemoFailed(f"there is no estate at {self.example}")
        shutil.copytree(self.example, target, ignore=shutil.ignore_patterns(".sddc"))


@contextmanager
def _served(commands: Commands, estate: Path) -> Iterator[str]:
    process, url = commands.serve("export", estate, "--port", "0")
    try:
        yield url
    finally:
        commands.end(process)


def _edit(file: Path, text: str, replacement: str) -> None:
    content = file.read_text(encoding="utf-8")
    if text not in content:
        raise DemoFailed(f"{file} has no line {text.strip()!r} to break")
    file.write_text(content.replace(text, replacement, 1), encoding="utf-8")
