"""How switches, clouds and hosts are reached: kept apart from the estate, which says what they are.

An access file is YAML beside its secrets: passwords stand in files or environment variables that it names,
never in it. Without one, switches are reached at their management addresses with SDDC_USERNAME and
SDDC_PASSWORD, clouds by OpenStack's own clouds.yaml, and hosts by their names or addresses.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import Field, ValidationError

from inventory.document.fields import Document, Name
from inventory.yaml_text import YamlError, parse

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

Port = Annotated[int, Field(ge=1, le=65535)]
Variables: TypeAlias = dict[str, bool | int | float | str]


class AccessUnusable(Exception):  # noqa: N818 - what it is
    """The access file cannot be used; the message says which line of thought to follow."""


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
        return AccessDocument.model_validate(parse(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise AccessUnusable(f"The access file {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise AccessUnusable(f"The access file {path} is not UTF-8 text.") from None
    except YamlError as error:
        raise AccessUnusable(f"The access file is not YAML: {path}:{error.line}:{error.column} {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise AccessUnusable(f"The access file {path} has a fault in {where}: {first['msg']}.") from None


def _password(folder: Path, switches: SwitchesDocument, environment: Mapping[str, str]) -> str | None:
    if switches.password_file is None:
        return environment.get(switches.password_env)
    file = folder / switches.password_file
    try:
        return file.read_text(encoding="utf-8").rstrip("\n")
    except (OSError, UnicodeDecodeError):
        raise AccessUnusable(f"The password file {file}, which the access file names, cannot be read.") from None


def _logins(addresses: Mapping[str, str], port: int) -> dict[str, Login]:
    logins: dict[str, Login] = {}
    for name, address in addresses.items():
        host, colon, number = address.rpartition(":")
        if not colon:
            logins[name] = Login(address, port)
        elif number.isdigit() and 0 < int(number) < 65536:  # noqa: PLR2004 - ports
            logins[name] = Login(host, int(number))
        else:
            raise AccessUnusable(f"The address {address} of {name} in the access file is not host or host:port.")
    return logins


def _under(folder: Path, path: Path | None) -> Path | None:
    return None if path is None else folder / path.expanduser()


def environment_access(path: Path | None) -> Access:
    """Read the access with this process's environment."""
    return load_access(path, os.environ)
