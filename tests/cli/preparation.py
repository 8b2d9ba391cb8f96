"""What commands have imported when they begin as a fork; see tests.prepared.

The libraries, and the estate's models: making these takes as long as any library. All else a command imports itself, in
its own order. That a command also runs on its own is seen by the tests of the installed command.
"""

from importlib import import_module
from pathlib import Path

from inventory.load import load_estate

LIBRARIES = (
    *("typer", "typer.rich_utils", "rich.table", "rich.progress", "rich.markdown", "yaml", "pydantic", "jinja2"),
    *("netmiko", "hier_config", "sqlalchemy.orm", "asyncssh", "openstack", "openstack.config", "keystoneauth1.loading"),
    *("prometheus_client", "ansible_runner"),
)

for name in LIBRARIES:
    import_module(name)
load_estate(Path(__file__).with_name("estate"))
