"""Findings as GitHub's workflow commands, which it shows beside the lines."""

from cli.findings_report import FindingsReport
from inventory.finding import Finding, Weight

_COMMANDS = {Weight.ERROR: "error", Weight.UNKNOWN: "error", Weight.WARNING: "warning", Weight.WAIVED: "notice"}


def to_github(report: FindingsReport) -> str:
    """Write one command a finding."""
    return "\n".join(_command(report, finding) for finding in report.findings)


def _command(report: FindingsReport, finding: Finding) -> str:
    properties = {
        "file": report.file_of(finding),
        "line": str(finding.source.line),
        "col": str(finding.source.column),
        "title": finding.code,
    }
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.weight]} {written}::{_data(f'{finding.message} {finding.advice}')}"


def _data(text: str) -> str:
    """Escape what ends a command (actions/toolkit, packages/core/src/command.ts, escapeData)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape what ends a property besides (the same file, escapeProperty)."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
