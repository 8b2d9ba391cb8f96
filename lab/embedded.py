"""The whole lab of an estate: switches emulated (EOS) or real (FRR), a cloud for each site, hosts for Ansible."""

import json
import secrets
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from inventory.model.estate import Estate
from lab import layout
from lab.folder import FolderUnusable, LabRecord, claim, is_lab, read_lab
from lab.frr import FrrFabric, RouterWiring, wiring
from lab.frr.fabric import refuse_without_means
from lab.hosts.keys import ensure_key_pair, login_key
from lab.hosts.process import SiteAccess, prepare_site, site_runs, start_site, stop_site
from lab.hosts.spec import SiteSpec
from lab.listeners import refuse_taken
from lab.openstack.cloud import LabCloud, start_clouds
from lab.openstack.environment import Environment, default_root
from lab.openstack.specification import CloudSpec
from lab.switch import process as switches
from orchestration.process_identity import ProcessIdentity

USERNAME = "admin"
ACCESS_FILE = "access.yaml"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PartStatus:
    """One part of the lab: whether it runs, and what there is to say about it."""

    name: str
    running: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Lab:
    """The lab of one estate; it keeps its state in a folder. Unless it is given an owner, it runs on when we end."""

    estate: Estate
    folder: Path
    with_clouds: bool = True
    estate_path: str = ""
    """Where the estate was read; remembered for people."""
    network: int = layout.FIRST_NETWORK
    """The switches of the first site answer at 127.network.….…; see `layout`."""
    owner: ProcessIdentity | None = None
    """The process that the lab ends with, however that ends; see `lab.owner`."""

    @property
    def access_file(self) -> Path:
        """The file that tells every command how to reach the lab."""
        return self.folder / ACCESS_FILE

    def up(self, progress: Progress) -> None:
        """Start whatever does not run.

        Raises ProcessNotStarted, OpenStackLabError, FrrLabError, SpecInvalid, LabTooLarge, FolderUnusable or
        AddressTaken.
        """
        if self._routers.wiring.routers:
            refuse_without_means()
        self._refuse_another_owner()
        claim(self.folder, LabRecord(self.estate_path, self.network, self.with_clouds, self.owner))
        self._make_password()
        self._start_switches(progress)
        self._start_routers(progress)
        sites = self._start_hosts(progress)
        clouds = self._clouds()
        start_clouds(clouds, progress, owner=self.owner)
        self._write_access(sites, clouds)

    def down(self, *, wipe: bool = False) -> None:
        """End every process of the lab; see `end_lab`."""
        end_lab(self.folder, wipe=wipe)

    def status(self) -> tuple[PartStatus, ...]:
        """Look at every part; nothing is changed."""
        parts = []
        emulated = len(layout.switch_listening(self.estate, layout.EMULATED, self.network))
        if emulated:
            record = switches.status(self.folder / "switches")
            parts.append(PartStatus("switches", record is not None, f"{emulated} emulated switches"))
        routers = self._routers
        if routers.wiring.routers:
            detail = f"{len(routers.wiring.routers)} FRR routers, namespaces {routers.namespaces.prefix}*"
            parts.append(PartStatus("routers", routers.runs(), detail))
        for site in self.estate.sites:
            hosts = sum(server.site == site for server in self.estate.servers.values())
            parts.append(PartStatus(f"hosts of {site}", site_runs(self._hosts_folder(site)), f"{hosts} hosts"))
        for cloud in self._clouds():
            status = cloud.status()
            port = cloud.spec.base_port
            detail = f"{len(cloud.spec.hypervisors)} hypervisors, Keystone on port {port}"
            parts.append(PartStatus(f"cloud {cloud.spec.name}", status.is_ready, detail))
        return tuple(parts)

    @property
    def _routers(self) -> FrrFabric:
        return FrrFabric(wiring(self.estate, self.network), self.folder / "frr")

    def _refuse_another_owner(self) -> None:
        """Raise FolderUnusable if the lab runs already, but not for as long as it should.

        What is left of one whose owner has ended, or of a start for another owner, is ended instead.
        """
        before = read_lab(self.folder)
        if before is None or before.owner == self.owner:
            return
        if (before.owner is None or before.owner.is_running) and any(part.running for part in self.status()):
            until = "it is taken down" if before.owner is None else f"process {before.owner.pid} ends"
            raise FolderUnusable(
                f"The lab in {self.folder} runs already, until {until}. "
                f"To start it for another time, end it first with: sddc lab down --state {self.folder}"
            )
        end_lab(self.folder)

    def _make_password(self) -> None:
        folder = self.folder / "switches"
        folder.mkdir(exist_ok=True)
        password = folder / "password"
        if not password.exists():
            _write_private(password, secrets.token_urlsafe(12) + "\n")

    def _start_routers(self, progress: Progress) -> None:
        routers = self._routers
        if not routers.wiring.routers:
            return
        password = (self.folder / "switches" / "password").read_text(encoding="utf-8").strip()
        routers.up(USERNAME, password, self.owner)
        progress(f"{len(routers.wiring.routers)} FRR routers run; look around with: ip netns list")

    def _start_switches(self, progress: Progress) -> None:
        listening = layout.switch_listening(self.estate, layout.EMULATED, self.network)
        if not listening:
            return
        folder = self.folder / "switches"
        spec = layout.emulator_spec(self.estate, USERNAME, "password", ".", self.network)
        path = folder / "spec.json"
        text = json.dumps(spec, indent=1)
        if path.exists() and path.read_text(encoding="utf-8") != text:
            # Another estate than the running emulator's: its switches and cables would be wrong.
            switches.stop(folder)
        if switches.status(folder) is None:
            refuse_taken(listening.values())
        path.write_text(text, encoding="utf-8")
        switches.start(path, owner=self.owner)
        progress(f"{len(listening)} emulated switches answer on 127.{self.network}.0.0/16 …")

    def _start_hosts(self, progress: Progress) -> list[tuple[SiteSpec, SiteAccess]]:
        shared = self.folder / "login"
        shared.mkdir(mode=0o700, exist_ok=True)
        ensure_key_pair(login_key(shared), "sddc lab")
        prepared = []
        for site in self.estate.sites:
            folder = self._hosts_folder(site)
            folder.mkdir(parents=True, exist_ok=True)
            for file in (login_key(shared), login_key(shared).with_suffix(".pub")):
                if file.exists():
                    shutil.copy2(file, folder / file.name)
            hosts = layout.lab_hosts(self.estate, site, str(folder / "root"), self.network)
            spec, access = prepare_site(site, hosts, folder)
            if not site_runs(folder):
                refuse_taken(layout.Listening(host.address, host.port) for host in hosts)
            start_site(spec, owner=self.owner)
            prepared.append((spec, access))
        progress(f"{sum(len(spec.hosts) for spec, _ in prepared)} hosts answer SSH")
        return prepared

    def _hosts_folder(self, site: str) -> Path:
        return self.folder / "hosts" / site

    def _clouds(self) -> tuple[LabCloud, ...]:
        if not self.with_clouds:
            return ()
        environment = Environment(default_root())
        return tuple(
            LabCloud(spec, self.folder / "clouds" / spec.name, environment)
            for spec in layout.cloud_specs(self.estate, self.network)
        )

    def _write_access(self, sites: list[tuple[SiteSpec, SiteAccess]], clouds: tuple[LabCloud, ...]) -> None:
        """Write the access file (JSON, which is YAML) and what it names; all of it private."""
        known_hosts = self.folder / "login" / "known_hosts"
        known_hosts.write_text("".join(access.known_hosts.read_text() for _, access in sites), encoding="utf-8")
        entries: dict[str, object] = {}
        for cloud in clouds:
            entries |= cloud.clouds_yaml()
        _write_private(self.folder / "clouds.yaml", json.dumps({"clouds": entries}, indent=1))
        hosts = {host.name: f"{host.address}:{host.port}" for spec, _ in sites for host in spec.hosts}
        listening = layout.switch_listening(self.estate, layout.EMULATED + layout.REAL, self.network)
        document = {
            "access": "lab",
            "switches": {
                "username": USERNAME,
                "password_file": "switches/password",
                "addresses": {name: str(place) for name, place in listening.items()},
            },
            "clouds": {"file": "clouds.yaml"},
            "hosts": {
                "username": sites[0][1].username if sites else USERNAME,
                "private_key": str(login_key(Path("login"))),
                "known_hosts": "login/known_hosts",
                "addresses": hosts,
                "variables": {
                    "sddc_root": f"{self.folder.resolve()}/hosts/{{{{ sddc_site }}}}/root/{{{{ inventory_hostname }}}}",
                    "ansible_python_interpreter": sites[0][1].python if sites else "",
                },
            },
        }
        _write_private(self.access_file, json.dumps(document, indent=1))


def end_lab(folder: Path, *, wipe: bool = False) -> None:
    """End every process of the lab in a folder, also of a start that was cut short, whatever its estate says by now.

    `wipe` throws its state away too. Raises FolderUnusable when the folder holds something else than a lab.
    """
    if not folder.exists():
        return
    if not is_lab(folder):
        raise FolderUnusable(f"There is no lab in {folder}; nothing was touched.")
    switches.stop(folder / "switches")
    FrrFabric(RouterWiring((), (), (), ()), folder / "frr").down()
    for site in sorted((folder / "hosts").glob("*")):
        stop_site(site)
    environment = Environment(default_root())
    clouds = [
        LabCloud(CloudSpec(path.name, path.name, layout.FIRST_CLOUD_PORT, ()), path, environment)
        for path in sorted((folder / "clouds").glob("*"))
    ]
    with ThreadPoolExecutor(4) as executor:
        list(executor.map(lambda cloud: cloud.down(wipe=wipe), clouds))
    if wipe:
        shutil.rmtree(folder)


def _write_private(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(text, encoding="utf-8")
