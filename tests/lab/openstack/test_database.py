import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lab.openstack import CloudSpec, Environment, OpenStackLabError
from lab.openstack import database as database_module
from lab.openstack.database import DatabaseTemplate
from lab.openstack.layout import CloudLayout
from lab.openstack.services import SERVICES


@pytest.fixture
def template(tmp_path: Path) -> DatabaseTemplate:
    """Make a template with just the tables that are changed when it is copied."""
    environment = Environment(tmp_path / "environment")
    folder = CloudLayout(environment.root / f"databases-{database_module._schema_digest()}")  # noqa: SLF001
    folder.make()
    folder.password.write_text("secret")
    with closing(sqlite3.connect(folder.databases / "keystone.db")) as connection, connection:
        connection.execute("CREATE TABLE region (id TEXT)")
        connection.execute("CREATE TABLE service (id TEXT, type TEXT)")
        connection.execute("CREATE TABLE endpoint (service_id TEXT, region_id TEXT, url TEXT)")
        connection.execute("INSERT INTO region VALUES ('template')")
        for service in SERVICES:
            connection.execute("INSERT INTO service VALUES (?, ?)", (service.name, service.kind))
            connection.execute("INSERT INTO endpoint VALUES (?, 'template', 'nowhere')", (service.name,))
    with closing(sqlite3.connect(folder.databases / "nova_api.db")) as connection, connection:
        connection.execute("CREATE TABLE cell_mappings (name TEXT, database_connection TEXT)")
        connection.executemany("INSERT INTO cell_mappings VALUES (?, 'nowhere')", [("cell0",), ("cell1",)])
    return DatabaseTemplate(environment)


def restore(template: DatabaseTemplate, state: Path, region: str, base_port: int) -> CloudLayout:
    layout = CloudLayout(state)
    layout.make()
    template.restore(CloudSpec(region, region, base_port, ()), layout)
    return layout


def rows(layout: CloudLayout, database: str, query: str) -> set[tuple[str, ...]]:
    with closing(sqlite3.connect(layout.databases / f"{database}.db")) as connection:
        return set(connection.execute(query).fetchall())


def test_a_copy_bears_the_names_and_addresses_of_its_cloud(template: DatabaseTemplate, tmp_path: Path) -> None:
    layout = restore(template, tmp_path / "east", "east", 15000)
    assert rows(layout, "keystone", "SELECT id FROM region") == {("east",)}
    assert rows(layout, "keystone", "SELECT service_id, region_id, url FROM endpoint") == {
        ("keystone", "east", "http://127.0.0.1:15000/v3"),
        ("placement", "east", "http://127.0.0.1:15001"),
        ("glance", "east", "http://127.0.0.1:15002"),
        ("neutron", "east", "http://127.0.0.1:15003"),
        ("nova", "east", "http://127.0.0.1:15004/v2.1"),
    }
    cells = rows(layout, "nova_api", "SELECT name, database_connection FROM cell_mappings")
    assert ("cell1", f"sqlite:///{layout.databases}/nova_cell1.db?timeout=60") in cells
    assert ("cell0", f"sqlite:///{layout.databases}/nova_cell0.db?timeout=60") in cells


def test_a_later_start_keeps_what_is_there_and_follows_a_change_of_ports(
    template: DatabaseTemplate, tmp_path: Path
) -> None:
    layout = restore(template, tmp_path / "east", "east", 15000)
    key = (layout.keys / "fernet" / "0").read_bytes()
    with closing(sqlite3.connect(layout.databases / "keystone.db")) as connection, connection:
        connection.execute("CREATE TABLE made_by_a_user (id TEXT)")
    restore(template, tmp_path / "east", "renamed", 16000)
    assert rows(layout, "keystone", "SELECT * FROM made_by_a_user") == set()
    assert rows(layout, "keystone", "SELECT DISTINCT region_id FROM endpoint") == {("renamed",)}
    assert ("http://127.0.0.1:16000/v3",) in rows(layout, "keystone", "SELECT url FROM endpoint")
    assert (layout.keys / "fernet" / "0").read_bytes() == key


def test_keys_and_password_are_private_and_keys_differ_between_clouds(
    template: DatabaseTemplate, tmp_path: Path
) -> None:
    east, west = (restore(template, tmp_path / name, name, 15000) for name in ("east", "west"))
    for name in ("fernet/0", "fernet/1", "credential/0"):
        assert (east.keys / name).read_bytes() != (west.keys / name).read_bytes()
        assert (east.keys / name).stat().st_mode & 0o777 == 0o600
    assert east.password.stat().st_mode & 0o777 == 0o600
    assert east.root.stat().st_mode & 0o777 == 0o700


def test_a_copy_that_was_interrupted_is_made_again(template: DatabaseTemplate, tmp_path: Path) -> None:
    layout = CloudLayout(tmp_path / "east")
    layout.make()
    (layout.databases / "keystone.db").write_bytes(b"half of it")
    restore(template, tmp_path / "east", "east", 15000)
    assert rows(layout, "keystone", "SELECT id FROM region") == {("east",)}


def test_databases_of_another_version_are_refused(template: DatabaseTemplate, tmp_path: Path) -> None:
    layout = restore(template, tmp_path / "east", "east", 15000)
    (layout.databases / "restored").write_text("an older one")
    with pytest.raises(OpenStackLabError, match="another version"):
        restore(template, tmp_path / "east", "east", 15000)


def test_a_template_that_is_there_is_not_made_again(template: DatabaseTemplate) -> None:
    said: list[str] = []
    template.create(said.append)
    assert said == []
