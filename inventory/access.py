"""How switches, clouds and hosts are reached: kept apart from the estate, which says what they are.

An access file is YAML beside its secrets: passwords stand in files or environment variables that it names,
never in it. Without one, switches are reached at their management addresses with SDDC_USERNAME and
SDDC_PASSWORD, clouds by OpenStack's own clouds.yaml, and hosts by their names or addresses.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import Field, Strict, ValidationError

from inventory.document.fields import Document, Name
from inventory.reading.yaml_text import YamlError, parse
from inventory.wording import readable

HELP = """\
An access file says how switches, clouds and hosts are reached. It is YAML; paths in it are relative to it.
Every command takes it by --access FILE or SDDC_ACCESS; sddc lab up writes one for the lab.

access: production                  # its name, shown with every plan
switches:
  username: netops
  password_file: switches.password  # or password_env: VARIABLE (without either: SDDC_PASSWORD)
  port: 22
  known_hosts: known_hosts          # switches with other keys are refused
  addresses:                        # only those that are not at their management address
    tianfu-leaf-01a: 192.0.2.11:2222
clouds:
  file: clouds.yaml                 # OpenStack's own; without it, where OpenStack's tools look
hosts:
  username: ops
  private_key: id_ed25519           # without it, the SSH agent
  known_hosts: known_hosts
  addresses: {tianfu-a01-s01: 192.0.2.101}
  variables: {ansible_become: true} # for every host
"""

FILE_BYTES_MAXIMUM = 8 * 1024 * 1024
"""An access file names thousands of hosts at most."""

Port = Annotated[int, Strict(), Field(ge=1, le=65535)]
Variables: TypeAlias = dict[str, bool | int | float | str]


class AccessUnusable(Exception):  # noqa: N818 - what it is
    """The access file cannot be used; the message says what is wrong with it and never shows a value of it."""


class SwitchesDocument(Document):
    """How switches are logged in to."""

    username: str | None = None
    password_file: Path | None = None
    password_env: str = "SDDC_PASSWORD"  # noqa: S105 - the name of a variable
    port: Port = 22
    known_hosts: Path | None = None
    addresses: dict[Name, str] = Field(default_factory=dict)


class CloudsDocument(Document):
    """Where clouds.yaml is."""

    file: Path | None = None


class HostsDocument(Document):
    """How hosts are logged in to."""

    username: str | None = None
    private_key: Path | None = None
    known_hosts: Path | None = None
    port: Port = 22
    addresses: dict[Name, str] = Field(default_factory=dict)
    variables: Variables = Field(default_factory=dict)


class AccessDocument(Document):
    """An access file as it is written."""

    access: Name
    switches: SwitchesDocument = SwitchesDocument()
    clouds: CloudsDocument = CloudsDocument()
    hosts: HostsDocument = HostsDocument()


@dataclass(frozen=True, slots=True)
class Login:
    """Where one device answers and as whom."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class SwitchAccess:
    """How switches are reached; `logins` says where those answer that are not at their management address."""

    username: str
    password: str | None = field(repr=False)
    port: int
    known_hosts: Path | None
    logins: Mapping[str, Login]


@dataclass(frozen=True, slots=True)
class HostAccess:
    """How hosts are reached."""

    username: str
    private_key: Path | None
    known_hosts: Path
    port: int
    logins: Mapping[str, Login]
    variables: Mapping[str, bool | int | float | str]


@dataclass(frozen=True, slots=True)
class Access:
    """Everything about reaching the live world; `name` is shown with every plan."""

    name: str
    switches: SwitchAccess
    clouds_yaml: Path | None
    hosts: HostAccess


def load_access(path: Path | None, environment: Mapping[str, str]) -> Access:
    """Read an access file, or make the access that holds without one; raises AccessUnusable."""
    document = AccessDocument(access="estate") if path is None else _read(path)
    folder = Path() if path is None else path.parent.resolve()
    switches, hosts = document.switches, document.hosts
    user = environment.get("SDDC_USERNAME") or environment.get("USER") or "admin"
    return Access(
        name=document.access,
        switches=SwitchAccess(
            username=switches.username or user,
            password=_password(folder, switches, environment),
            port=switches.port,
            known_hosts=_under(folder, switches.known_hosts),
            logins=_logins(switches.addresses, switches.port),
        ),
        clouds_yaml=_under(folder, document.clouds.file),
        hosts=HostAccess(
            username=hosts.username or user,
            private_key=_under(folder, hosts.private_key),
            known_hosts=_under(folder, hosts.known_hosts) or Path("~/.ssh/known_hosts").expanduser(),
            port=hosts.port,
            logins=_logins(hosts.addresses, hosts.port),
            variables=hosts.variables,
        ),
    )


def _read(path: Path) -> AccessDocument:
    try:
        return AccessDocument.model_validate(parse(_text(path, f"The access file {readable(str(path))}")))
    except YamlError as error:
        raise AccessUnusable(f"The access file is not YAML: {path}:{error.line}:{error.column} {error}") from None
    except ValidationError as error:
        raise AccessUnusable(_fault(path, error)) from None


def _text(path: Path, what: str) -> str:
    """Read a small text file, of which `what` is the name in messages."""
    try:
        if path.stat().st_size > FILE_BYTES_MAXIMUM:
            raise AccessUnusable(f"{what} has more than {FILE_BYTES_MAXIMUM // 1024**2} MiB and cannot be meant.")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise AccessUnusable(f"{what} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise AccessUnusable(f"{what} is not UTF-8 text.") from None
    except ValueError:
        raise AccessUnusable(f"{what} cannot be read: its name holds a zero byte.") from None


def _fault(path: Path, error: ValidationError) -> str:
    """Return which key of the access file is wrong; its value may be a secret in the wrong place."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    wrong = {
        "extra_forbidden": "is not a key that it has. Passwords stand in a file or a variable that it names",
        "missing": "is missing",
        "model_type": "is not a mapping of keys",
    }.get(first["type"], first["msg"].replace("Input should", "should").replace("String should", "should"))
    where = f"The key {readable(place)} of the access file {path}" if place else f"The access file {path}"
    return f"{where} {wrong}."


def _password(folder: Path, switches: SwitchesDocument, environment: Mapping[str, str]) -> str | None:
    if switches.password_file is None:
        return environment.get(switches.password_env)
    file = folder / switches.password_file.expanduser()
    password = _text(file, f"The password file {readable(str(file))}, which the access file names,").rstrip("\r\n")
    if not password:
        raise AccessUnusable(f"The password file {file}, which the access file names, is empty.")
    return password


_ADDRESS = re.compile(
    r"\[(?P<six>[0-9A-Fa-f:.%a-z]+)\](?::(?P<port>[0-9]{1,5}))?|(?P<host>[^:\[\]\s]+)(?::(?P<number>[0-9]{1,5}))?"
)


def _logins(addresses: Mapping[str, str], port: int) -> dict[str, Login]:
    return {name: _login(name, address, port) for name, address in addresses.items()}


def _login(name: str, address: str, port: int) -> Login:
    """Read host, host:port, an IPv6 address, or one in brackets with a port."""
    match = _ADDRESS.fullmatch(f"[{address}]" if address.count(":") > 1 and "[" not in address else address)
    written = match and (match["port"] or match["number"])
    number = int(written) if written else port
    if match is None or not 0 < number < 65536:  # noqa: PLR2004 - ports
        advice = "Write host, host:port or [IPv6 address]:port."
        raise AccessUnusable(f"The address of {name} in the access file is not one. {advice}")
    return Login(match["six"] or match["host"], number)


def _under(folder: Path, path: Path | None) -> Path | None:
    return None if path is None else folder / path.expanduser()


def environment_access(path: Path | None) -> Access:
    """Read the access with this process's environment."""
    return load_access(path, os.environ)
