"""Key pairs of the lab: one to log in with, one by which a site's hosts are known."""

from pathlib import Path

from inventory.file_writing import write_whole
from lab.hosts.spec import SiteSpec

LOGIN_KEY = "id_ed25519"
HOST_KEY = "ssh_host_ed25519_key"
KNOWN_HOSTS = "known_hosts"


def ensure_key_pair(private_key: Path, comment: str) -> str:
    """Return the public key that belongs to `private_key`; both are made if they are not there yet.

    The private key is an unencrypted Ed25519 key with mode 0600; the public one stands beside it with `.pub`.
    """
    import asyncssh

    if not private_key.exists():
        private_key.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = asyncssh.generate_private_key("ssh-ed25519", comment=comment)
        write_whole(private_key, key.export_private_key())
    public = asyncssh.read_private_key(private_key).export_public_key().decode()
    private_key.with_name(f"{private_key.name}.pub").write_text(public)
    return public.strip()


def login_key(state_directory: Path) -> Path:
    """Return where the lab's login key is; `ensure_key_pair` makes it."""
    return state_directory / LOGIN_KEY


def write_known_hosts(spec: SiteSpec) -> Path:
    """Write the `known_hosts` file by which SSH knows the site's hosts (sshd(8)), and return where it is."""
    state_directory = Path(spec.state_directory)
    host_key = ensure_key_pair(state_directory / HOST_KEY, f"lab hosts of {spec.site}")
    algorithm, key = host_key.split()[:2]
    path = state_directory / KNOWN_HOSTS
    path.write_text("".join(f"[{host.address}]:{host.port} {algorithm} {key}\n" for host in spec.hosts))
    return path
