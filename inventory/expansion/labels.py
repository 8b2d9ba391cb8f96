"""What things are called where people read it: labels in any script, one for all names of an entry or one for each."""

from collections.abc import Mapping, Sequence

from inventory.expansion.context import Expansion
from inventory.expansion.templates import Wording
from inventory.model.origin import Origin


def display_labels(
    expansion: Expansion, written: Sequence[str], names: Sequence[str], words: Mapping[str, str], origin: Origin
) -> tuple[str, ...]:
    """Return a label for each name; empty texts where none is written.

    One text is for all of them, with {name} and the other words filled in; several are matched in order. Names that
    are known by a site have `names` without it.
    """
    if not written:
        return ("",) * len(names)
    if len(written) > 1 and not expansion.matched(written, len(names), origin, "labels", "names"):
        return ("",) * len(names)
    texts = written if len(written) > 1 else tuple(written) * len(names)
    return tuple(
        Wording(expansion, {**words, "name": name}).filled(text, origin) or ""
        for name, text in zip(names, texts, strict=True)
    )
