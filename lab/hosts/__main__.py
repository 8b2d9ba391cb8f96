"""`python -m lab.hosts SPEC.json`: answer SSH for the hosts of one site until told to stop."""

import asyncio
import logging
import sys
from pathlib import Path

from lab.hosts.server import serve
from lab.hosts.spec import SpecInvalid, read_spec
from lab.owner import end_with_owner


def main(arguments: list[str]) -> int:
    """Serve the hosts of the specification that is named; return the exit status."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m lab.hosts SPEC.json\n")
        return 2
    end_with_owner()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("asyncssh").setLevel(logging.WARNING)
    try:
        asyncio.run(serve(read_spec(Path(arguments[0]))))
    except (SpecInvalid, OSError) as error:
        sys.stderr.write(f"Lab hosts cannot start: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
