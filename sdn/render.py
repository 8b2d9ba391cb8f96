"""Intent → the text of a configuration, by the templates of the dialect."""

from collections.abc import Iterable
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from sdn.dialects import DIALECTS, Dialect, dialect_named
from sdn.intent.model import DeviceIntent
from sdn.rendered_config import RenderedConfig


class Renderer:
    """The templates, compiled once; safe to share between threads."""

    def __init__(self, dialects: Iterable[Dialect] = DIALECTS) -> None:
        self._templates = {dialect.name: (dialect, _templates(dialect)) for dialect in dialects}

    def render(self, intent: DeviceIntent) -> RenderedConfig:
        """Return the whole configuration of one switch; raises LookupError for an unknown system."""
        dialect, templates = self._templates.get(intent.nos) or (dialect_named(intent.nos), {})
        parts = {part: template.render(intent=intent, dialect=dialect) for part, template in templates.items()}
        return RenderedConfig(intent.name, parts)


def render(intent: DeviceIntent) -> RenderedConfig:
    """Return the whole configuration of one switch; for many, make one `Renderer`."""
    return Renderer().render(intent)


def render_all(intents: Iterable[DeviceIntent]) -> dict[str, RenderedConfig]:
    """Return the configurations by the switches' names."""
    renderer = Renderer()
    return {intent.name: renderer.render(intent) for intent in intents}


def _templates(dialect: Dialect) -> dict[str, Template]:
    """Compile the templates of a dialect, which stand in its package."""
    folder = files(dialect.package).joinpath("templates")
    environment = Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - configurations are no HTML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    return {part: environment.get_template(f"{part}.j2") for part in dialect.parts}
