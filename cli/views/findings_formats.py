"""Findings for machines: JSON, SARIF 2.1.0, JUnit XML and GitHub's workflow commands."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

from cli.estates import shown_path
from inventory.codes import CODES
from inventory.finding import Finding, Severity
from inventory.load import Examined


def to_json(examined: Examined, root: Path) -> str:
    """Write findings as JSON."""
    return _dumped(
        {
            "errors": examined.errors,
            "warnings": len(examined.findings) - examined.errors,
            "files": examined.files,
            "left_out": [{"name": one.name, "owner": one.owner} for one in examined.left_out],
            "rules_waiting": examined.waiting,
            "findings": [
                {
                    "file": shown_path(root, finding.source.file),
                    "line": finding.source.line,
                    "column": finding.source.column,
                    "severity": finding.severity.value,
                    "code": finding.code,
                    "detail": finding.message,
                    "advice": finding.advice,
                }
                for finding in examined.findings
            ],
        }
    )


def to_sarif(examined: Examined, root: Path) -> str:
    """Write findings as SARIF 2.1.0 (OASIS), which code hosts show beside the lines."""
    codes = sorted({finding.code for finding in examined.findings})
    rules = [{"id": code, "shortDescription": {"text": CODES[code].splitlines()[0]}} for code in codes]
    run = {
        "tool": {
            "driver": {
                "name": "sddc",
                "rules": rules,
            }
        },
        "results": [_sarif_result(finding, root) for finding in examined.findings],
    }
    schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    return _dumped({"$schema": schema, "version": "2.1.0", "runs": [run]})


def to_junit(examined: Examined, root: Path) -> str:
    """Write findings as JUnit XML: one failed test case for each, or a passed one if there is none."""
    suite = ET.Element("testsuite", name="sddc validate", errors="0")
    suite.set("tests", str(max(1, len(examined.findings))))
    suite.set("failures", str(examined.errors))
    for finding in examined.findings:
        place = f"{shown_path(root, finding.source.file)}:{finding.source.line}:{finding.source.column}"
        case = ET.SubElement(suite, "testcase", classname=finding.code, name=f"{place} {finding.message}")
        if finding.severity is Severity.ERROR:
            ET.SubElement(case, "failure", message=finding.message).text = finding.advice
        else:
            ET.SubElement(case, "system-out").text = finding.advice
    if not examined.findings:
        ET.SubElement(suite, "testcase", classname="validate", name=examined.estate.name)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True)


def to_github(examined: Examined, root: Path) -> str:
    """Write findings as workflow commands, which GitHub shows beside the lines."""
    return "\n".join(_command(finding, root) for finding in examined.findings)


FORMATS: dict[str, Callable[[Examined, Path], str]] = {
    "json": to_json,
    "sarif": to_sarif,
    "junit": to_junit,
    "github": to_github,
}


def _sarif_result(finding: Finding, root: Path) -> dict[str, object]:
    region = {"startLine": finding.source.line, "startColumn": finding.source.column}
    place = {
        "artifactLocation": {"uri": quote(Path(shown_path(root, finding.source.file)).as_posix())},
        "region": region,
    }
    return {
        "ruleId": finding.code,
        "level": finding.severity.value,
        "message": {"text": f"{finding.message} {finding.advice}"},
        "locations": [{"physicalLocation": place}],
    }


def _command(finding: Finding, root: Path) -> str:
    file = _property(shown_path(root, finding.source.file))
    place = f"file={file},line={finding.source.line},col={finding.source.column}"
    return f"::{finding.severity.value} {place},title={finding.code}::{_escaped(f'{finding.message} {finding.advice}')}"


def _property(text: str) -> str:
    """Escape what ends a property of a workflow command besides what ends its text."""
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _dumped(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
