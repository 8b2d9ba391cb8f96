"""What the emulator is asked to emulate: switches, the cables between them, the servers on their ports."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from twin.cabling import AttachedServer, InterfaceId, InterfacePair

_NUMBERS = re.compile(r"\d+")


class SwitchLabInvalid(Exception):  # noqa: N818 - said as the user would say it
    """The description of the lab cannot be used; the message says which part and why."""


@dataclass(frozen=True, slots=True)
class SwitchSpec:
    """One switch: where it answers, what it is, the configuration it starts with (None: never configured), its ports.

    `ports` are all that the hardware has, cabled or not, each with its speed in Gbit/s, 0 where that is not known.
    """

    name: str
    address: str
    port: int
    nos: str = ""
    model: str = ""
    version: str = ""
    startup_config: str | None = None
    ports: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LabSpec:
    """The whole emulated fabric, the account that may log in, and the directory that outlives the process."""

    switches: tuple[SwitchSpec, ...]
    cables: tuple[InterfacePair, ...]
    hosts: tuple[AttachedServer, ...]
    username: str
    password: str
    password_hash: str
    state_directory: Path


def load_spec(path: Path) -> LabSpec:
    """Read a lab description in JSON; raises SwitchLabInvalid for anything that it should not contain."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return read_spec(data, path.parent)
    except (OSError, json.JSONDecodeError) as error:
        raise SwitchLabInvalid(f"{path}: {error}") from error
    except KeyError as error:
        raise SwitchLabInvalid(f"{path}: {error} is missing") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise SwitchLabInvalid(f"{path}: {type(error).__name__}: {error}") from error


def read_spec(data: dict[str, Any], directory: Path) -> LabSpec:
    """Turn decoded JSON into a LabSpec; relative paths are taken from `directory`."""
    cables = tuple(InterfacePair(_port(item["a"]), _port(item["b"])) for item in data.get("cables", ()))
    hosts = tuple(
        AttachedServer(item["name"], tuple((nic, _port(end)) for nic, end in item["nics"].items()))
        for item in data.get("hosts", ())
    )
    used = [port for cable in cables for port in (cable.a, cable.b)] + [port for host in hosts for _, port in host.nics]
    switches = tuple(_switch(item, used) for item in data["switches"])
    _check(switches, used)
    password = ""
    if "password_file" in data:
        password = (directory / data["password_file"]).read_text(encoding="utf-8").strip()
    if not password and not data.get("password_hash"):
        raise SwitchLabInvalid("Neither password_file nor password_hash is given, so that nobody could log in.")
    return LabSpec(
        switches=switches,
        cables=cables,
        hosts=hosts,
        username=data["username"],
        password=password,
        password_hash=data.get("password_hash", ""),
        state_directory=directory / data["state_directory"],
    )


def _port(pair: list[str]) -> InterfaceId:
    device, name = pair
    return InterfaceId(device, name)


def _switch(item: dict[str, Any], used: list[InterfaceId]) -> SwitchSpec:
    declared = {name: float(gigabits) for name, gigabits in item.get("ports", {}).items()}
    cabled = {port.name for port in used if port.device == item["name"]} - set(declared)
    return SwitchSpec(
        name=item["name"],
        address=item["address"],
        port=int(item["port"]),
        nos=item.get("nos", ""),
        model=item.get("model", ""),
        version=item.get("version", ""),
        startup_config=item.get("startup_config"),
        ports=declared | dict.fromkeys(sorted(cabled, key=_in_order), 0.0),
    )


def _in_order(port: str) -> list[int]:
    return [int(number) for number in _NUMBERS.findall(port)]


def _check(switches: tuple[SwitchSpec, ...], used: list[InterfaceId]) -> None:
    names = [switch.name for switch in switches]
    doubled = {name for name in names if names.count(name) > 1} | {
        f"{p.device} {p.name}" for p in used if used.count(p) > 1
    }
    if doubled:
        raise SwitchLabInvalid(f"Used twice: {', '.join(sorted(doubled))}.")
    unknown = {port.device for port in used} - set(names)
    if unknown:
        raise SwitchLabInvalid(f"Cabled, but not among the switches: {', '.join(sorted(unknown))}.")
    for switch in switches:
        if not switch.address.startswith("127."):
            raise SwitchLabInvalid(
                f"{switch.name} would listen on {switch.address}; only loopback (127.0.0.0/8) is allowed."
            )
