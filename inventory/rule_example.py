"""Examples of rules: a fragment of an estate that breaks one, and the same fragment put right.

One file a rule, named like its code: `inventory/rule_examples/` for the rules that every estate keeps to, one beside
the rules of standards for those. A test puts each fragment into a whole estate, and finds just that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from inventory.reading.yaml_text import parse


@dataclass(frozen=True, slots=True)
class ExamplePart:
    """A text of one file: as it breaks the rule, and put right."""

    file: str
    within: str
    """The lines that it stands below; empty at the top level."""
    broken: str
    fixed: str | None
    """None: the file is taken out."""


RuleExample = tuple[ExamplePart, ...]


def example_of(code: str, folder: Traversable) -> RuleExample:
    """Read the example of a rule from a folder of examples; empty if it has none."""
    file = folder / f"{code}.yaml"
    if not file.is_file():
        return ()
    parts = parse(file.read_text("utf-8"))
    if not isinstance(parts, list):
        raise TypeError(f"{file.name} is not a list of fragments")
    return tuple(_part(part) for part in parts if isinstance(part, dict))


def _part(part: Mapping[str, object]) -> ExamplePart:
    fixed = part.get("fixed")
    return ExamplePart(
        file=str(part["file"]),
        within=str(part.get("within", "")),
        broken=str(part["broken"]),
        fixed=None if fixed is None else str(fixed),
    )
