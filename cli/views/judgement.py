"""A judgement for people, and for machines: JSON, SARIF 2.1.0, JUnit XML and GitHub's workflow commands."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from cli.estates import shown_path
from cli.views.remedies import changes_json, show_changes
from facility.standards.catalogue import BY_CODE
from facility.standards.judgement import Judgement
from inventory.finding import Finding, Severity
from inventory.impact import Impact
from inventory.verdict import Answer
from inventory.wording import counted

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {"error": "bold red", "unknown": "bold magenta", "warning": "yellow", "waived": "dim"}
_PLURALS = {"error": "errors", "unknown": "unknown", "warning": "warnings", "waived": "waived"}
_SHOWN_MOST = 6


def show_judgement(console: "Console", judgement: Judgement, root: Path, *, quiet: bool) -> None:
    """Print every finding with its place and what would be lost, then the sum."""
    from rich.markup import escape

    for finding in judgement.findings:
        weight = finding.weight.value
        if quiet and not finding.is_failure:
            continue
        console.print(
            f"{escape(_place(finding, root))}  [{_STYLES[weight]}]{weight:<8}[/]{escape(finding.code)}"
            f"  [dim]{escape(BY_CODE[finding.code].title)}[/]"
        )
        for line in _lines(finding):
            console.print(f"    {escape(line)}")
    if not quiet:
        show_changes(console, judgement.changes, root)
    for waiver in judgement.unused_waivers:
        console.print(f"Nothing falls under the waiver of {escape(waiver.rule)} for {escape(waiver.subject)}.")
    if judgement.findings and not quiet:
        console.print()
    if not (quiet and judgement.passes):
        console.print(summary(judgement), soft_wrap=True)


def summary(judgement: Judgement) -> str:
    """Sum a judgement up."""
    weights = [finding.weight.value for finding in judgement.findings]
    counts = ", ".join(
        counted(weights.count(weight), weight, plural) for weight, plural in _PLURALS.items() if weight in weights
    )
    verdict = "passes" if judgement.passes else "does not pass"
    asked = f"{len(judgement.answers)} rules, {counted(sum(map(judgement.total, Answer)), 'answer')}"
    return f"{judgement.estate} {verdict} {' and '.join(judgement.profiles)}: {counts or 'no findings'} ({asked})."


def _lines(finding: Finding) -> Iterator[str]:
    yield finding.detail
    others = finding.subjects[1:]
    if others:
        more = ", …" if len(others) > _SHOWN_MOST else ""
        yield f"The same line: {counted(len(others), 'more', 'more')}: {', '.join(others[:_SHOWN_MOST])}{more}."
    if finding.impact.servers:
        yield f"Lost: {impact_text(finding.impact)}."
    yield finding.advice
    if finding.waiver is not None:
        waiver = finding.waiver
        yield f"Waived until {waiver.until} by {waiver.owner}: {waiver.reason}"


def impact_text(impact: Impact) -> str:
    """Say what is lost: racks → hosts → pools → tiers of services."""
    parts = [
        f"{counted(len(impact.racks), 'rack')} ({_some(impact.racks)})",
        counted(len(impact.servers), "server"),
    ]
    if impact.pools:
        parts.append("pools " + _some(f"{loss.pool} at {loss.site} {loss.hosts} of {loss.of}" for loss in impact.pools))
    if impact.tiers:
        tiers = sorted(impact.tiers, key=lambda tier: -tier.hosts / tier.of)
        parts.append(
            "services "
            + _some(
                f"{t.service} {t.tier} at {t.site}{' wholly' if t.is_whole else f' {t.hosts}/{t.of}'}" for t in tiers
            )
        )
    return " → ".join(parts)


def _some(names: "Iterator[str] | tuple[str, ...]") -> str:
    listed = list(names)
    return ", ".join(listed[:_SHOWN_MOST]) + (
        f", … {len(listed) - _SHOWN_MOST} more" if len(listed) > _SHOWN_MOST else ""
    )


def _place(finding: Finding, root: Path) -> str:
    return f"{shown_path(root, finding.source.file)}:{finding.source.line}:{finding.source.column}"


def to_json(judgement: Judgement, root: Path) -> str:
    """Write a judgement as JSON."""
    return _dumped(
        {
            "estate": judgement.estate,
            "profiles": list(judgement.profiles),
            "passes": judgement.passes,
            "answers": {
                rule: {answer.value: count for answer, count in counts.items()}
                for rule, counts in judgement.answers.items()
            },
            "findings": [_finding_json(finding, root) for finding in judgement.findings],
            **changes_json(judgement.changes, root),
            "unused_waivers": [{"rule": w.rule, "subject": w.subject} for w in judgement.unused_waivers],
        }
    )


def _finding_json(finding: Finding, root: Path) -> dict[str, object]:
    waiver = finding.waiver
    return {
        "rule": finding.code,
        "standard": BY_CODE[finding.code].standard.name,
        "clause": BY_CODE[finding.code].clause,
        "answer": finding.answer.value,
        "severity": finding.severity.value,
        "fails": finding.is_failure,
        "file": shown_path(root, finding.source.file),
        "line": finding.source.line,
        "column": finding.source.column,
        "subjects": list(finding.subjects),
        "detail": finding.detail,
        "advice": finding.advice,
        "lost": _impact_json(finding.impact),
        "waiver": waiver and {"reason": waiver.reason, "owner": waiver.owner, "until": waiver.until.isoformat()},
    }


def _impact_json(impact: Impact) -> dict[str, object]:
    return {
        "racks": list(impact.racks),
        "servers": list(impact.servers),
        "pools": [{"pool": p.pool, "site": p.site, "hosts": p.hosts, "of": p.of} for p in impact.pools],
        "services": [
            {
                "service": t.service,
                "tier": t.tier,
                "site": t.site,
                "instances": t.instances,
                "hosts": t.hosts,
                "of": t.of,
            }
            for t in impact.tiers
        ],
    }


def to_sarif(judgement: Judgement, root: Path) -> str:
    """Write a judgement as SARIF 2.1.0 (OASIS); what is waived is suppressed there."""
    rules = [{"id": rule, "shortDescription": {"text": BY_CODE[rule].title}} for rule in judgement.answers]
    run = {
        "tool": {"driver": {"name": "sddc rules", "rules": rules}},
        "results": [_sarif_result(finding, root) for finding in judgement.findings],
    }
    schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    return _dumped({"$schema": schema, "version": "2.1.0", "runs": [run]})


def _sarif_result(finding: Finding, root: Path) -> dict[str, object]:
    region = {"startLine": finding.source.line, "startColumn": finding.source.column}
    uri = Path(shown_path(root, finding.source.file)).as_posix()
    result: dict[str, object] = {
        "ruleId": finding.code,
        "kind": "fail" if finding.answer is Answer.BROKEN else "review",
        "level": finding.severity.value if finding.answer is Answer.BROKEN else "none",
        "message": {"text": f"{finding.detail} {finding.advice}"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
    }
    if finding.waiver is not None:
        result["suppressions"] = [{"kind": "external", "justification": finding.waiver.reason}]
    return result


def to_junit(judgement: Judgement, root: Path) -> str:
    """Write a judgement as JUnit XML: a test case for each finding, and one for each rule that holds."""
    suite = ET.Element("testsuite", name=f"sddc rules {' '.join(judgement.profiles)}")
    told = {finding.code for finding in judgement.findings}
    failures = errors = 0
    for finding in judgement.findings:
        name = f"{_place(finding, root)} {finding.detail}"
        case = ET.SubElement(suite, "testcase", classname=finding.code, name=name)
        if finding.waiver is not None:
            ET.SubElement(case, "skipped", message=f"waived: {finding.waiver.reason}")
        elif finding.answer is Answer.UNKNOWN:
            errors += 1
            ET.SubElement(case, "error", message=finding.detail).text = finding.advice
        elif finding.severity is Severity.ERROR:
            failures += 1
            ET.SubElement(case, "failure", message=finding.detail).text = finding.advice
        else:
            ET.SubElement(case, "system-out").text = finding.advice
    for rule in judgement.answers:
        if rule not in told:
            ET.SubElement(suite, "testcase", classname=rule, name=BY_CODE[rule].title)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failures))
    suite.set("errors", str(errors))
    return ET.tostring(suite, encoding="unicode", xml_declaration=True)


def to_github(judgement: Judgement, root: Path) -> str:
    """Write a judgement as workflow commands, which GitHub shows beside the lines."""
    return "\n".join(
        f"::{_command(finding)} file={shown_path(root, finding.source.file)},line={finding.source.line},"
        f"col={finding.source.column},title={finding.code}::{_escaped(f'{finding.detail} {finding.advice}')}"
        for finding in judgement.findings
    )


def _command(finding: Finding) -> str:
    if finding.waiver is not None:
        return "notice"
    return "error" if finding.is_failure else "warning"


FORMATS: dict[str, Callable[[Judgement, Path], str]] = {
    "json": to_json,
    "sarif": to_sarif,
    "junit": to_junit,
    "github": to_github,
}


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _dumped(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
