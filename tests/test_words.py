"""The word list finds what it is there for, and leaves alone what only looks like it."""

import pytest

from tests.words import complaints


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("What would mend it.", 12),
        ("# it was mended", 10),
        ("a server hangs on a rack", 10),
        ("what is too much is told by name", 18),
        ("load goes round in a circle", 22),
        ("somebody's session", 1),
        ('"""Say whether it works."""', 1),
        ("as the report reckons", 15),
    ],
)
def test_a_word_is_found_where_it_stands(line: str, column: int) -> None:
    (found,) = complaints("docs/some.md", ["nothing here", line])
    assert found.startswith(f"docs/some.md:2:{column}: ")


@pytest.mark.parametrize(
    "line",
    [
        "recommended, amended, commended",
        "the command said what it did",
        "hang up on a caller",
        "semicircle",
        "They say what is wrong.",
    ],
)
def test_other_words_stay(line: str) -> None:
    assert list(complaints("docs/some.md", [line])) == []


def test_a_file_is_named_after_its_subject() -> None:
    assert [one.partition(": ")[2][:40] for one in complaints("sdn/hits.py", [])] == [
        "a file is named after its subject, not h"
    ]
    assert list(complaints("sdn/impact.py", [])) == []
