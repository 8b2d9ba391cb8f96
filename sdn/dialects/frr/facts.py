"""FRR on Linux: what a router's configuration consists of."""

from typing import Final

PARTS: Final = ("frr.conf", "interfaces")
"""`interfaces` are lines for `ip -batch`: what of Linux the routing daemon cannot make itself."""
