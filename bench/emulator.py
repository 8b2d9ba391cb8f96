"""Measure what a lab of 100 emulated switches costs: starting it, a network added on 96 of them, a cable pulled.

    python bench/emulator.py

One process, without SSH: a fabric of 96 leaves and 4 spines is rendered and loaded; then a network of 12 lines is typed
into a session of each leaf, committed, and after each commit the switch is asked what a change asks it. Exits with 1
when a limit is not held; a machine that is slower now than the one that they were set on is given as much more time.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

from fabric_estate import Size, write_estate
from scale import USUAL_ADDITIONS_SECONDS, additions

from inventory.load import load_estate
from lab.layout import emulator_spec
from lab.switch.emulator import build, dialect_named
from lab.switch.fabric import EmulatedFabric
from lab.switch.spec import read_spec
from sdn.intent import fabric_intent
from sdn.render import render_all
from twin.cabling import InterfaceId

SIZE = Size(leaves=96, spines=4)
LIMITS = {"start": 30.0, "96 switches × 12 lines": 5.0, "one cable pulled": 5.0}
"""What is measured → CPU seconds."""
QUESTIONS = (
    "show ip bgp summary vrf all",
    "show bgp evpn summary",
    "show mlag",
    "show mlag interfaces",
    "show vxlan vni",
    "show vxlan vtep",
    "show lldp neighbors",
)


class NoClock:
    """A clock on which nothing ever comes due."""

    def call_later(self, delay: float, callback: Callable[[], None], /) -> "NoClock":  # noqa: ARG002
        """Forget the call."""
        return self

    def cancel(self) -> None:
        """Nothing to call off."""


def start(folder: Path) -> EmulatedFabric:
    """Return the fabric with every switch configured as the estate wants it."""
    write_estate(folder, SIZE)
    estate = load_estate(folder)
    texts = render_all(fabric_intent(estate).values())
    described = emulator_spec(estate, "admin", "password", "state")
    (folder / "password").write_text("unused\n", encoding="utf-8")
    switches = described["switches"]
    for switch in switches if isinstance(switches, list) else ():
        switch["startup_config"] = texts[switch["name"]].text
    return build(read_spec(described, folder), NoClock())


def ask(fabric: EmulatedFabric, name: str) -> None:
    """Ask a switch what a change asks it."""
    switch = fabric.devices[name]
    console = dialect_named(switch.spec.nos).console(switch, fabric, "admin")
    for question in QUESTIONS:
        answer = console.answer(f"{question} | json").text
        if not answer.startswith("{"):
            raise SystemExit(f"{name}: {question}: {answer}")


def add_network(fabric: EmulatedFabric, name: str) -> None:
    """Type a network into a session of a leaf and commit it."""
    switch = fabric.devices[name]
    console = dialect_named(switch.spec.nos).console(switch, fabric, "admin")
    asn = next(bgp.asn for bgp in [switch.view().bgp] if bgp is not None)
    vrf = sorted(switch.view().vrfs)[1]
    lines = (
        "configure session added",
        "vlan 3999", "name added",
        "interface Vlan3999", f"vrf {vrf}", "ip address virtual 10.99.99.1/24",
        "interface Vxlan1", "vxlan vlan 3999 vni 13999",
        f"router bgp {asn}", "vlan 3999", f"rd {fabric.state().router_id((name, 'default'))}:13999",
        "route-target both 13999:13999", "redistribute learned",
        "commit",
    )  # fmt: skip
    for line in lines:
        answer = console.answer(line).text
        if answer:
            raise SystemExit(f"{name}: {line}: {answer}")


def main() -> int:
    """Print what each step cost."""
    slowness = max(1.0, additions() / USUAL_ADDITIONS_SECONDS)
    spent: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time()
        fabric = start(Path(folder))
        names = sorted(fabric.devices)
        for name in names:
            ask(fabric, name)
        spent["start"] = time.process_time() - begun
        leaves = [name for name in names if fabric.devices[name].view().vxlan is not None]
        begun = time.process_time()
        for name in leaves:
            add_network(fabric, name)
            ask(fabric, name)
        spent["96 switches × 12 lines"] = time.process_time() - begun
        heard = fabric.state().flood_list(leaves[0]).get(3999, ())
        if len(leaves) != SIZE.leaves or len(heard) != SIZE.leaves // 2 - 1:
            raise SystemExit(
                f"{len(leaves)} leaves, of which the first hears {len(heard)}: not what was to be measured"
            )
        begun = time.process_time()
        fabric.unplug(InterfaceId(leaves[0], "Ethernet49"))
        for name in names:
            ask(fabric, name)
        spent["one cable pulled"] = time.process_time() - begun
    for what, seconds in spent.items():
        print(f"{what:24} {seconds:7.2f} CPU s, at most {LIMITS[what]:.0f} × {slowness:.2f} on this machine, now")
    return 0 if all(seconds <= LIMITS[what] * slowness for what, seconds in spent.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
