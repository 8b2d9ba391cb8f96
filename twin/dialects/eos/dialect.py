"""Arista EOS, read as the switch would read it."""

import re
from dataclasses import dataclass

from twin.device_view import DeviceView
from twin.dialects.eos.editor import Editor, factory, load
from twin.dialects.eos.reading import device_view

_PORT = re.compile(r"^interface ((?:Ethernet|Management)\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class EosTwin:
    """Configurations of Arista EOS."""

    nos: str = "eos"

    def read(self, name: str, text: str) -> DeviceView:
        """Return what a configuration means; the hardware has the ports that it names."""
        ports = tuple(dict.fromkeys(_PORT.findall(text)))
        editor = Editor(factory(ports), frozenset(ports))
        refused = load(editor, text.splitlines(), lambda line, answer: f"{line.strip()}: {answer}")
        return device_view(name, editor.root, refused)


EOS_TWIN = EosTwin()
