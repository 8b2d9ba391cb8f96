"""`python -m tests.lab.owned_lab FOLDER PORT`: start switches and hosts that belong to this process, then wait.

The test kills it. On one of the hosts runs a command that has left everything by which it could be found but its mark.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from lab.hosts.process import SiteAccess, prepare_site, start_site
from lab.hosts.spec import LabHost
from lab.switch import process as switches
from orchestration.process_identity import this_process

ADDRESS = "127.93.0.1"
REMOTE = "setsid nohup sleep 300 </dev/null >/dev/null 2>&1 & echo started"


def main(folder: Path, port: int) -> None:
    """Start it all, say so, and wait."""
    owner = this_process()
    (folder / "password").write_text("lab-password\n", encoding="utf-8")
    spec = folder / "lab.json"
    switch = {"name": "one", "address": ADDRESS, "port": port}
    described = {"switches": [switch], "cables": [], "username": "admin", "password_file": "password"}
    spec.write_text(json.dumps({**described, "state_directory": "switches"}), encoding="utf-8")
    switches.start(spec, owner=owner)
    host = LabHost("a01-s01", ADDRESS, port + 1, str(folder / "root"))
    site, access = prepare_site("east", (host,), folder / "hosts")
    start_site(site, owner=owner)
    subprocess.run([*login(access, host), REMOTE], check=True, stdout=subprocess.DEVNULL)
    print("up", flush=True)  # noqa: T201 - what the test waits for
    time.sleep(300)


def login(access: SiteAccess, host: LabHost) -> list[str]:
    """Return the command that logs in to a host."""
    options = ["-oBatchMode=yes", f"-oUserKnownHostsFile={access.known_hosts}", "-oIdentitiesOnly=yes", "-F/dev/null"]
    place = ["-p", str(host.port), "-i", str(access.private_key), f"{access.username}@{host.address}"]
    return ["ssh", "-n", *options, *place]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
