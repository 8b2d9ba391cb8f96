"""What one process of lab hosts is given: which hosts it answers for, where, and who may log in."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from pathlib import Path

READY = "ready"
"""The file in the state directory that is there as long as all hosts answer."""


class SpecInvalid(ValueError):  # noqa: N818 - reads as the message does
    """The specification of lab hosts cannot be used."""


@dataclass(frozen=True, slots=True)
class LabHost:
    """One server: where it answers SSH, and the directory that is its file system."""

    name: str
    address: str
    port: int
    directory: str


@dataclass(frozen=True, slots=True)
class SiteSpec:
    """All servers of a site, answered for by one process."""

    site: str
    hosts: tuple[LabHost, ...]
    authorized_key: str
    """The only public key that may log in, as in an `authorized_keys` file."""
    state_directory: str
    """Holds the host key, the known_hosts file, the log and the faults."""

    def __post_init__(self) -> None:
        """Refuse what would listen off loopback or answer for two hosts in one place; raises SpecInvalid."""
        for host in self.hosts:
            if not ip_address(host.address).is_loopback:
                raise SpecInvalid(f"Lab host {host.name} would listen on {host.address}, which is not loopback.")
        _refuse_repeated("name", (host.name for host in self.hosts))
        _refuse_repeated("address and port", (f"{host.address}:{host.port}" for host in self.hosts))
        _refuse_repeated("directory", (host.directory for host in self.hosts))


def write_spec(spec: SiteSpec, path: Path) -> None:
    """Write a specification as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(spec), indent=2) + "\n")


def read_spec(path: Path) -> SiteSpec:
    """Read a specification from JSON. Raises SpecInvalid with what is wrong, OSError if it cannot be read."""
    try:
        fields = json.loads(path.read_text())
        return SiteSpec(
            site=fields["site"],
            hosts=tuple(LabHost(**host) for host in fields["hosts"]),
            authorized_key=fields["authorized_key"],
            state_directory=fields["state_directory"],
        )
    except KeyError as error:
        raise SpecInvalid(f"{path}: {error.args[0]} is missing.") from error
    except (TypeError, ValueError) as error:
        raise SpecInvalid(f"{path}: {error}") from error


def _refuse_repeated(what: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise SpecInvalid(f"Two lab hosts have the {what} {value}.")
        seen.add(value)
