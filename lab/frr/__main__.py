"""The process that passes logins on to the routers of a lab."""

import sys

from lab.frr.relay import main

main(sys.argv[1:])
