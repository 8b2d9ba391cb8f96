"""Secrets on switches and in files: none in a plan, a saved plan, a journal, a log, or anything that is printed.

Every other test here looks through what is printed, too (`Sddc`).
"""

import stat
from pathlib import Path

from tests.cli.world import World, lines_until

PASSWORD = "Peer-Pass-9921"
DIGEST = "0822455D0A16544541"


def type_secrets(world: World) -> None:
    """Leave secrets in what the tool manages: it has to show that they go, without showing them."""
    bgp = next(line for line in world.lab.running("east-leaf-02a").splitlines() if line.startswith("router bgp"))
    answer = world.lab.type(
        "east-leaf-02a",
        "configure",
        bgp,
        f"neighbor 10.99.0.1 password {PASSWORD}",
        f"neighbor 10.99.0.2 password 7 {DIGEST}",
        "end",
    )
    assert "%" not in answer, answer


def test_no_secret_is_left_anywhere(world: World) -> None:
    type_secrets(world)
    world.move_server()
    plan = world.planned()
    shown = world.sddc("plan", world.estate, "--whole")
    as_data = world.sddc("plan", world.estate, "--format", "json")
    world.lab.fault("delay", switch="east-leaf-02a", seconds=0.02)
    with world.sddc.started("apply", plan, "--confirm-seconds", 5) as process:
        read = lines_until(process, "Run ")
        process.kill()
        process.wait()
    world.lab.fault("delay", switch="east-leaf-02a", seconds=0)
    applied = world.sddc("apply", "--resume", "--estate", world.estate, "--confirm-seconds", 5, "--format", "json")
    assert applied.code == 0, applied
    verified = world.sddc("verify", world.estate, "--all")

    secrets = [PASSWORD, DIGEST, *world.sddc.secrets]
    told = [shown.out, as_data.out, read, applied.out, applied.err, verified.out]
    assert [text for text in told if any(secret in text for secret in secrets)] == []
    assert "neighbor 10.99.0.1 password" in shown.out, "that it goes is shown, and what it is, is not"
    files = [path for path in world.estate.parent.rglob("*") if path.is_file()]
    assert {"change.plan", "journal.sqlite"} <= {path.name for path in files}
    assert [path for path in files if holds(path, secrets)] == []
    private = [path for path in files if path.name == "change.plan" or path.name.startswith("journal")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}
    logs = list(world.lab.folder.rglob("*.log"))
    assert logs
    assert [path for path in logs if holds(path, secrets)] == []


def holds(path: Path, secrets: list[str]) -> bool:
    content = path.read_bytes()
    return any(secret.encode() in content for secret in secrets)
