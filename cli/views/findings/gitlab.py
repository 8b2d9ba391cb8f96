"""Findings as a GitLab Code Quality report (docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format)."""

import json
from pathlib import Path

from cli.findings_report import FindingsReport
from cli.views.findings.fingerprint import fingerprints
from inventory.finding import Weight

_SEVERITIES = {Weight.ERROR: "critical", Weight.UNKNOWN: "major", Weight.WARNING: "minor", Weight.WAIVED: "info"}


def to_gitlab(report: FindingsReport) -> str:
    """Write one list; each fingerprint stands in it once, as GitLab drops what it has seen."""
    return json.dumps(
        [
            {
                "description": f"{finding.message} {finding.advice}",
                "check_name": finding.code,
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[finding.weight],
                "location": {
                    "path": Path(report.file_of(finding)).as_posix(),
                    "lines": {"begin": finding.source.line},
                },
            }
            for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True)
        ],
        indent=2,
        ensure_ascii=False,
    )
