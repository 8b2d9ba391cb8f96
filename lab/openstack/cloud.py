"""One OpenStack cloud of the lab, and several of them started together."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from lab.openstack.clouds_yaml import cloud_entry
from lab.openstack.control import request
from lab.openstack.database import DatabaseTemplate
from lab.openstack.description import describe
from lab.openstack.environment import Environment, Progress
from lab.openstack.failure import OpenStackLabError
from lab.openstack.layout import CloudLayout
from lab.openstack.ports import cloud_ports
from lab.openstack.processes import running_process
from lab.openstack.services import SERVICES
from lab.openstack.specification import CloudSpec, LabHypervisor
from lab.openstack.startup import CloudStart, require_ports, site_lock, start, stop_services
from lab.openstack.status import CloudStatus, cloud_status
from orchestration.process_identity import ProcessIdentity

AT_ONCE = 4


def _silent(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class LabCloud:
    """A cloud that keeps its state in a directory of its own; unless it is given an owner, it runs on when we end."""

    spec: CloudSpec
    state_directory: Path
    environment: Environment

    def up(self, progress: Progress = _silent, owner: ProcessIdentity | None = None) -> None:
        """Start the cloud; see `start_clouds`."""
        start_clouds((self,), progress, owner=owner)

    def down(self, *, wipe: bool = False) -> None:
        """End all of the cloud's processes, also of a start that was killed; `wipe` throws its state away too."""
        if not self.state_directory.exists():
            return
        with site_lock(self.site, _silent):
            stop_services(self._layout)
            if wipe:
                self._layout.remove()

    def status(self) -> CloudStatus:
        """Look at the cloud's services and hypervisors; nothing is changed."""
        return cloud_status(self.spec, self._layout)

    def clouds_yaml(self) -> dict[str, object]:
        """Return the cloud's entry for `clouds:` in a `clouds.yaml`, under its name. It holds the password.

        Raises OpenStackLabError if the cloud was never started.
        """
        try:
            password = self._layout.password.read_text()
        except FileNotFoundError:
            raise OpenStackLabError(f"Cloud {self.spec.name} was never started, so it has no password.") from None
        return {self.spec.name: cloud_entry(self.spec, password)}

    @property
    def clouds_yaml_path(self) -> Path:
        """The file that clients read (`OS_CLIENT_CONFIG_FILE`); there once the cloud was started, mode 0600."""
        return self._layout.clouds_yaml

    def add_hypervisor(self, hypervisor: LabHypervisor) -> None:
        """Add a hypervisor to the running cloud; put it into the specification too, to have it after a restart."""
        request(self._layout, "add", hypervisor=asdict(hypervisor))

    def stop_hypervisor(self, name: str) -> None:
        """Let a hypervisor crash: it falls silent, and Nova sees it down after half a minute."""
        request(self._layout, "stop", name=name)

    def start_hypervisor(self, name: str) -> None:
        """Start a hypervisor again that was stopped; it finds its servers as they were."""
        request(self._layout, "start", name=name)

    def restart_hypervisor(self, name: str) -> None:
        """Stop a hypervisor and start it again."""
        request(self._layout, "restart", name=name)

    @property
    def is_running_as_specified(self) -> bool:
        """Whether the cloud was started to its end, from this specification, and all its processes still run."""
        if not all(running_process(self._layout.record(service.name)) for service in SERVICES):
            return False
        if not self._layout.ready.exists():
            return False
        found = json.loads(self._layout.description.read_text())
        wanted = json.loads(json.dumps(describe(self.spec, found["password"])))
        sizes = {size["name"]: size for size in wanted.pop("hypervisors")}
        grown = all(sizes.get(size["name"], size) == size for size in found.pop("hypervisors"))
        return bool(grown and wanted == found)

    def add_missing_hypervisors(self) -> tuple[str, ...]:
        """Bring up those hypervisors of the specification that do not run; return their names."""
        running = set(request(self._layout, "list"))
        missing = [hypervisor for hypervisor in self.spec.hypervisors if hypervisor.name not in running]
        for hypervisor in missing:
            request(self._layout, "ensure", hypervisor=asdict(hypervisor))
        return tuple(hypervisor.name for hypervisor in missing)

    @property
    def _layout(self) -> CloudLayout:
        return CloudLayout(self.state_directory.absolute())

    @property
    def site(self) -> CloudStart:
        """What is started, and where its state is kept."""
        return CloudStart(self.spec, self._layout)


def start_clouds(
    clouds: Sequence[LabCloud],
    progress: Progress = _silent,
    at_once: int = AT_ONCE,
    owner: ProcessIdentity | None = None,
) -> None:
    """Start clouds side by side, at most `at_once` at a time, and return when all of their hypervisors are up.

    With an `owner`, they end once that has ended, however it ends. A cloud that runs as specified already is only given
    the hypervisors that it lacks. All clouds share the first
    one's environment, which is made if it is not there. Raises OpenStackLabError, with the last lines of the log of
    what failed; the clouds of the batch that failed do not run then.
    """
    _require_apart(clouds)
    waiting = []
    for cloud in clouds:
        if cloud.is_running_as_specified:
            added = cloud.add_missing_hypervisors()
            progress(f"{cloud.spec.name}: runs already" + (f"; added {', '.join(added)}" if added else ""))
        else:
            waiting.append(cloud)
    if not waiting:
        return
    for cloud in waiting:
        require_ports(cloud.site)
    environment = waiting[0].environment
    environment.install(progress)
    template = DatabaseTemplate(environment)
    template.create(progress)
    for first in range(0, len(waiting), at_once):
        batch = waiting[first : first + at_once]
        progress(f"starting OpenStack for {', '.join(cloud.spec.name for cloud in batch)}")
        start([cloud.site for cloud in batch], environment, template, progress, owner)


def _require_apart(clouds: Sequence[LabCloud]) -> None:
    """Raise OpenStackLabError if two clouds want the same name, port, directory, or different environments."""
    owners: dict[object, str] = {}
    for cloud in clouds:
        ports = cloud_ports(cloud.spec.base_port).values()
        claims = [f"port {port}" for port in ports]
        claims += [f"state directory {cloud.state_directory.absolute()}", f"name {cloud.spec.name}"]
        for claim in claims:
            if claim in owners:
                raise OpenStackLabError(f"Clouds {owners[claim]} and {cloud.spec.name} both want {claim}.")
            owners[claim] = cloud.spec.name
    if len({cloud.environment.root for cloud in clouds}) > 1:
        raise OpenStackLabError("Clouds that are started together must share one environment.")
