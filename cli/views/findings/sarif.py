"""Findings as SARIF 2.1.0 (OASIS), which code hosts show beside the lines."""

import json
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from cli.findings_report import FindingsReport
from cli.views.findings.fingerprint import fingerprints
from inventory.finding import Finding
from inventory.rule import ESTATE, Rule
from inventory.verdict import Answer

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "sddcFinding/v1"


def to_sarif(report: FindingsReport) -> str:
    """Write findings as one run; what is waived is suppressed there, and rules that hold are listed without results."""
    codes = sorted({*(finding.code for finding in report.findings), *report.kept})
    index = {code: number for number, code in enumerate(codes)}
    results = [
        _result(report, finding, index[finding.code], fingerprint)
        for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True)
    ]
    run = {
        "tool": {
            "driver": {
                "name": "sddc",
                "version": version("sddc"),
                "rules": [_rule(report.rules[code]) for code in codes],
            }
        },
        "automationDetails": {"id": f"sddc/{report.command.replace(' ', '-')}/"},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(rule: Rule) -> dict[str, object]:
    standard = f"{rule.standard.name} {rule.standard.edition}, {rule.clause}".strip(" -,")
    text = rule.text if rule.standard is ESTATE else f"{rule.text} ({standard})"
    return {
        "id": rule.code,
        "shortDescription": {"text": f"{rule.summary}."},
        "fullDescription": {"text": rule.title},
        "help": {"text": f"{text}\n\nsddc explain {rule.code}", "markdown": f"{text}\n\n`sddc explain {rule.code}`"},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"standard": rule.standard.name, "clause": rule.clause, "verified": rule.is_verified},
    }


def _result(report: FindingsReport, finding: Finding, rule: int, fingerprint: str) -> dict[str, object]:
    # SARIF 2.1.0, 3.27.10: only what fails has a level.
    is_broken = finding.answer is Answer.BROKEN
    region = {"startLine": finding.source.line, "startColumn": finding.source.column}
    place = {"artifactLocation": {"uri": file_uri(report.file_of(finding))}, "region": region}
    result: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "kind": "fail" if is_broken else "open",
        "level": finding.severity.value if is_broken else "none",
        "message": {"text": f"{finding.message} {finding.advice}"},
        "locations": [{"physicalLocation": place, "logicalLocations": [{"name": one} for one in finding.subjects[:1]]}],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }
    if finding.waiver is not None:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": finding.waiver.reason}]
    return result


def file_uri(path: str) -> str:
    """Write a path as a URI reference (RFC 3986): relative as it is, absolute with its scheme."""
    return Path(path).as_uri() if Path(path).is_absolute() else quote(Path(path).as_posix())
