"""Who may log in to a switch, and whether its management address can be reached at all.

A switch that was never given accounts or a management address is reached as one fresh from its box is: by the account
of the lab and an address from DHCP. Once its configuration has had them, it depends on them: take them away, change
the address, shut the port or close SSH in its VRF, and nobody gets in until the configuration comes back.
"""

import re
import time
from dataclasses import dataclass

from twin.dialects.eos.secret import verify_password
from twin.dialects.eos.tree import ConfigSection


@dataclass(slots=True)
class Accounts:
    """The account of the lab, and what the configuration of one switch makes of logins."""

    username: str
    password: str = ""
    password_hash: str = ""
    management_address: str | None = None
    has_local_users: bool = False
    cut_until: float = 0.0
    cut_after_commit: float = 0.0
    _running: ConfigSection | None = None

    def observe(self, running: ConfigSection) -> None:
        """Take note of a running configuration that has just come into force."""
        previous, self._running = self._running, running
        management = running.entries.get("interface Management1")
        address = management.section.value("ip address") if management and management.section else None
        if self.management_address is None and address not in (None, "dhcp"):
            self.management_address = address
        self.has_local_users = self.has_local_users or any(True for _ in running.lines("username"))
        if previous is not None and self.cut_after_commit:
            self.cut_until = time.monotonic() + self.cut_after_commit
            self.cut_after_commit = 0.0

    @property
    def is_reachable(self) -> bool:
        """Tell whether a login can arrive: the management port is up and has the address it had."""
        if time.monotonic() < self.cut_until or self._running is None:
            return False
        entry = self._running.entries.get("interface Management1")
        section = entry.section if entry else None
        if section is not None and section.line("shutdown"):
            return False
        if self.management_address is None:
            return True
        has_address = section is not None and section.value("ip address") == self.management_address
        return has_address and _answers_ssh(self._running, section.value("vrf") if section else None)

    def admits(self, username: str, password: str) -> bool:
        """Tell whether a user name and password are right by the running configuration."""
        if not self.has_local_users:
            return username == self.username and self._is_lab_password(password)
        line = self._running.line(f"username {username}") if self._running else None
        if line is None:
            return False
        if line.endswith(" nopassword"):
            return True
        found = re.search(r"secret sha512 (\S+)$", line)
        return bool(found) and verify_password(password, found[1] if found else "")

    def _is_lab_password(self, password: str) -> bool:
        if self.password:
            return password == self.password
        return verify_password(password, self.password_hash)


def _answers_ssh(running: ConfigSection, vrf: str | None) -> bool:
    """Tell whether SSH is open in a VRF: in the default one unless shut, in any other only where it is opened."""
    entry = running.entries.get("management ssh")
    section = entry.section if entry else None
    if vrf is None:
        return section is None or section.line("shutdown") is None
    inner = section.entries.get(f"vrf {vrf}") if section else None
    return inner is not None and inner.section is not None and inner.section.line("shutdown") == "no shutdown"
