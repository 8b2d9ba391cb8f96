"""Which writer writes which format."""

from collections.abc import Callable, Mapping

from cli.documents.document import document_text
from cli.documents.findings import findings_document
from cli.findings_report import FindingsReport
from cli.options import FindingsFormat
from cli.views.findings.github import to_github
from cli.views.findings.gitlab import to_gitlab
from cli.views.findings.junit import to_junit
from cli.views.findings.sarif import to_sarif


def to_json(report: FindingsReport) -> str:
    """Write findings as the document sddc.findings."""
    return document_text(findings_document(report))


WRITERS: Mapping[FindingsFormat, Callable[[FindingsReport], str]] = {
    FindingsFormat.JSON: to_json,
    FindingsFormat.SARIF: to_sarif,
    FindingsFormat.JUNIT: to_junit,
    FindingsFormat.GITHUB: to_github,
    FindingsFormat.GITLAB: to_gitlab,
}
