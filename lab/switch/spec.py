"""What the emulator is asked to emulate: switches, the cables between them, the servers on their ports."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twin.cabling import AttachedServer, InterfaceId, InterfacePair
from twin.dialects.eos.values import interface_name

_PORT_GROUPS = re.compile(r"\d+")
_DEFAULT_VERSION = "4.32.2F"


class SwitchLabInvalid(Exception):  # noqa: N818 - said as the user would say it
    """The description of the lab cannot be used; the message says which part and why."""


@dataclass(frozen=True, slots=True)
class SwitchSpec:
    """One switch: where it answers, what it is, and the configuration it starts with (None: never configured)."""

    name: str
    address: str
    port: int
    model: str = "DCS-7050SX3-48YC8"
    version: str = _DEFAULT_VERSION
    startup_config: str | None = None
    ports: tuple[str, ...] = ()


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
    except (TypeError, ValueError) as error:
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
    full = interface_name(name)
    if full is None:
        raise SwitchLabInvalid(f"{name} on {device} is not an interface that EOS knows.")
    return InterfaceId(device, full)


def _switch(item: dict[str, Any], used: list[InterfaceId]) -> SwitchSpec:
    model = item.get("model", "DCS-7050SX3-48YC8")
    cabled = {port.name for port in used if port.device == item["name"] and port.name.startswith("Ethernet")}
    return SwitchSpec(
        name=item["name"],
        address=item["address"],
        port=int(item["port"]),
        model=model,
        version=item.get("version", _DEFAULT_VERSION),
        startup_config=item.get("startup_config"),
        ports=hardware_ports(model, cabled),
    )


def hardware_ports(model: str, cabled: set[str]) -> tuple[str, ...]:
    """Return the ports of a model, counted from its name (`48YC8` is 48 + 8), and those that cables need besides."""
    groups = _PORT_GROUPS.findall(model.rsplit("-", maxsplit=1)[-1])
    count = min(sum(int(group) for group in groups), 128)
    names = {f"Ethernet{number}" for number in range(1, count + 1)} | cabled
    ordered = sorted(names, key=lambda name: [int(number) for number in _PORT_GROUPS.findall(name)])
    return (*ordered, "Management1")


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
