"""Plays, run by ansible-runner on a generated Ansible inventory; the only place that knows ansible-runner."""

import json
import os
import secrets
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.marked_processes import end_marked_processes
from provisioning.ansible_inventory import AnsibleHost, ansible_inventory
from provisioning.host_results import HostEvent, HostResult, Redaction, host_event, host_results

if TYPE_CHECKING:
    from ansible_runner import Runner

MARK = "SDDC_PLAY"
POLL_SECONDS = 0.1


class PlaybookNotRun(Exception):  # noqa: N818 - said as the user would say it
    """A play could not even be started; the message says what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class SshAccess:
    """How to log in to hosts. Host keys are always checked, against this file and no other."""

    known_hosts: Path
    private_key: Path | None = None
    """None leaves it to the user's SSH agent."""
    config: Path | None = None
    """An ssh_config(5) file, for jump hosts say; the user's own is not read."""


@dataclass(frozen=True, slots=True)
class PlaySettings:
    """How a play is run."""

    check: bool = False
    """Show what would change and change nothing."""
    limit: tuple[str, ...] = ()
    """Names of hosts or groups; empty for all hosts."""
    forks: int = 10
    timeout_seconds: float = 1800.0
    """For the whole play; hosts that are not done then are unknown."""
    extra_variables: Mapping[str, object] = field(default_factory=dict)
    become_password: str | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Values that must not appear in events or results, wherever Ansible says them."""


def playbooks() -> tuple[str, ...]:
    """List the playbooks that there are, by the names that `run_playbook` takes."""
    files = resources.files("playbooks").iterdir()
    return tuple(sorted(file.name.removesuffix(".yml") for file in files if file.name.endswith(".yml")))


def run_playbook(
    playbook: str,
    hosts: Iterable[AnsibleHost],
    access: SshAccess,
    settings: PlaySettings | None = None,
    on_event: Callable[[HostEvent], None] | None = None,
) -> tuple[HostResult, ...]:
    """Run a playbook of the `playbooks` package (`host_baseline`) and return one result for every host it is meant for.

    `on_event` is called for every task that has ended on a host, from another thread than the caller's, one at a time;
    what it raises ends the play and is raised here. A host that Ansible said nothing about, or that was not done when
    the play was ended, is unknown. Raises PlaybookNotRun where nothing could be started, AnsibleInventoryInvalid where
    the hosts clash, and KeyboardInterrupt after Ctrl-C, when every process of the play has ended.
    """
    settings = settings or PlaySettings()
    inventory = ansible_inventory(hosts)
    selected = _selected(inventory, settings.limit)
    _require(access)
    with ExitStack() as stack:
        content = stack.enter_context(resources.as_file(resources.files("playbooks")))
        if playbook not in playbooks():
            raise PlaybookNotRun(f"There is no playbook {playbook}. Known: {', '.join(playbooks())}.")
        path = content / f"{playbook}.yml"
        data = stack.enter_context(_private_directory())
        mark = secrets.token_hex(16)
        stack.callback(end_marked_processes, MARK, mark)
        play = _Play(Redaction(_secrets(settings)), on_event)
        runner = _runner(path, inventory, access, settings, data, play)
        runner.config.env = _environment(runner.config.env, content, access, data) | {MARK: mark}
        play.run(runner)
        return host_results(selected, play.events, play.why_unknown(runner, settings))


class _Play:
    """One run of ansible-runner in a thread of its own: what it says is collected, and it is ended when asked to."""

    def __init__(self, redact: Redaction, on_event: Callable[[HostEvent], None] | None) -> None:
        self.events: list[HostEvent] = []
        self.cancelled = threading.Event()
        self._redact = redact
        self._on_event = on_event
        self._finished = False
        self._error: BaseException | None = None

    def run(self, runner: "Runner") -> None:
        """Run to the end; Ctrl-C and errors of the listener end the play before they are raised."""
        thread = threading.Thread(target=self._run, args=(runner,), name="ansible-runner")
        thread.start()
        try:
            while thread.is_alive():
                thread.join(POLL_SECONDS)
        finally:
            self.cancelled.set()
            thread.join()
        if self._error is not None:
            raise self._error

    def take(self, event: dict[str, Any]) -> bool:
        """Take one event of ansible-runner; return that it need not be kept on disk."""
        self._finished = self._finished or event.get("event") == "playbook_on_stats"
        told = host_event(event, self._redact)
        if told is not None and not self.cancelled.is_set():
            self.events.append(told)
            self._tell(told)
        return False

    def _tell(self, told: HostEvent) -> None:
        if self._on_event is None:
            return
        try:
            self._on_event(told)
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            self._error = error
            self.cancelled.set()

    def _run(self, runner: "Runner") -> None:
        try:
            runner.run()
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            self._error = self._error or error

    def why_unknown(self, runner: "Runner", settings: PlaySettings) -> str:
        """Return why the play did not come to its end; empty if it did."""
        if runner.status == "timeout":
            return f"The play was ended after {settings.timeout_seconds:g} s, before this host was done."
        if self._finished:
            return ""
        said = Path(runner.config.artifact_dir, "stdout").read_text(errors="replace").strip()
        return self._redact(f"Ansible ended with status {runner.rc} before it was done.\n{said}".strip())


def _runner(
    path: Path,
    inventory: Mapping[str, object],
    access: SshAccess,
    settings: PlaySettings,
    data: Path,
    play: _Play,
) -> "Runner":
    """Return ansible-runner, ready to run. Secrets go to it in files that only we can read (mode 0600)."""
    import ansible_runner

    inventory_file = data / "inventory.json"
    _write_private(inventory_file, json.dumps(inventory))
    options = [*(["--check", "--diff"] if settings.check else []), *(["-K"] if settings.become_password else [])]
    if access.private_key is not None:
        options += ["--private-key", str(access.private_key)]
    return ansible_runner.interface.init_runner(
        private_data_dir=str(data),
        project_dir=str(path.parent),
        playbook=path.name,
        inventory=str(inventory_file),
        limit=",".join(settings.limit) or None,
        forks=settings.forks,
        cmdline=" ".join(options) or None,
        extravars=dict(settings.extra_variables),
        passwords={r"^BECOME password.*:\s*?$": settings.become_password} if settings.become_password else None,
        settings={"job_timeout": settings.timeout_seconds, "pexpect_timeout": POLL_SECONDS},
        fact_cache_type="memory",
        quiet=True,
        event_handler=play.take,
        cancel_callback=play.cancelled.is_set,
    )


def _environment(runner_environment: Mapping[str, str], content: Path, access: SshAccess, data: Path) -> dict[str, str]:
    """Return the environment of ansible-playbook: our settings and ansible-runner's, none of the user's for Ansible."""
    kept = {
        name: value
        for name, value in runner_environment.items()
        if not name.startswith("ANSIBLE_") or os.environ.get(name) != value
    }
    ssh = {
        "UserKnownHostsFile": access.known_hosts,
        "GlobalKnownHostsFile": os.devnull,
        "StrictHostKeyChecking": "yes",
        "BatchMode": "yes",
        "ControlMaster": "auto",
        "ControlPersist": "60s",
        **({"IdentitiesOnly": "yes"} if access.private_key else {}),
    }
    options = " ".join(f"-o '{name}={value}'" for name, value in ssh.items())
    return kept | {
        # Where the command was found, ansible-playbook is: also when the virtual environment is not activated.
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)]),
        "ANSIBLE_CONFIG": str(content / "ansible.cfg"),
        "ANSIBLE_HOME": str(data / "ansible"),
        "ANSIBLE_HOST_KEY_CHECKING": "True",
        "ANSIBLE_SSH_ARGS": f"-F '{access.config or 'none'}' {options}",
        "ANSIBLE_SSH_CONTROL_PATH_DIR": str(data / "c"),
        "ANSIBLE_NOCOLOR": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _selected(inventory: Mapping[str, Any], limit: tuple[str, ...]) -> tuple[str, ...]:
    """Return the hosts that a play is meant for. Raises PlaybookNotRun where a name is neither host nor group."""
    hosts, groups = inventory["all"]["hosts"], inventory["all"]["children"]
    if not hosts:
        raise PlaybookNotRun("There is no host to run the playbook on.")
    wanted: set[str] = set()
    for name in limit:
        if name not in hosts and name not in groups:
            raise PlaybookNotRun(f"{name} is neither a host nor a group. Groups: {', '.join(groups)}.")
        wanted |= {name} if name in hosts else groups[name]["hosts"].keys()
    return tuple(name for name in hosts if not limit or name in wanted)


def _require(access: SshAccess) -> None:
    """Raise PlaybookNotRun where something is missing without which no host could be reached."""
    if shutil.which("ssh") is None:
        raise PlaybookNotRun("The ssh program was not found on PATH; Ansible needs it. Install the OpenSSH client.")
    for path, what in ((access.known_hosts, "known_hosts file"), (access.private_key, "private key")):
        if path is not None and not os.access(path, os.R_OK):
            raise PlaybookNotRun(f"The {what} {path} cannot be read; no host would be trusted or would trust us.")


def _secrets(settings: PlaySettings) -> tuple[str, ...]:
    return (*settings.secrets, *([settings.become_password] if settings.become_password else []))


@contextmanager
def _private_directory() -> Iterator[Path]:
    """Yield a directory that only we can read, and remove it afterwards.

    It stands directly in the system's temporary directory: SSH's control sockets in it may have 104 characters at most.
    """
    with tempfile.TemporaryDirectory(prefix="sddc-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def _write_private(path: Path, content: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
