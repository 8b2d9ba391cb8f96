"""sddc.configurations: what each switch should run, by `sddc render`."""

from collections.abc import Iterable
from typing import Literal

from cli.documents.document import JsonDocument
from sdn.rendered_config import RenderedConfig


class ConfigurationsDocument(JsonDocument):
    """The intended configuration of each switch."""

    format: Literal["sddc.configurations"] = "sddc.configurations"
    version: Literal[1] = 1
    configurations: dict[str, dict[str, str]]
    """Switch → part → text; systems that have one configuration have one part."""


def configurations_document(configs: Iterable[RenderedConfig]) -> ConfigurationsDocument:
    """Make the document of these configurations."""
    return ConfigurationsDocument(configurations={config.device: dict(config.parts) for config in configs})
