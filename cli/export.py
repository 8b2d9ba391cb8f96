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
OpenStackNames = Annotated[
    bool, typer.Option("--openstack-names", help="Also serve the names of other exporters, for existing dashboards.")
]


def export(
    estate: EstatePath = None,
    address: Address = "127.0.0.1",
    port: Port = 9469,
    interval: Interval = 60.0,
    textfile: TextFile = None,
    openstack_names: OpenStackNames = False,
    access: AccessPath = None,
) -> None:
    """Serve /metrics for Prometheus, or write them to a file once."""
    from capacity.collection import Sources, read_view
    from capacity.exporter import Exporter, ExporterNotStarted, ExporterSettings, serve, write_textfile
    from cli.estates import estate_path, loaded
    from cli.terminal import open_terminal
    from cli.wiring import open_usage, read_access, read_estate

    terminal = open_terminal()
    path = estate_path(estate)
    loaded(path)
    sources = Sources(read_estate(path), open_usage(read_access(access)))
    try:
        if textfile is not None:
            write_textfile(read_view(sources), textfile, openstack_names)
            return
        settings = ExporterSettings(address=address, port=port, interval=interval, openstack_names=openstack_names)
        serve(
            Exporter(sources, settings),
            lambda url: terminal.err.print(f"Serving {url}; Ctrl-C ends it.", markup=False),
        )
    except ExporterNotStarted as error:
        raise CommandFailed(str(error)) from None
