"""The tables of docs/ that are made from the code; `python -m tests.generated_docs` writes them again."""

import inspect
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from capacity.metrics import reference as metrics_reference
from cli.documents.document import JsonDocument, document_schema, format_name, version_of
from cli.documents.registry import DOCUMENTS
from cli.rule_registry import FORMERLY
from cli.rule_registry import RULES as FINDING_RULES
from facility.built_in_profiles import PROFILES
from facility.standards.catalogue import RULES
from facility.standards.profiles import rules_of
from inventory.document.sections import SECTIONS

DOCS = Path(__file__).parent.parent / "docs"
SHORTEST_LIST = Path(__file__).parent / "golden" / "rules" / "shortest-list.txt"
"""What the command shows of a broken estate; a test of the command holds it to that."""


def findings() -> str:
    """List every finding's code with what is wrong, what must hold, and where that is from."""
    rows = "\n".join(
        f"| `{rule.code}` | {rule.summary} | {rule.title} | {rule.severity.value} | {rule.standard.name} |"
        for rule in FINDING_RULES
    )
    former = "\n".join(f"| `{code}` | `{now}` |" for code, now in sorted(FORMERLY.items()))
    return f"""# Findings

What `sddc validate` and `sddc rules check` can find. `sddc explain CODE` says all about one, with an example and its
fix. A finding has a code, subjects, an answer (*broken* or *unknown*), a severity, a place, and what to do; what one
line causes again and again is one finding. `--format` writes them as [JSON](json/README.md), SARIF 2.1.0, JUnit XML,
GitHub's workflow commands or a GitLab Code Quality report.

| code | what is wrong | what must hold | severity | from |
|---|---|---|---|---|
{rows}

## Codes that others have taken the place of

Two rules that asked the same are one now. Waivers and profiles may still be written with the former code.

| former | now |
|---|---|
{former}
"""


def schema() -> str:
    """List the sections of an estate and their keys."""
    return "# The estate's schema\n\n`sddc schema` prints it as JSON Schema for editors.\n" + "".join(_sections())


def _sections() -> Iterator[str]:
    for section in SECTIONS:
        shape = "name → entry" if section.named else "list of entries"
        yield f"\n## {section.key}\n\n{section.description} ({shape})\n\n| key | needed | meaning |\n|---|---|---|\n"
        for name, field in section.model.model_fields.items():
            needed = "yes" if field.is_required() else "no"
            yield f"| `{field.alias or name}` | {needed} | {field.description or ''} |\n"


def commands() -> str:
    """List the commands with their arguments and options."""
    import typer.main

    from cli.main import app

    root = typer.main.get_command(app)
    return "# Commands\n" + "".join(_command("sddc", root))


def rules() -> str:
    """List the rules of standards and the profiles."""
    profiles = "\n".join(f"| `{one.name}` | {one.title} | {', '.join(rules_of(one))} |" for one in PROFILES)
    rows = "\n".join(
        f"| {rule.code} | {rule.title} | {rule.standard.name} {rule.standard.edition}, {rule.clause} "
        f"| {rule.severity.value} | {'yes' if rule.is_verified else 'no'} |"
        for rule in RULES
    ).replace(" -, - ", " ")
    return f"""# Rules of standards

`sddc rules check` judges an estate by them, `sddc explain ID` shows one in full.

Every subject answers *holds*, *broken* or *unknown*; unknown, for want of data, never passes. A rule is an error
where its standard says *must*, a warning where it says *should*. Where the text of the standard was not at hand, the
rule is not verified and only warns. T3+ is no standard's word: it is Tier III plus what class A of GB 50174 adds.

The verdicts are kept in the user's cache (`~/.cache/sddc/verdicts`) until something changes that rules conclude from:
the plant, the day, limits, or the tool. A change of zones, networks, pools or services alone therefore asks no rule
again; `--afresh` asks them all.

## Profiles

An estate names its profiles under `standards:` and may write its own under `profiles:`, based on another one, with
severities and limits changed. `waivers:` say which rule need not hold for which subject, why, who answers for it, and
until when.

| profile | what it is | rules |
|---|---|---|
{profiles}

## The shortest list of changes

Where T3-2 is broken, the table ends with the fewest changes after which every component can be taken out again. Below:
the PDUs of both sides behind one panel, a server with one cord, and three pumps of which all are needed.

```
{SHORTEST_LIST.read_text(encoding="utf-8").rstrip()}
```

- A change gives a component one more source, of those that can be cabled or piped there. A cord goes to another feed
  of its own rack, and where the rack has only one, a second is brought; a network cable to the other leaf of the
  pair; a rack's feed to what feeds racks of the same room, or to what does the same work at the site; a circuit to
  another carrier, entry or border switch. Plant gets peers of what it has: of one kind and group, or of one kind that
  is fed alike and meant for the same load.
- *Instead of* is written where the new source may take the place of the old one, *through a transfer switch* where
  both are needed and there is one incomer.
- Each round takes the fewest of the changes that come into question, by a solver; where its limit of work is reached,
  the list says how many fewer might do. Of as few, those with the least work are shown.
- Carried out on the capacity graph, nothing that they fix is a single point any more (T3-2), and nothing carries more
  than its rating after any single loss (T3-3): so many units, pumps or chillers are connected that those that are left
  are enough. Where connection alone cannot do it, the list says how many kilowatts must be added, and where.
- What is waived stays as it is. Where the estate has nothing that could stand in, that is said too: something must be
  added.

`--format json` has both lists: `changes`, each with `file`, `line`, `column`, `subjects`, `change` (the sentence,
about the first of them), `fixes` (components) and `servers`; and `not_fixed`, each with its place, `subjects` and
`servers`.

## Rules

| rule | what must hold | where it is from | severity | verified |
|---|---|---|---|---|
{rows}
"""


def _command(name: str, command: object) -> Iterator[str]:
    children = getattr(command, "commands", None)
    if children:
        for child, below in children.items():
            yield from _command(f"{name} {child}", below)
        return
    yield f"\n## {name}\n\n{(getattr(command, 'help', None) or '').splitlines()[0]}\n\n"
    for parameter in getattr(command, "params", ()):
        spelled = ", ".join(parameter.opts) if parameter.opts and parameter.opts[0].startswith("-") else parameter.name
        yield f"- `{spelled}`: {getattr(parameter, 'help', None) or ''}\n"


def json_documents() -> str:
    """List the documents that commands write for machines."""
    rows = "\n".join(
        f"| [`{format_name(kind)}`]({format_name(kind)}.schema.json) | {version_of(kind)} | {commands} "
        f"| {inspect.getdoc(kind)} |"
        for kind, commands in DOCUMENTS
    )
    return f"""# Documents for machines

`--format json` writes one document. Its `format` and `version` say what it is; a reader looks at both first. Within a
version, keys are only added. The schemas are JSON Schema 2020-12.

| format | version | written by | what it is |
|---|---|---|---|
{rows}
"""


def schema_page(kind: type[JsonDocument]) -> Callable[[], str]:
    """Write the schema of one document."""
    return lambda: json.dumps(document_schema(kind), indent=2, ensure_ascii=False) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "json/README.md": json_documents,
    **{f"json/{format_name(kind)}.schema.json": schema_page(kind) for kind, _ in DOCUMENTS},
    "findings.md": findings,
    "schema.md": schema,
    "commands.md": commands,
    "rules.md": rules,
    "metrics.md": metrics_reference,
}


def main() -> int:
    """Write every page."""
    for name, page in PAGES.items():
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
