"""The virtual environment in which the OpenStack services run, made once and shared by all clouds of a user."""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from inventory.cache_folder import cache_folder
from lab.locking import exclusive_lock
from lab.openstack.failure import OpenStackLabError, log_tail

Progress = Callable[[str], None]
"""Told what is being done, one short line a step."""

LOCK_FILE = "requirements.lock"
INSTALLER_LOCK_FILE = "installer.lock"
ENTRY_POINTS = """\
[oslo.messaging.drivers]
mem = control_plane.messaging:MemoryDriver

[neutron.ml2.mechanism_drivers]
any_host = control_plane.mechanism:AnyHostMechanismDriver
"""


def default_root() -> Path:
    """Return where the environment stands unless told otherwise: a folder of the user's cache named by what is in it.

    Another lock file, or another version of Python, is another environment, so that none is ever changed in place.
    """
    return cache_folder() / f"openstack-{contents_digest()}"


def contents_digest() -> str:
    """Return twelve hexadecimal digits that name what an environment made now would hold."""
    digest = hashlib.sha256(f"{sys.version_info[0]}.{sys.version_info[1]}\n{ENTRY_POINTS}".encode())
    for name in (LOCK_FILE, INSTALLER_LOCK_FILE):
        digest.update(_resource(name).read_bytes())
    return digest.hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Environment:
    """The virtual environment at `root/venv`; databases that are ready to be copied stand beside it."""

    root: Path

    @property
    def folder(self) -> Path:
        """The virtual environment itself."""
        return self.root / "venv"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def is_installed(self) -> bool:
        """Whether an installation of exactly today's contents was finished here and its interpreter still exists."""
        try:
            finished = self._stamp.read_text()
        except FileNotFoundError:
            return False
        return finished == contents_digest() and self.python.exists()

    def install(self, progress: Progress = lambda _: None) -> None:
        """Make the environment unless it is there; what was left half-way is removed first.

        Two installations at once wait for each other, also for an orphan whose parent was killed. Raises
        OpenStackLabError with the last lines of the installer's log if a package cannot be had.
        """
        if self.is_installed:
            return
        wait_note = f"waiting for another installation into {self.root}"
        with exclusive_lock(self.root / "install.lock", lambda: progress(wait_note)) as lock:
            if self.is_installed:
                return
            shutil.rmtree(self.folder, ignore_errors=True)
            progress(f"making a virtual environment for the OpenStack services in {self.root}")
            venv.create(self.folder, with_pip=True, symlinks=True)
            progress("installing the OpenStack services (once, about 350 MiB)")
            self._install_packages(lock)
            self._register_drivers()
            partial = self._stamp.with_suffix(".partial")
            partial.write_text(contents_digest())
            partial.replace(self._stamp)

    @property
    def _stamp(self) -> Path:
        return self.folder / "installed"

    def _install_packages(self, lock: int) -> None:
        """Install what the lock file pins with uv, which takes seconds, or else with pip, which knows more indexes."""
        log = self.root / "install.log"
        log.unlink(missing_ok=True)
        if self._install_with_uv(log, lock):
            return
        if _run([*self._pip_install, "-r", _resource(LOCK_FILE)], log, lock):
            raise OpenStackLabError(
                f"The packages of the OpenStack services could not be installed.\n{log_tail(log)}\n"
                "See whether this machine reaches its package index (pip's own settings apply) and try again."
            )

    @property
    def _pip_install(self) -> list[str | Path]:
        options = ["--disable-pip-version-check", "--no-input", "--no-deps", "--require-hashes"]
        # Modules are compiled when they are first imported: most of them never are.
        return [self.python, "-I", "-m", "pip", "install", *options, "--no-compile"]

    def _install_with_uv(self, log: Path, lock: int) -> bool:
        if _run([*self._pip_install, "-r", _resource(INSTALLER_LOCK_FILE)], log, lock):
            return False
        uv: list[str | Path] = [self.folder / "bin" / "uv", "pip", "install", "--no-config", "--python", self.python]
        options = [*_index_options(self.python), "--no-deps", "--require-hashes"]
        return _run([*uv, *options, "-r", _resource(LOCK_FILE)], log, lock) == 0

    def _register_drivers(self) -> None:
        """Make the messaging and mechanism drivers known where the services look for theirs."""
        site_packages = next((self.folder / "lib").glob("python3.*/site-packages"))
        distribution = site_packages / "sddc_control_plane-1.dist-info"
        distribution.mkdir(exist_ok=True)
        (distribution / "METADATA").write_text("Metadata-Version: 2.1\nName: sddc-control-plane\nVersion: 1\n")
        (distribution / "entry_points.txt").write_text(ENTRY_POINTS)


def clean_variables() -> dict[str, str]:
    """Return the caller's environment variables less those that would change what our interpreters or clouds do."""
    unwanted = ("PYTHON", "VIRTUAL_ENV", "OS_", "UV_")
    return {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}


def _index_options(python: Path) -> list[str]:
    """Return uv's options for the package index that pip was told to use, if it was told of one."""
    settings = subprocess.run(  # a setting that cannot be read leaves the installer's own default
        [python, "-I", "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        check=False,
        env=clean_variables(),
    )
    found = dict(line.split("=", 1) for line in settings.stdout.splitlines() if "=" in line)
    for name in (":env:.index-url", "install.index-url", "global.index-url"):
        if name in found:
            return ["--default-index", found[name].strip("'\"")]
    return []


def _run(command: list[str | Path], log: Path, lock: int) -> int:
    """Run a step of the installation; it holds the lock as long as it lives, and dies with an interrupted caller."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=clean_variables(), pass_fds=(lock,)
        )
        try:
            return process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise


def _resource(name: str) -> Path:
    return Path(str(files("lab.openstack").joinpath(name)))
