"""The configurations that rendering must give; `python -m tests.golden.write` writes them after a wanted change."""

from pathlib import Path

from sdn.intent import fabric_intent
from sdn.render import render_all
from tests.sdn.shapes import Shape, SiteShape, build

FOLDER = Path(__file__).parent
SHAPE = Shape(sites={"gaoxin": SiteShape(nos="frr"), "tianfu": SiteShape()})
"""An EOS site and an FRR site, joined."""
DEVICES = tuple(
    f"{site}-{device}" for site in SHAPE.sites for device in ("spine-1", "leaf-01a", "leaf-01b", "border-01a")
)


def rendered() -> dict[Path, str]:
    """Return each golden file's place and the text that rendering gives now."""
    intents = fabric_intent(build(SHAPE))
    configurations = render_all(intents[device] for device in DEVICES)
    return {
        FOLDER / intents[device].nos / name: text
        for device, configuration in configurations.items()
        for name, text in configuration.files().items()
    }


def main() -> None:
    """Write all golden files."""
    for path, text in rendered().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
