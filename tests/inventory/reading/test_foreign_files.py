"""What lies in an estate's folder and is not the estate's."""

from pathlib import Path

import pytest

from inventory.load import examine
from inventory.reading.estate_files import read_files
from tests.estates.cases import copy_base

STRANGERS = {
    "docker-compose.yaml": "services: {}\n",
    "docker-compose.override.yml": "services: {web: {image: nginx}}\n",
    "compose.yaml": "services: {}\n",
    "mkdocs.yml": "site_name: docs\nmarkdown_extensions: [!!python/name:x.y ]\n",
    "clouds.yaml": "clouds: {tianfu: {auth: {}}}\n",
    "secure.yaml": "clouds: {tianfu: {auth: {password: x}}}\n",
    "access.yaml": "access: lab\n",
    "deep/below/compose.yml": "services: {}\n",
    "playbooks/site.yaml": "- hosts: all\n",
    "roles/x/tasks/main.yml": "- debug:\n",
    "group_vars/all.yml": "a: 1\n",
    "node_modules/x/.travis.yml": "language: node\n",
    "node_modules/x/y.yaml": "--- {}\n--- {}\n",
    "myenv/pyvenv.cfg": "home = /usr\n",
    "myenv/lib/python/site-packages/x.yaml": "{{ }}\n",
    ".venv/x.yaml": "{{ }}\n",
    ".github/workflows/ci.yml": "on: push\n",
    "notes.md": "services: {}\n",
}


def _write(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def test_files_of_well_known_tools_are_left_out_and_named(tmp_path: Path) -> None:
    estate = copy_base(tmp_path)
    before = examine(estate)
    _write(estate, STRANGERS)
    after = examine(estate)
    assert after.findings == before.findings
    assert after.files == before.files
    assert after.estate.digest == before.estate.digest
    assert [str(one) for one in after.left_out] == [
        "group_vars/ (Ansible)",
        "myenv/ (a virtual environment)",
        "node_modules/ (Node.js)",
        "playbooks/ (Ansible)",
        "roles/ (Ansible)",
        "access.yaml (sddc's access file)",
        "clouds.yaml (openstacksdk)",
        "compose.yaml (Docker Compose)",
        "docker-compose.override.yml (Docker Compose)",
        "docker-compose.yaml (Docker Compose)",
        "mkdocs.yml (MkDocs)",
        "secure.yaml (openstacksdk)",
        "deep/below/compose.yml (Docker Compose)",
    ]


@pytest.mark.parametrize(
    ("ignore", "read"),
    [
        ("[]", ["a.yaml", "drafts/b.yaml", "notes/drafts/c.yaml", "x.tmp.yaml"]),
        ("a.yaml", ["drafts/b.yaml", "notes/drafts/c.yaml", "x.tmp.yaml"]),
        ("[drafts/]", ["a.yaml", "x.tmp.yaml"]),
        ("[/drafts/]", ["a.yaml", "notes/drafts/c.yaml", "x.tmp.yaml"]),
        ('["*.tmp.yaml", "**/c.yaml"]', ["a.yaml", "drafts/b.yaml"]),
        ('["*.yaml", "!a.yaml"]', ["a.yaml"]),
        ('["!compose.yaml"]', ["a.yaml", "compose.yaml", "drafts/b.yaml", "notes/drafts/c.yaml", "x.tmp.yaml"]),
        ('["!playbooks/"]', ["a.yaml", "drafts/b.yaml", "notes/drafts/c.yaml", "playbooks/p.yaml", "x.tmp.yaml"]),
        ('["drafts/b.yaml"]', ["a.yaml", "notes/drafts/c.yaml", "x.tmp.yaml"]),
        ('["nothing-like-it"]', ["a.yaml", "drafts/b.yaml", "notes/drafts/c.yaml", "x.tmp.yaml"]),
    ],
)
def test_the_estate_says_what_it_ignores_in_the_words_of_gitignore(
    ignore: str, read: list[str], tmp_path: Path
) -> None:
    names = ("a.yaml", "drafts/b.yaml", "notes/drafts/c.yaml", "x.tmp.yaml", "compose.yaml", "playbooks/p.yaml")
    _write(tmp_path, dict.fromkeys(names, "zones: {}\n"))
    (tmp_path / "estate.yaml").write_text(f"estate: x\nignore: {ignore}\n")
    files = read_files(tmp_path)
    assert sorted(set(files.data) - {"estate.yaml"}) == read


def test_the_estates_own_file_is_always_read(tmp_path: Path) -> None:
    (tmp_path / "estate.yaml").write_text('estate: x\nignore: ["*.yaml"]\n')
    assert list(read_files(tmp_path).data) == ["estate.yaml"]


def test_one_file_that_is_named_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text("estate: x\n")
    assert list(read_files(file).data) == ["compose.yaml"]


@pytest.mark.parametrize(
    ("file", "text", "found"),
    [
        ("estate.yaml", "ignore: [7]", "A pattern of ignore is 7; it must be a text."),
        ("estate.yaml", "ignore: {a: b}", "A pattern of ignore is a mapping; it must be a text."),
        ("estate.yaml", "ignore:", "A pattern of ignore is empty; it must be a text."),
        ("estate.yaml", 'ignore: ["# no"]', "A pattern of ignore is # no, which gitignore takes for a comment."),
        ("estate.yaml", 'ignore: ["!"]', "A pattern of ignore is !, which is no pattern of gitignore."),
        ("x.yaml", "ignore: [a]", "ignore stands in x.yaml, and only that of the folder's estate.yaml is looked at."),
    ],
)
def test_what_is_no_pattern_is_refused(file: str, text: str, found: str, tmp_path: Path) -> None:
    (tmp_path / "estate.yaml").write_text("estate: x\n")
    (tmp_path / file).write_text(f"{text}\n" if file != "estate.yaml" else f"estate: x\n{text}\n")
    assert [finding.detail for finding in examine(tmp_path).findings] == [found]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("apiVersion: v1\nkind: Pod\nspec: {}\n", ["foreign-file"]),
        ("language: go\njobs: {}\n", ["foreign-file"]),
        ("sitez: {}\nspec: {}\n", ["unknown-section", "unknown-section"]),
        ("zones: {}\nspec: {}\n", ["unknown-section"]),
    ],
)
def test_a_file_of_nobody_knows_whom_is_one_finding_that_says_how_to_leave_it_out(
    text: str, codes: list[str], tmp_path: Path
) -> None:
    (tmp_path / "estate.yaml").write_text("estate: x\n")
    (tmp_path / "pod.yaml").write_text(text)
    findings = examine(tmp_path).findings
    assert [finding.code for finding in findings] == codes
    if codes == ["foreign-file"]:
        assert "'ignore: [pod.yaml]' in estate.yaml" in findings[0].advice
        (tmp_path / "estate.yaml").write_text("estate: x\nignore: [pod.yaml]\n")
        assert examine(tmp_path).findings == ()
