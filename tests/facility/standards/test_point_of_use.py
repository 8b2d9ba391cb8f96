"""A single-corded device behind a static transfer switch that two independent sources feed is dual-powered."""

from pathlib import Path

from tests.facility.standards.cases import Edit, cases, edited, found, judged

FAULT = "A single-corded server behind a static transfer switch that one side feeds twice"


def test_static_switch_fed_from_both_sides_passes(tmp_path: Path) -> None:
    (case,) = (case for case in cases() if case.fault == FAULT)
    mended = tuple(
        Edit(edit.file, edit.old, edit.new.replace("[pdu-a-m1, it-panel-a]", "[pdu-a-m1, pdu-b-m1]"))
        for edit in case.edits
    )
    assert mended != case.edits
    judgement = judged(edited(tmp_path, mended), "t3plus")
    assert found(judgement) == ()
    assert judgement.passes
