"""sddc render: the intended configuration of each switch."""

from pathlib import Path
from typing import Annotated

import typer

from cli.exits import Exit
from cli.failure import CommandFailed
from cli.options import EstatePath, Format, OutputFormat


def render(
    estate: EstatePath = None,
    devices: Annotated[list[str] | None, typer.Option("--device", "-d", help="Only this switch; repeatable.")] = None,
    folder: Annotated[Path | None, typer.Option("--output", "-o", help="Write a file a switch here.")] = None,
    output: OutputFormat = Format.TABLE,
) -> None:
    """Derive and print the configuration that each switch should have; nothing is looked at or changed."""
    from cli.estates import estate_path, loaded
    from cli.terminal import open_terminal
    from inventory.suggestions import did_you_mean
    from sdn.controller import intended_devices

    terminal = open_terminal()
    intended = intended_devices(loaded(estate_path(estate), rendered=True))
    for name in devices or ():
        if name not in intended:
            raise CommandFailed(f"There is no switch {name}.", did_you_mean(name, intended), Exit.USAGE)
    chosen = [device.rendered for name, device in intended.items() if not devices or name in devices]
    if folder is not None:
        _write(folder, {file: text for config in chosen for file, text in config.files().items()})
        terminal.err.print(f"The configurations of {len(chosen)} switches are in {folder}.", markup=False)
    elif output is Format.JSON:
        from cli.documents.configurations import configurations_document

        terminal.document(configurations_document(chosen))
    else:
        if not chosen:
            terminal.err.print("The estate has no fabric, so there are no switches to configure.")
        for config in chosen:
            for text in config.parts.values():
                terminal.text(text)


def _write(folder: Path, texts: dict[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandFailed(f"{folder} cannot be written: {error.strerror}.") from None
