"""A line's fault is one finding however often it is met; help is searched for a few times however many there are."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from bench.large_estate import Size, write_estate
from inventory import suggestions
from inventory.finding import Severity
from inventory.folding import ADVISED_MOST, NOT_ADVISED, fold
from inventory.load import examine
from inventory.model.origin import Origin, Source
from inventory.rule import Rule
from inventory.verdict import Answer, Verdict, all_hold, broken, holds, misread, unknown

RULE = Rule(code="some-rule", summary="Some rule", text="Something holds.")


def locate(verdict: Verdict) -> Source:
    return Source(verdict.origin.file, len(verdict.origin.path) + 1, 1)


def at(line: int) -> Origin:
    return Origin("a.yaml", tuple(range(line - 1)))


def test_what_holds_is_no_finding() -> None:
    assert list(fold(RULE, [holds("a", at(1)), all_hold(["b", "c"], at(1))], locate)) == []


def test_one_line_is_one_finding_with_all_its_subjects_the_worst_first() -> None:
    told = [
        broken("a", at(1), "A stops one.", "Do.", ("s1",)),
        broken("b", at(1), "B stops two.", "Do.", ("s1", "s2")),
        broken("b", at(1), "B stops two.", "Do.", ("s1", "s2")),
        broken("c", at(2), "C stops none.", "Do."),
        unknown("d", at(1), "Nothing says it."),
    ]
    first, second, third = fold(RULE, told, locate, severity=Severity.WARNING)
    assert (first.subjects, first.more, first.detail) == (("b", "a"), 1, "B stops two.")
    assert first.message == "B stops two. The same line causes 1 more of these."
    assert (first.code, first.summary, first.severity) == ("some-rule", "Some rule", Severity.WARNING)
    assert (second.subject, second.source.line, second.more) == ("c", 2, 0)
    assert (third.answer, third.weight.value, third.is_failure) == (Answer.UNKNOWN, "unknown", True)


def test_a_recommendation_is_a_warning_beside_the_error_of_the_same_line() -> None:
    told = [
        broken("a", at(1), "It must.", "Do."),
        Verdict("a", Answer.BROKEN, at(1), "It should.", "Do.", is_recommendation=True),
    ]
    assert [(one.severity.value, one.detail) for one in fold(RULE, told, locate)] == [
        ("error", "It must."),
        ("warning", "It should."),
    ]


@pytest.mark.parametrize("lines", [1, ADVISED_MOST, ADVISED_MOST + 1, 300])
@pytest.mark.parametrize("a_line", [1, 50])
def test_help_is_searched_for_once_a_finding_and_for_a_few(lines: int, a_line: int) -> None:
    searched: list[int] = []

    def search(line: int) -> Callable[[], str]:
        return lambda: searched.append(line) or f"Did you mean line {line}?"

    told = [broken(f"s{n}", at(line), f"{n}.", search(line)) for line in range(1, lines + 1) for n in range(a_line)]
    found = list(fold(RULE, told, locate))
    assert searched == list(range(1, min(lines, ADVISED_MOST) + 1))
    assert [one.more for one in found] == [a_line - 1] * lines
    assert [one.advice == NOT_ADVISED for one in found] == [line > ADVISED_MOST for line in range(1, lines + 1)]


@pytest.mark.parametrize(
    ("origin", "subject"),
    [
        (Origin("racks.yaml"), "racks.yaml"),
        (Origin("racks.yaml", ("racks",)), "racks"),
        (Origin("racks.yaml", ("racks", 0, "names")), "racks entry 1"),
        (Origin("fabric.yaml", ("zones", "dmz", "vni")), "zones/dmz"),
    ],
)
def test_what_is_misread_is_about_the_entry_it_stands_in(origin: Origin, subject: str) -> None:
    told = misread("wrong-value", origin, "It is wrong.", "Correct it.")
    assert (told.subject, told.code, told.answer) == (subject, "wrong-value", Answer.BROKEN)


RACKS = 200
FAULTS = {
    "spines short of ports": ("device-types.yaml", f'"Ethernet[1-{RACKS + 2}]"', '"Ethernet[1-150]"'),
    "leaves short of ports": ("device-types.yaml", '"Ethernet[1-96]"', '"Ethernet[1-4]"'),
    "a misspelt rack type": ("racks.yaml", "type: rack-42", "type: rack-24"),
    "a misspelt device type": ("servers.yaml", "type: server", "type: sever"),
    "servers in racks that are not there": ("servers.yaml", "racks: r", "racks: x"),
    "servers at switches that are not there": ("servers.yaml", "leaf-", "leav-"),
    "feeds from components that are not there": ("racks.yaml", "pdu-a-", "pdx-a-"),
    "two servers on each unit": ("servers.yaml", "positions: 1+1", "positions: 1"),
    "servers beyond their racks": ("servers.yaml", "positions: 1+1", "positions: 38+1"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_every_rack_meets_searches_no_more_than_a_few_times(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_estate(tmp_path, Size(sites=2, racks=RACKS, servers=8))
    name, old, new = FAULTS[fault]
    file = tmp_path / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    searches: Counter[int] = Counter()

    def counting(word: str, possibilities: Iterable[str], **options: float) -> list[str]:
        searches[0] += 1
        return original(word, list(possibilities), **options)

    original = suggestions.get_close_matches
    monkeypatch.setattr(suggestions, "get_close_matches", counting)
    found = examine(tmp_path).findings
    codes = {one.code for one in found}
    assert found
    assert searches[0] <= ADVISED_MOST * len(codes)
    assert len(found) <= 2 * RACKS
