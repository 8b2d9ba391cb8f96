"""One site on real FRR routers: from bare interfaces to servers that reach each other, and back again by itself."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from inventory.load import load_estate
from lab.frr import FrrFabric, FrrLabError, wiring
from lab.frr.namespaces import NAMESPACES, batch
from lab.layout import Listening
from lab.processes import is_running, leftovers, read_record
from orchestration.change import Change, Status
from orchestration.process_identity import this_process
from sdn.configuration import Tree
from sdn.controller import FabricController
from sdn.delivery.task import CommitContext, DeviceTask, Result, Settings
from sdn.delivery.transport import DeviceAccess, NetmikoTransport
from sdn.dialects.frr.commit import commit_dead_man
from sdn.rendered_config import RenderedConfig

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(os.geteuid() != 0, reason="real routers live in network namespaces, which need root"),
]

EXAMPLE = Path(__file__).parents[2] / "examples" / "frr-site"
USERNAME, PASSWORD = "admin", "lab-Pass-7041"
HERE, THERE, OTHER_ZONE = "jinjiang-a01-s01", "jinjiang-a03-s01", "jinjiang-a03-s02"
"""Two servers of one zone behind different leaf pairs, and one of another zone next to the second."""
LEAF = "jinjiang-leaf-02a"
TIMER_SECONDS = 8
RETAIL_SERVER = """
    positions: 1
    type: huawei-2288h-v6
    zone: retail
    role: bare-metal
    nics: {eth0: leaf-02a, eth1: leaf-02b}
    ports: """
ANOTHER_NETWORK = (
    "fabric.yaml",
    "  host-management:",
    "  backup: {zone: mgmt, vlan: 411, subnet: 10.40.4.0/22, sites: all}\n  host-management:",
)
FULL = "netlink receive buffer too small"
"""What lldpd says when it has lost news of interfaces."""


@dataclass(frozen=True)
class World:
    """A lab, the estate that it is made for, and how it is reached."""

    fabric: FrrFabric
    estate: Path
    access: Path

    def sddc(self, *words: str) -> "subprocess.CompletedProcess[str]":
        program = Path(sys.executable).with_name("sddc")
        return subprocess.run(
            [program, *words, "--access", self.access], text=True, capture_output=True, timeout=150, check=False
        )

    def plan(self) -> dict[str, int]:
        """Return the devices that would change."""
        done = self.sddc("plan", str(self.estate), "--format", "json")
        found = json.loads(done.stdout)
        assert found["unknown"] == []
        assert done.returncode == (4 if found["changes"] else 0)
        return {
            change["address"].removeprefix("device/"): change["diff"].count("\n") + 1 for change in found["changes"]
        }

    def apply(self) -> list[dict[str, object]]:
        done = self.sddc("apply", "--estate", str(self.estate), "--yes", "-q", "--format", "json")
        assert done.returncode == 0, done.stdout + done.stderr
        return list(json.loads(done.stdout)["outcomes"])

    def host(self, name: str, *command: str) -> "subprocess.CompletedProcess[str]":
        inside = ["ip", "netns", "exec", self.fabric.namespaces.name(name), *command]
        return subprocess.run(inside, text=True, capture_output=True, timeout=30, check=False)

    def reaches(self, source: str, target: str, count: int = 2) -> bool:
        """Ping one server from another."""
        host = next(host for host in self.fabric.wiring.hosts if host.name == target)
        assert host.address is not None
        return self.host(source, "ping", "-c", str(count), "-i", "0.2", "-W", "1", str(host.address.ip)).returncode == 0

    @contextmanager
    def edited(self, file: str, old: str, new: str, more: str = "") -> Iterator[None]:
        """Change a file of the estate, add to it, and put it back: a test that fails leaves the next one its world."""
        path = self.estate / file
        before = path.read_text(encoding="utf-8")
        assert before.count(old) == 1
        path.write_text(before.replace(old, new) + more, encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(before, encoding="utf-8")

    def verifies(self) -> bool:
        """Return whether every expectation holds at the moment."""
        return self.sddc("verify", str(self.estate)).returncode == 0

    def processes(self, router: str, program: str) -> list[int]:
        """List the processes of a program in a router's network namespace."""
        inside = subprocess.run(
            ["ip", "netns", "pids", self.fabric.namespaces.name(router)], text=True, capture_output=True, check=True
        )
        return [
            int(number) for number in inside.stdout.split() if Path(f"/proc/{number}/exe").readlink() == Path(program)
        ]

    def saved(self, router: str) -> str:
        """Return what a router would start with."""
        return (self.fabric.folder / "routers" / router / "etc-frr" / "frr.conf").read_text(encoding="utf-8")


def until(look: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline, f"not reached in {seconds} s"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("frr")
    estate = folder / "estate"
    estate.mkdir()
    for file in EXAMPLE.glob("*.yaml"):
        (estate / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    plain = wiring(load_estate(estate))
    routers = tuple(
        replace(router, listening=Listening(f"127.97.3.{number}", 8124))
        for number, router in enumerate(plain.routers, start=1)
    )
    fabric = FrrFabric(replace(plain, routers=routers), folder / "lab")
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    access = folder / "access.yaml"
    switches = {
        "username": USERNAME,
        "password_file": "password",
        "known_hosts": "lab/known_hosts",
        "addresses": {router.name: str(router.listening) for router in routers},
    }
    access.write_text(json.dumps({"access": "lab", "switches": switches}), encoding="utf-8")
    try:
        fabric.up(USERNAME, PASSWORD, this_process())
        yield World(fabric, estate, access)
    finally:
        fabric.down(wipe=True)


def test_a_new_lab_knows_nothing_but_its_logins(world: World) -> None:
    assert world.fabric.runs()
    for router in world.fabric.routers():
        assert "bgp" not in world.saved(router.router.name)
    assert not world.reaches(HERE, THERE, count=1)
    assert sorted(world.plan()) == sorted(router.name for router in world.fabric.wiring.routers)


def test_nothing_of_the_lab_listens_beyond_loopback(world: World) -> None:
    """Sockets of this network namespace only; those of the routers cannot be reached from outside."""
    listening = subprocess.run(["ss", "-Hltn"], text=True, capture_output=True, check=True).stdout.splitlines()
    ours = [line.split()[3] for line in listening if line.split()[3].endswith(":8124")]
    assert sorted(ours) == sorted(str(router.listening) for router in world.fabric.wiring.routers)


def test_a_second_lab_leaves_foreign_namespaces_alone(world: World, tmp_path: Path) -> None:
    other = FrrFabric(world.fabric.wiring, tmp_path)
    foreign = other.namespaces.name(LEAF)
    batch([f"netns add {foreign}"])
    try:
        with pytest.raises(FrrLabError, match=f"{foreign} exists already and is not this lab's"):
            other.up(USERNAME, PASSWORD)
        other.down()
        assert (NAMESPACES / foreign).exists()
    finally:
        batch([f"netns del {foreign}"])


def test_apply_builds_the_fabric_and_servers_reach_each_other(world: World) -> None:
    outcomes = world.apply()
    assert {outcome["status"] for outcome in outcomes} == {"done"}
    assert len(outcomes) == len(world.fabric.wiring.routers)
    assert world.reaches(HERE, THERE)
    assert not world.reaches(HERE, OTHER_ZONE, count=1)
    for router in world.fabric.routers():
        assert "router bgp" in world.saved(router.router.name)


def test_after_apply_nothing_is_left_to_plan(world: World) -> None:
    assert world.plan() == {}


def test_what_runs_but_is_not_saved_is_saved(world: World) -> None:
    """As after a run that was killed between the confirmation and the save."""
    folder = world.fabric.folder / "routers" / LEAF / "etc-frr"
    new = {part: (folder / part).read_text(encoding="utf-8") for part in ("frr.conf", "interfaces")}
    (folder / "frr.conf").write_text(f"hostname {LEAF}\n", encoding="utf-8")
    without_last = new["interfaces"].splitlines(keepends=True)[:-1]
    (folder / "interfaces").write_text("".join(without_last), encoding="utf-8")
    assert list(world.plan()) == [LEAF]
    (outcome,) = world.apply()
    assert (outcome["status"], outcome["steps"]) == ("done", ["saved"])
    assert (folder / "interfaces").read_text(encoding="utf-8") == new["interfaces"]
    assert "router bgp" in world.saved(LEAF)
    assert world.plan() == {}


def test_every_expectation_holds(world: World) -> None:
    done = world.sddc("verify", str(world.estate), "--format", "json")
    checks = json.loads(done.stdout)["checks"]
    assert done.returncode == 0
    assert {check["status"] for check in checks} == {"done"}
    names = [check["name"] for check in checks]
    assert sum(name.startswith("EVPN session") for name in names) == 24
    assert sum(name.startswith("BGP session") for name in names) == 24
    assert sum(name.startswith("cable at") for name in names) == 24
    assert sum(name.startswith("VTEP ") for name in names) == 6 * 5


def test_the_ping_went_through_vxlan(world: World) -> None:
    """The bridge of the network learned the far server behind its VXLAN interface, from EVPN and not by flooding."""
    shown = world.host(THERE, "cat", "/sys/class/net/eth0/address").stdout.strip()
    entries = json.loads(world.host("jinjiang-leaf-01a", "bridge", "-j", "fdb", "show", "dev", "vx10210").stdout)
    learned = [entry for entry in entries if entry["mac"] == shown and "dst" in entry]
    assert [entry["dst"] for entry in learned] == ["10.254.1.11"]
    assert "extern_learn" in learned[0]["flags"]


def test_moving_a_server_touches_its_two_leaves_only(world: World) -> None:
    both = f'racks: "a[03-04]"\n    names: s01{RETAIL_SERVER}"swp[1-2]"\n'
    stays = f"racks: a04\n    names: s01{RETAIL_SERVER}swp2\n"
    moves = f"  - sites: all\n    racks: a03\n    names: s01{RETAIL_SERVER.replace('retail', 'core')}swp1\n"
    with world.edited("servers.yaml", both, stays, moves):
        planned = world.plan()
        assert sorted(planned) == ["jinjiang-leaf-02a", "jinjiang-leaf-02b"]
        assert max(planned.values()) <= 3
        assert {outcome["address"] for outcome in world.apply()} == {f"device/{name}" for name in planned}
        assert not world.reaches(HERE, THERE, count=1)
    world.apply()
    assert world.reaches(HERE, THERE)
    assert world.plan() == {}


def test_a_new_network_reaches_pairs_and_no_spine(world: World) -> None:
    with world.edited(*ANOTHER_NETWORK):
        planned = world.plan()
        assert sorted(planned) == sorted(name.name for name in world.fabric.wiring.routers if "spine" not in name.name)
        world.apply()
        assert world.plan() == {}
        assert world.reaches(HERE, THERE)
    world.apply()
    assert world.plan() == {}
    assert world.reaches(HERE, THERE)


@dataclass(frozen=True)
class Bench:
    """One router with one change that is wanted of it, and what came of it."""

    world: World
    transport: NetmikoTransport

    def access(self, router: str) -> DeviceAccess:
        place = next(item.listening for item in self.world.fabric.wiring.routers if item.name == router)
        known = self.world.fabric.known_hosts
        return DeviceAccess(place.address, place.port, USERNAME, PASSWORD, known, connect_seconds=4, answer_seconds=30)

    def task(self, more: str = "", interfaces: str = "") -> DeviceTask:
        """Plan a new network for the leaf, and add lines that nobody planned."""
        with self.world.edited(*ANOTHER_NETWORK):
            estate = load_estate(self.world.estate)
        controller = FabricController(estate, {LEAF: self.access(LEAF)}, self.transport, settings())
        change: Change = controller.plan().changes[0]
        assert isinstance(change.payload, DeviceTask)
        parts = change.payload.rendered.parts
        tampered = {"frr.conf": parts["frr.conf"] + more, "interfaces": parts["interfaces"] + interfaces}
        return replace(change.payload, rendered=RenderedConfig(LEAF, tampered))

    def carry_out(self, task: DeviceTask) -> tuple[Result, dict[str, str], float]:
        """Commit; returns what came of it, each step with what was saved on the router at that moment, and seconds."""
        steps: dict[str, str] = {}

        def step(text: str) -> None:
            steps[text] = self.world.saved(LEAF)

        started = time.monotonic()
        result = commit_dead_man(CommitContext(self.transport, settings()), task, step)
        return result, steps, time.monotonic() - started

    def running(self) -> str:
        with self.transport.shell(self.access(LEAF)) as shell:
            return shell.execute("vtysh -c 'show running-config'; ip -o link show | cut -d: -f2")


def settings() -> Settings:
    return Settings(run="cafe0001", timer_seconds=TIMER_SECONDS, grace_seconds=20)


@pytest.fixture
def bench(world: World) -> Iterator[Bench]:
    transport = NetmikoTransport()
    yield Bench(world, transport)
    transport.close()


def test_a_change_that_cuts_the_management_port_comes_back_by_the_timer(bench: Bench) -> None:
    before, saved = bench.running(), bench.world.saved(LEAF)
    result, steps, seconds = bench.carry_out(bench.task("interface mgmt0\n shutdown\nexit\n!\n"))
    assert result.status is Status.REVERTED, result
    assert "could not be reached" in result.message
    assert "back on the old configuration" in result.message
    assert list(steps)[:3] == ["session", "diff", f"commit, timer {TIMER_SECONDS} s"]
    assert set(steps.values()) == {saved}
    assert "new login" not in steps
    assert "confirmed" not in steps
    assert seconds >= TIMER_SECONDS
    assert bench.running() == before
    assert bench.world.saved(LEAF) == saved
    assert bench.world.reaches(HERE, THERE)


def test_a_change_that_cuts_the_uplinks_is_taken_back(bench: Bench) -> None:
    before, saved = bench.running(), bench.world.saved(LEAF)
    more = "interface swp49\n shutdown\nexit\n!\ninterface swp50\n shutdown\nexit\n!\n"
    result, steps, _ = bench.carry_out(bench.task(more))
    assert result.status is Status.REVERTED, result
    assert "did not come up again" in result.message
    assert "evpn 10.254.4.160" in result.message
    assert set(steps.values()) == {saved}
    assert "confirmed" not in steps
    assert bench.running() == before
    assert bench.world.saved(LEAF) == saved


def test_refused_syntax_changes_nothing_and_says_which_line(bench: Bench) -> None:
    before = bench.running()
    result, steps, _ = bench.carry_out(bench.task("router bgp 4200040006\n neighbor UNDERLAY nonsense\nexit\n"))
    assert result.status is Status.FAILED
    assert "neighbor UNDERLAY nonsense" in result.message
    assert "Nothing was committed." in result.message
    assert not any(step.startswith("commit") for step in steps)
    assert bench.running() == before


def test_an_interface_that_the_kernel_refuses_is_taken_back(bench: Bench) -> None:
    before = bench.running()
    task = bench.task()
    vlan: Tree = {"type vlan id 411 over swp1": {}, "up": {}}
    result, _, _ = bench.carry_out(replace(task, intended={**task.intended, "link swp1.411": vlan}))
    assert result.status is Status.REVERTED, result
    assert "Unknown device type" in result.message
    assert bench.running() == before


def test_a_stale_plan_is_refused(bench: Bench) -> None:
    task = replace(bench.task(), fingerprint="0" * 64)
    result, steps, _ = bench.carry_out(task)
    assert result.status is Status.FAILED
    assert "changed since the plan" in result.message
    assert steps == {}


def test_a_router_that_crashes_comes_back_with_what_was_saved(world: World) -> None:
    record = read_record(world.fabric.folder / "routers" / LEAF / "process.json")
    assert record is not None
    os.kill(record.pid, signal.SIGKILL)
    until(lambda: not leftovers(record), 10)
    until(lambda: not world.fabric.runs(), 10)
    world.fabric.up(USERNAME, PASSWORD, this_process())
    until(lambda: world.reaches(HERE, THERE, count=1), 40)
    assert world.plan() == {}


def test_a_port_is_seen_again_whose_return_lldpd_was_not_told(world: World) -> None:
    """What the kernel drops when lldpd's socket is full is sent again, or lldpd takes the port for down for ever."""
    lldpd = world.processes(LEAF, "/usr/sbin/lldpd")
    log = Path(f"/proc/{lldpd[0]}/root/run/lldpd.log")
    full = log.read_text(encoding="utf-8").count(FULL)
    world.host(LEAF, "ip", "link", "set", "swp49", "down")
    until(lambda: not world.verifies(), 10)
    for process in lldpd:
        os.kill(process, signal.SIGSTOP)
    try:
        flood = "".join(f"link add flood{number} type bridge\nlink del flood{number}\n" for number in range(300))
        batch(flood.splitlines(), world.fabric.namespaces.name(LEAF))
        world.host(LEAF, "ip", "link", "set", "swp49", "up")
    finally:
        for process in lldpd:
            os.kill(process, signal.SIGCONT)
    until(lambda: log.read_text(encoding="utf-8").count(FULL) > full, 10)
    until(world.verifies, 40)


def test_down_leaves_no_process_and_no_namespace(world: World) -> None:
    spaces = world.fabric.namespaces
    paths = sorted(world.fabric.folder.rglob("process.json"))
    records = [record for path in paths if (record := read_record(path)) is not None]
    assert len(records) == len(world.fabric.wiring.routers) + 2
    assert [path for path in NAMESPACES.iterdir() if path.name.startswith(spaces.prefix)]
    world.fabric.down()
    assert not [path for path in NAMESPACES.iterdir() if path.name.startswith(spaces.prefix)]
    assert not any(leftovers(record) or is_running(record) for record in records)
    assert not world.fabric.runs()
