"""Which reader understands the answers of which system."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from sdn.nos import Nos
from sdn.transport import Session
from sdn.verify.eos import read_eos_state
from sdn.verify.state import DeviceState

READERS: Final[Mapping[str, Callable[[Session], DeviceState]]] = MappingProxyType({"eos": read_eos_state})


def read_state(session: Session, nos: Nos) -> DeviceState:
    """Ask a switch for its state; raises DeviceUnreachable."""
    reader = READERS.get(nos.name)
    if reader is None:
        return DeviceState.unknown(f"the state of {nos.title} cannot be read")
    return reader(session)
