"""Intent → the text of a configuration, by the templates of the network operating system."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from sdn.intent.model import DeviceIntent
from sdn.nos import SYSTEMS, Nos, nos_named


@dataclass(frozen=True, slots=True)
class RenderedConfig:
    """The configuration of one switch, in its parts: EOS has one (`cfg`), FRR `frr.conf` and `interfaces`.

    `interfaces` are lines for `ip -batch`: what of Linux the routing daemon cannot make itself.
    """

    device: str
    parts: Mapping[str, str]
    """By the name of the part; the first is in the system's own language."""

    @property
    def text(self) -> str:
        """The part in the system's own language."""
        return next(iter(self.parts.values()))

    def files(self) -> dict[str, str]:
        """Return a file name for each part: tianfu-leaf-01a.cfg."""
        return {f"{self.device}.{part}": text for part, text in self.parts.items()}


class Renderer:
    """The templates, compiled once; safe to share between threads."""

    def __init__(self) -> None:
        environment = Environment(
            loader=FunctionLoader(_source),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 - configurations are no HTML
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        environment.filters["vlan_ranges"] = vlan_ranges
        self._templates: dict[str, tuple[Nos, dict[str, Template]]] = {
            nos.name: (nos, {part: environment.get_template(f"{nos.name}/{part}.j2") for part in nos.parts})
            for nos in SYSTEMS
        }

    def render(self, intent: DeviceIntent) -> RenderedConfig:
        """Return the whole configuration of one switch; raises LookupError for an unknown system."""
        nos, templates = self._templates.get(intent.nos) or (nos_named(intent.nos), {})
        parts = {part: template.render(intent=intent, nos=nos) for part, template in templates.items()}
        return RenderedConfig(intent.name, parts)


def render(intent: DeviceIntent) -> RenderedConfig:
    """Return the whole configuration of one switch; for many, make one `Renderer`."""
    return Renderer().render(intent)


def render_all(intents: Iterable[DeviceIntent]) -> dict[str, RenderedConfig]:
    """Return the configurations by the switches' names."""
    renderer = Renderer()
    return {intent.name: renderer.render(intent) for intent in intents}


def vlan_ranges(vlans: Iterable[int]) -> str:
    """Write VLANs as EOS shows them: 101-120,130; none where there are none."""
    runs = groupby(enumerate(sorted(set(vlans))), key=lambda pair: pair[1] - pair[0])
    spans = ([vlan for _, vlan in run] for _, run in runs)
    return ",".join(f"{span[0]}-{span[-1]}" if len(span) > 1 else str(span[0]) for span in spans) or "none"


def _source(name: str) -> str:
    return files("sdn").joinpath("templates", *name.split("/")).read_text(encoding="utf-8")
