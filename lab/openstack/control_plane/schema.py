"""Create the tables of one service, and in Keystone's the users, roles and catalog that every cloud begins with."""

import sqlite3
import uuid
from pathlib import Path

from control_plane.description import Description, read_description

CELL1 = "11111111-0000-0000-0000-000000000001"
DEFAULT_RULES = (
    ("egress", "IPv4", None),
    ("egress", "IPv6", None),
    ("ingress", "IPv4", "PARENT"),
    ("ingress", "IPv6", "PARENT"),
)


def create(service: str, state: Path) -> None:
    """Create the databases of `service` in the folder `state`."""
    cloud = read_description(state)
    for name in cloud.databases[service]:
        connection = sqlite3.connect(cloud.database(name))
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
    CREATORS[service](cloud)


def _create_keystone(cloud: Description) -> None:
    import keystone.conf
    from keystone.cmd.bootstrap import Bootstrapper
    from keystone.common import sql
    from keystone.common.sql import upgrades

    from control_plane.identity import create_service_users

    keystone.conf.configure()
    sql.initialize()
    keystone.conf.set_default_for_default_log_levels()
    configuration = cloud.configuration("keystone") / "keystone.conf"
    keystone.conf.CONF(args=[], project="keystone", default_config_files=[str(configuration)])
    keystone.conf.setup_logging()
    upgrades.offline_sync_database_to_version()
    bootstrapper = Bootstrapper()
    bootstrapper.admin_password = cloud.password
    bootstrapper.admin_username = bootstrapper.project_name = bootstrapper.admin_role_name = "admin"
    bootstrapper.service_name = "keystone"
    bootstrapper.immutable_roles = True
    bootstrapper.region_id = cloud.region
    url = cloud.urls["keystone"] + "/v3"
    bootstrapper.public_url = bootstrapper.internal_url = bootstrapper.admin_url = url
    bootstrapper.bootstrap()
    create_service_users(cloud, (bootstrapper.admin_role_id, bootstrapper.service_role_id))


def _create_placement(cloud: Description) -> None:
    from oslo_config import cfg
    from placement import conf, db_api
    from placement.db.sqlalchemy import migration

    options = cfg.ConfigOpts()
    conf.register_opts(options)
    configuration = cloud.configuration("placement") / "placement.conf"
    options([], project="placement", default_config_files=[str(configuration)])
    db_api.configure(options)
    migration.upgrade("head")


def _create_glance(cloud: Description) -> None:
    import sys

    from glance.cmd import manage

    configuration = cloud.configuration("glance") / "glance-api.conf"
    sys.argv = ["glance-manage", "--config-file", str(configuration), "db", "sync"]
    if code := manage.main():
        raise SystemExit(code)


def _create_neutron(cloud: Description) -> None:
    """Make the tables from the models, then mark the migrations as done: SQLite cannot alter constraints."""
    import sqlalchemy
    from alembic import command
    from neutron.common import config as common_config
    from neutron.db.migration import cli
    from neutron.db.migration.models import head

    engine = sqlalchemy.create_engine(f"sqlite:///{cloud.database('neutron')}")
    head.get_metadata().create_all(engine)
    common_config.register_common_config_options()
    configuration = cloud.configuration("neutron") / "neutron.conf"
    cli.CONF(["--config-file", str(configuration), "stamp", "heads"], project="neutron")
    for alembic in cli.get_alembic_configs():
        alembic.neutron_config = cli.CONF
        command.stamp(alembic, "heads")
    _add_default_security_group_rules(engine)
    engine.dispose()


def _add_default_security_group_rules(engine) -> None:
    """Carry out the one migration of data that a new installation needs."""
    import sqlalchemy

    metadata = sqlalchemy.MetaData()
    metadata.reflect(engine, only=["standardattributes", "securitygroupdefaultrules"])
    attributes = metadata.tables["standardattributes"]
    rules = metadata.tables["securitygroupdefaultrules"]
    with engine.begin() as connection:
        for direction, ethertype, remote_group in DEFAULT_RULES:
            attribute = connection.execute(
                attributes.insert().values(
                    resource_type="securitygroupdefaultrules",
                    revision_number=0,
                    description=f"default {direction} rule",
                )
            )
            connection.execute(
                rules.insert().values(
                    id=str(uuid.uuid4()),
                    standard_attr_id=attribute.inserted_primary_key[0],
                    direction=direction,
                    ethertype=ethertype,
                    remote_group_id=remote_group,
                    used_in_default_sg=True,
                    used_in_non_default_sg=remote_group is None,
                )
            )


def _create_nova(cloud: Description) -> None:
    """Create the API's and one cell's tables; cell 0 is a copy of the cell that the project makes."""
    from nova import monkey_patch

    monkey_patch.patch(backend="threading")
    from nova import config, context, objects
    from nova.db import migration

    configuration = cloud.configuration("nova") / "nova.conf"
    config.parse_args(["nova-manage"], default_config_files=[str(configuration)])
    objects.register_all()
    migration.db_sync(database="api")
    migration.db_sync(database="main")
    for identifier, name, database, transport in (
        (objects.CellMapping.CELL0_UUID, "cell0", "nova_cell0", "none:///"),
        (CELL1, "cell1", "nova_cell1", "mem:///"),
    ):
        objects.CellMapping(
            context.get_admin_context(),
            uuid=identifier,
            name=name,
            transport_url=transport,
            database_connection=f"sqlite:///{cloud.database(database)}",
        ).create()


CREATORS = {
    "keystone": _create_keystone,
    "placement": _create_placement,
    "glance": _create_glance,
    "neutron": _create_neutron,
    "nova": _create_nova,
}
