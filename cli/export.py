"""sddc export: capacity for Prometheus, as a page or as a textfile."""

from pathlib import Path
from typing import Annotated

import typer

from cli.failure import CommandFailed
from cli.options import AccessPath, EstatePath

Address = Annotated[str, typer.Option("--address", help="Where to listen; beyond loopback only if you say so.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any free one.")]
Interval = Annotated[float, typer.Option("--interval", min=1, help="Seconds from one reading to the next.")]
TextFile = Annotated[
    Path | None,
    typer.Option("--textfile", help="Write the page once, for node_exporter's textfile collector, instead of serving."),
]
DriftInterval = Annotated[
    float, typer.Option("--drift-interval", min=0, help="Seconds between plans that count what differs; 0: never.")
]
OpenStackNames = Annotated[
    bool, typer.Option("--openstack-names", help="Also serve the names of other exporters, for existing dashboards.")
]


def export(  # noqa: PLR0913, PLR0917 - each is an option of the command
    estate: EstatePath = None,
    address: Address = "127.0.0.1",
    port: Port = 9469,
    interval: Interval = 60.0,
    textfile: TextFile = None,
    openstack_names: OpenStackNames = False,
    drift_interval: DriftInterval = 0.0,
    access: AccessPath = None,
) -> None:
    """Serve /metrics for Prometheus, or write them to a file once."""
    from capacity.collection import Sources, read_view
    from capacity.exporter import Exporter, ExporterNotStarted, ExporterSettings, serve, write_textfile
    from cli.estates import estate_path, loaded
    from cli.terminal import open_terminal
    from cli.wiring import drift_controllers, open_usage, read_access, read_estate

    terminal = open_terminal()
    path = estate_path(estate)
    loaded(path)
    reach = read_access(access)
    drift = drift_controllers(reach) if drift_interval and textfile is None else None
    sources = Sources(read_estate(path), open_usage(reach), drift)
    try:
        if textfile is not None:
            write_textfile(read_view(sources), textfile, openstack_names)
            return
        settings = ExporterSettings(
            address=address,
            port=port,
            interval=interval,
            drift_interval=drift_interval or interval,
            openstack_names=openstack_names,
        )
        serve(
            Exporter(sources, settings),
            lambda url: terminal.err.print(f"Serving {url}; Ctrl-C ends it.", markup=False),
        )
    except ExporterNotStarted as error:
        raise CommandFailed(str(error)) from None
