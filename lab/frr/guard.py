"""`python -m lab.frr.guard FOLDER`: takes an FRR lab down once the process that it belongs to has ended."""

import sys
from pathlib import Path

from lab.frr.fabric import FrrFabric
from lab.frr.wiring import RouterWiring
from lab.owner import own_owner


def main(folder: Path) -> None:
    """Wait for the end of the owner, then end the lab, however much of it was started."""
    owner = own_owner()
    if owner is None:
        sys.exit("This lab belongs to no process, so there is nothing to wait for.")
    (folder / "guard" / "ready").touch()
    owner.wait()
    print(f"The process {owner.pid}, which this lab belongs to, has ended. So it ends.", flush=True)  # noqa: T201 - the log
    FrrFabric(RouterWiring((), (), (), ()), folder).down_by_guard()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
