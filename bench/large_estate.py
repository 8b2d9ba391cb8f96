"""A large estate, built to T3+ and written as a user would write it: 2N power, N+1 cooling, leaf pairs, dual cords.

The text is in `large_estate_files`; words with a dollar are filled in here. A hall has five rows of twenty racks and,
on either side, a transformer, a transfer switch, panels and UPS of its own; each row has a panel, each rack a PDU.
Generators, fuel, chillers, pumps and loops are the site's. Leaf pairs stand in neighbouring racks; a server takes one
unit and has a cord and a port on either side.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

NAMES = ("tianfu", "gaoxin", "chongqing", "mianyang", "guiyang")
RACKS_A_ROW = 20
RACKS_A_HALL = 100
PLANTS = 6
FILES = Path(__file__).parent / "large_estate_files"


@dataclass(frozen=True, slots=True)
class Size:
    """How large the estate is; `racks` is a multiple of 100, and there are at least two sites."""

    sites: int = 3
    racks: int = 1000
    servers: int = 34

    @property
    def halls(self) -> int:
        """How many halls a site has."""
        return self.racks // RACKS_A_HALL


def write_estate(folder: Path, size: Size) -> None:
    """Write the estate's files into a folder, which must exist."""
    rows, plants, sites = list(_rows(size)), list(_plants(size)), list(_sites(size))
    whole = {
        "halls": f"{size.halls:02d}",
        "racks": f"{size.racks:04d}",
        "pairs": f"{size.racks // 2:03d}",
        "leaf_ports": f"1-{size.racks}",
        "border_ports": f"{size.racks + 1}-{size.racks + 2}",
        "spine_ports": size.racks + 2,
    }
    texts = {
        "estate": "".join(
            ("estate: large-bank\nstandards: [t3plus]\nsites:\n", *(_filled("site", site) for site in sites))
        ),
        "rooms": _filled("rooms", whole),
        "racks": "".join((_filled("racks", whole), *(_filled("racks-of-a-row", row) for row in rows))),
        "power": "".join((_filled("power", whole), *(_filled("power-of-a-row", row) for row in rows))),
        "cooling": "".join(
            (
                _filled("cooling", whole),
                *(_filled("cooling-of-a-plant", plant) for plant in plants),
                *(_filled("cooling-of-a-row", row) for row in rows),
            )
        ),
        "aisles": "".join((_filled("aisles", whole), *(_filled("aisle-of-a-row", row) for row in rows))),
        "fabric": "".join((_filled("fabric", whole), *(_filled("fabric-of-a-site", site) for site in sites))),
        "servers": "".join(("servers:\n", *(_filled("servers-of-a-rack", rack) for rack in _racks(size)))),
        **{name: _filled(name, whole) for name in ("carriers", "device-types", "pools")},
    }
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")


def _filled(name: str, words: Mapping[str, object]) -> str:
    return Template((FILES / f"{name}.yaml").read_text("utf-8")).substitute(words)


def _sites(size: Size) -> Iterator[dict[str, object]]:
    for number, name in enumerate(NAMES[: size.sites], start=1):
        yield {"site": name, "number": number, "links": 32 + 8 * number, "management": 16 + number}


def _rows(size: Size) -> Iterator[dict[str, object]]:
    for first in range(1, size.racks + 1, RACKS_A_ROW):
        yield {
            "row": f"{first // RACKS_A_ROW + 1:02d}",
            "hall": f"{first // RACKS_A_HALL + 1:02d}",
            "racks": f"r[{first:04d}-{first + RACKS_A_ROW - 1:04d}]",
        }


def _plants(size: Size) -> Iterator[dict[str, object]]:
    """Yield the chillers with their pumps and towers, each powered from a hall."""
    for number in range(PLANTS):
        yield {"number": number + 1, "hall": f"{number % size.halls + 1:02d}"}


def _racks(size: Size) -> Iterator[dict[str, object]]:
    """Yield what the servers of each rack have in common: two racks share a pair of leaves."""
    for rack in range(1, size.racks + 1):
        pair = (rack + 1) // 2
        first = 1 if rack % 2 else 1 + size.servers
        yield {
            "rack": f"{rack:04d}",
            "pair": f"{pair:03d}",
            "zone": "core" if pair % 5 == 0 else "retail",
            "servers": f"{size.servers:02d}",
            "ports": f"{first}-{first + size.servers - 1}",
        }
