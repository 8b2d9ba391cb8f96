"""The databases that every cloud begins with: created once in an environment, then copied and renamed for a cloud."""

import base64
import hashlib
import os
import secrets
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from importlib.resources import files

from inventory.file_writing import write_whole
from lab.locking import exclusive_lock
from lab.openstack.configuration import configuration_files, database_url, service_urls, write_configuration
from lab.openstack.description import write_description
from lab.openstack.environment import Environment, Progress, contents_digest
from lab.openstack.failure import OpenStackLabError, log_tail
from lab.openstack.layout import CloudLayout
from lab.openstack.ports import MIN_PORT
from lab.openstack.processes import POLL_SECONDS, end_launched, launch
from lab.openstack.services import SERVICES, ServiceProcess
from lab.openstack.specification import CloudSpec

TEMPLATE = CloudSpec("template", "template", MIN_PORT, ())
PASSWORD_BYTES = 24
KEY_BYTES = 32
CREATION_ORDER = ("nova", "keystone", "neutron", "glance", "placement")
"""The longest first, so that none is left running alone at the end."""


class DatabaseTemplate:
    """The fresh databases of an environment, with the password that is in them: random, the same for all its clouds."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._folder = environment.root / f"databases-{_schema_digest()}"

    def create(self, progress: Progress) -> None:
        """Make the template unless it is there; what was left half-way is removed first."""
        if self._folder.is_dir():
            return
        with exclusive_lock(
            self._environment.root / "databases.lock", lambda: progress("waiting for the databases that another makes")
        ) as lock:
            if self._folder.is_dir():
                return
            progress("creating the databases (once)")
            partial = CloudLayout(self._environment.root / "databases.partial")
            shutil.rmtree(partial.root, ignore_errors=True)
            self._create_in(partial, lock)
            partial.root.replace(self._folder)

    def restore(self, spec: CloudSpec, layout: CloudLayout) -> None:
        """Give a cloud that has no databases yet its own copy, the password that is in them, and new keys.

        One that has some keeps them; they must come from this very template, or OpenStackLabError is raised.
        """
        marker = layout.databases / "restored"
        origin = f"{contents_digest()} {self._folder.name}"
        if marker.exists():
            if marker.read_text() != origin:
                raise OpenStackLabError(
                    f"The databases of cloud {spec.name} were made by another version of the lab.\n"
                    f"This version cannot use what is in {layout.root}.\nThrow the cloud away and start it anew."
                )
        else:
            source = CloudLayout(self._folder)
            for database in source.databases.glob("*.db"):
                shutil.copyfile(database, layout.databases / database.name)
            write_whole(layout.password, source.password.read_bytes())
            _make_keys(layout)
            marker.write_text(origin)
        _name_after(spec, layout)

    def _create_in(self, layout: CloudLayout, lock: int) -> None:
        layout.make()
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        write_whole(layout.password, password.encode())
        _make_keys(layout)
        configuration = configuration_files(TEMPLATE, layout, self._environment.folder, password)
        write_configuration(configuration, layout.configuration)
        write_description(TEMPLATE, layout, password)
        self._create_schemas(layout, lock)
        for database in layout.databases.glob("*.db"):
            with closing(sqlite3.connect(database)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(layout.databases / "nova_cell1.db", layout.databases / "nova_cell0.db")

    def _create_schemas(self, layout: CloudLayout, lock: int) -> None:
        waiting = list(CREATION_ORDER)
        running: dict[str, subprocess.Popen[bytes]] = {}
        try:
            while waiting or running:
                while waiting and len(running) < max(2, os.cpu_count() or 2):
                    name = waiting.pop(0)
                    arguments = ("create-schema", name, layout.root)
                    running[name] = launch(self._environment.python, arguments, layout.output(name), (lock,))
                for name in [name for name, process in running.items() if process.poll() is not None]:
                    if running.pop(name).returncode:
                        tail = log_tail(layout.log(name), layout.output(name))
                        raise OpenStackLabError(f"The databases of {name} could not be created.\n{tail}")
                time.sleep(POLL_SECONDS)
        finally:
            end_launched(running.values())


def _schema_digest() -> str:
    """Return what names the code that makes the databases, so that other code makes others."""
    digest = hashlib.sha256()
    for source in ("schema.py", "identity.py"):
        digest.update((files("lab.openstack") / "control_plane" / source).read_bytes())
    return digest.hexdigest()[:12]


def _make_keys(layout: CloudLayout) -> None:
    """Give Keystone keys of its own: a token of one cloud is worth nothing in another."""
    for repository, names in (("fernet", ("0", "1")), ("credential", ("0", "1"))):
        folder = layout.keys / repository
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        for name in names:
            write_whole(folder / name, base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)))


def _name_after(spec: CloudSpec, layout: CloudLayout) -> None:
    """Write the cloud's region and addresses into its databases; they may have changed since the last start."""
    urls = service_urls(spec)
    with closing(sqlite3.connect(layout.databases / "keystone.db")) as connection, connection:
        (old,) = connection.execute("SELECT region_id FROM endpoint LIMIT 1").fetchone()
        connection.execute("UPDATE region SET id = ? WHERE id = ?", (spec.region, old))
        connection.execute("UPDATE endpoint SET region_id = ? WHERE region_id = ?", (spec.region, old))
        for service in SERVICES:
            _set_endpoint(connection, service, urls[service.name] + service.path)
    with closing(sqlite3.connect(layout.databases / "nova_api.db")) as connection, connection:
        for cell in ("cell0", "cell1"):
            connection.execute(
                "UPDATE cell_mappings SET database_connection = ? WHERE name = ?",
                (database_url(layout, f"nova_{cell}"), cell),
            )


def _set_endpoint(connection: sqlite3.Connection, service: ServiceProcess, url: str) -> None:
    changed = connection.execute(
        "UPDATE endpoint SET url = ? WHERE service_id IN (SELECT id FROM service WHERE type = ?)", (url, service.kind)
    )
    if not changed.rowcount:
        raise OpenStackLabError(
            f"The cloud's databases know no {service.kind} service.\nThrow the cloud away and start it anew."
        )
