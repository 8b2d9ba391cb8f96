"""What a service is given about its cloud: the JSON that the project writes beside the cloud's databases."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Description:
    """One cloud as its services see it."""

    state: Path
    region: str
    address: str
    ports: dict[str, int]
    urls: dict[str, str]
    catalog: dict[str, list[str]]
    """Service type and endpoint path of each service, by name."""
    threads: dict[str, int]
    databases: dict[str, list[str]]
    password: str
    heartbeat_seconds: int
    hypervisors: list[dict]

    def configuration(self, service: str) -> Path:
        """Return the folder of a service's configuration files."""
        return self.state / "etc" / service

    def database(self, name: str) -> Path:
        """Return the file of a database."""
        return self.state / "databases" / f"{name}.db"


def read_description(state: Path) -> Description:
    """Read the description of the cloud whose state is kept in the folder `state`."""
    return Description(state=state, **json.loads((state / "cloud.json").read_text()))
