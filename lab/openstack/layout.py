"""Where a cloud keeps what: the files and folders of its state directory."""

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CloudLayout:
    """The paths inside one cloud's state directory; only its owner may look into it."""

    root: Path

    @property
    def databases(self) -> Path:
        """One SQLite file a database."""
        return self.root / "databases"

    @property
    def keys(self) -> Path:
        """Keystone's Fernet keys."""
        return self.root / "keys"

    @property
    def configuration(self) -> Path:
        """One folder of configuration files a service."""
        return self.root / "etc"

    @property
    def logs(self) -> Path:
        """Each service's own log (`.log`) and what it printed (`.out`)."""
        return self.root / "log"

    @property
    def run(self) -> Path:
        """Records of the running processes, the control socket and the sign of readiness."""
        return self.root / "run"

    @property
    def description(self) -> Path:
        """What the services are given about their cloud, as JSON."""
        return self.root / "cloud.json"

    @property
    def clouds_yaml(self) -> Path:
        """How clients reach the cloud; holds the password, readable by its owner only."""
        return self.root / "clouds.yaml"

    @property
    def password(self) -> Path:
        """The password of `admin` and of the services."""
        return self.root / "password"

    @property
    def lock(self) -> Path:
        """Held while the cloud is started or stopped."""
        return self.root / "lock"

    @property
    def ready(self) -> Path:
        """Exists once every hypervisor has started and reported its inventory."""
        return self.run / "hypervisors.ready"

    @property
    def control_socket(self) -> Path:
        """Where the Nova process takes requests to add, stop and start hypervisors."""
        return self.run / "control.sock"

    def record(self, service: str) -> Path:
        """Return the file that says which process a service is."""
        return self.run / f"{service}.process"

    def output(self, service: str) -> Path:
        """Return the file that takes what a service prints."""
        return self.logs / f"{service}.out"

    def log(self, service: str) -> Path:
        """Return a service's own log."""
        return self.logs / f"{service}.log"

    def make(self) -> None:
        """Create the folders; the root is closed to other users."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o700)
        inner = ("images", "staging", "tasks", "locks", "neutron", "nova/instances")
        for folder in (self.databases, self.keys, self.configuration, self.logs, self.run):
            folder.mkdir(exist_ok=True)
        for name in inner:
            (self.root / name).mkdir(parents=True, exist_ok=True)

    def remove(self) -> None:
        """Remove everything; the lock last, so that a start that waits for it sees a clean place."""
        for entry in self.root.iterdir():
            if entry == self.lock:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        self.lock.unlink(missing_ok=True)
        self.root.rmdir()
