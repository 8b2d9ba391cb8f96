"""The whole reading: the order of findings is the same everywhere, and nothing sound is lost."""

import os
import subprocess
import sys
from pathlib import Path

from inventory.checks import CONCLUDES_FROM, RULES
from inventory.document.sections import SECTIONS
from inventory.load import examine, load_estate
from tests.estates.cases import BASE, broken, cases, copy_base

ROOT = Path(__file__).parents[2]
SHOW = (
    "import sys; from pathlib import Path; from inventory.load import examine\n"
    "for finding in examine(Path(sys.argv[1])).findings: print(finding)"
)


def test_findings_come_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    table = [case for _, case in cases() if len(case.finds) > 1]
    assert table
    for number, case in enumerate(table):
        findings = examine(broken(case, tmp_path / str(number))).findings
        assert [finding.source for finding in findings] == sorted(finding.source for finding in findings)


def test_findings_do_not_depend_on_the_seed_of_hashing(tmp_path: Path) -> None:
    copy_base(tmp_path)
    for file, old, new in (
        ("pools.yaml", "flavors: [large]", "flavors: [xyz, abc]"),
        ("servers.yaml", "labels: [general]", "labels: [x, y, z]"),
        ("services.yaml", "services: {mobile: 3.0}", "services: {nothing: 3.0}"),
        ("fabric.yaml", "nos: eos", "nos: xyz"),
    ):
        text = (tmp_path / file).read_text(encoding="utf-8")
        (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8")
    told = set()
    for seed in ("0", "1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", SHOW, str(tmp_path)]
        run = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
        told.add(run.stdout)
    assert len(told) == 1
    assert told.pop().count("Finding(") >= 4


def test_the_order_of_files_does_not_matter_to_what_is_found(tmp_path: Path) -> None:
    first = copy_base(tmp_path / "first")
    second = tmp_path / "second"
    second.mkdir()
    for number, file in enumerate(sorted(BASE.iterdir(), reverse=True)):
        (second / f"{number}.yaml").write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    assert examine(second).findings == ()
    one, other = load_estate(first), load_estate(second)
    for what in ("racks", "servers", "switches", "networks", "pools", "services", "power"):
        assert set(getattr(one, what)) == set(getattr(other, what)), what
    assert {str(cable.a) for cable in one.cables} == {str(cable.a) for cable in other.cables}


def test_one_file_with_everything_is_the_same_estate(tmp_path: Path) -> None:
    whole = tmp_path / "whole.yaml"
    whole.write_text("".join(file.read_text(encoding="utf-8") for file in sorted(BASE.iterdir())), encoding="utf-8")
    assert examine(whole).findings == ()
    assert set(load_estate(whole).servers) == set(load_estate(BASE).servers)


def test_rules_that_wait_name_sections_that_exist() -> None:
    known = {section.key for section in SECTIONS} | {"switches"}
    for rule, sections in CONCLUDES_FROM.items():
        assert rule in RULES
        assert set(sections) <= known


def test_rules_that_wait_are_counted(tmp_path: Path) -> None:
    assert examine(BASE).waiting == 0
    copy_base(tmp_path)
    (tmp_path / "odd.yaml").write_text("pools: [\n")
    assert examine(tmp_path).waiting == len(CONCLUDES_FROM)


def test_every_rule_has_a_sentence_of_its_own() -> None:
    sentences = [(rule.__doc__ or "").splitlines()[0] for rule in RULES]
    assert all(sentence.endswith(".") for sentence in sentences)
    assert len(set(sentences)) == len(RULES)
