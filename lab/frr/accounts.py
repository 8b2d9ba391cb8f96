"""Who may log in to a router of the lab, and its SSH server."""

import grp
import pwd
import subprocess
from pathlib import Path

from lab.frr.wiring import SSH_PORT, Router

_HOME = "/run/home"
_SSHD = """\
Port {port}
ListenAddress {address}
HostKey /mnt/host_key
PidFile none
UsePAM no
UseDNS no
PermitRootLogin yes
PasswordAuthentication yes
KbdInteractiveAuthentication no
PubkeyAuthentication no
AllowUsers {username}
StrictModes no
PrintMotd no
PrintLastLog no
MaxStartups 100:30:200
MaxSessions 50
LogLevel ERROR
"""


def write_accounts(folder: Path, username: str, password: str) -> None:
    """Write the user database of a router: this machine's users, who cannot log in, and one who can, as root.

    Changing links needs root's rights, so that the account has them; its shell is a Linux shell, from which vtysh
    configures FRR.
    """
    digest = subprocess.run(
        ["openssl", "passwd", "-6", "-stdin"], input=password, text=True, capture_output=True, check=True
    ).stdout.strip()
    users = [user for user in pwd.getpwall() if user.pw_name != username]
    _write(
        folder / "passwd",
        [f"{u.pw_name}:x:{u.pw_uid}:{u.pw_gid}::{u.pw_dir}:/usr/sbin/nologin" for u in users]
        + [f"{username}:x:0:0::{_HOME}:/bin/sh"],
    )
    # The first of two users with the same number gives it its name.
    _write(
        folder / "shadow",
        [f"{user.pw_name}:*:19000:0:99999:7:::" for user in users] + [f"{username}:{digest}:19000:0:99999:7:::"],
        mode=0o600,
    )
    _write(folder / "group", [f"{g.gr_name}:x:{g.gr_gid}:{','.join(g.gr_mem)}" for g in grp.getgrall()])


def write_ssh_server(folder: Path, router: Router, username: str) -> None:
    """Write the configuration and the host key of a router's SSH server; a key that is there is kept."""
    key = folder / "host_key"
    if not key.exists():
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", router.name, "-f", str(key)], check=True)
    text = _SSHD.format(port=SSH_PORT, address=router.management.ip, username=username)
    (folder / "sshd_config").write_text(text, encoding="utf-8")


def known_hosts_line(folder: Path, router: Router) -> str:
    """Return the line of a known_hosts file by which the router is known where the lab passes logins on."""
    kind, key = (folder / "host_key.pub").read_text(encoding="utf-8").split()[:2]
    return f"[{router.listening.address}]:{router.listening.port} {kind} {key}\n"


def _write(path: Path, lines: list[str], mode: int = 0o644) -> None:
    path.touch(mode=mode)
    path.chmod(mode)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
