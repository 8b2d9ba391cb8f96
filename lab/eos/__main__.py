"""`python -m lab.eos SPEC.json`: emulate the switches of a lab in the foreground."""

import sys
from pathlib import Path

from lab.eos.emulator import main
from lab.eos.spec import SpecInvalid
from lab.owner import end_with_owner

_USAGE = "usage: python -m lab.eos SPEC.json"

if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004
        sys.exit(_USAGE)
    end_with_owner()
    try:
        main(Path(sys.argv[1]))
    except (SpecInvalid, OSError) as error:
        sys.exit(str(error))
