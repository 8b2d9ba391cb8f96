"""`python -m lab.switch SPEC.json`: emulate the switches of a lab in the foreground."""

import sys
from pathlib import Path

from lab.owner import end_with_owner
from lab.switch.emulator import main
from lab.switch.spec import SwitchLabInvalid

_USAGE = "usage: python -m lab.switch SPEC.json"

if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004
        sys.exit(_USAGE)
    end_with_owner()
    try:
        main(Path(sys.argv[1]))
    except (SwitchLabInvalid, OSError) as error:
        sys.exit(str(error))
