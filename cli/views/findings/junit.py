"""Findings as JUnit XML, which build servers show as tests."""

from xml.etree import ElementTree as ET

from cli.findings_report import FindingsReport
from inventory.finding import Finding, Weight
from inventory.wording import readable


def to_junit(report: FindingsReport) -> str:
    """Write one suite: a test case for each finding, and a passed one for each rule that holds.

    Errors of the estate are failures, what is unknown are errors, what is waived is skipped. A report without findings
    is one passed test: a suite without any is taken for a fault by some servers.
    """
    suite = ET.Element("testsuite", name=f"sddc {report.command}")
    for finding in report.findings:
        _case(suite, report, finding)
    for code in report.kept:
        ET.SubElement(suite, "testcase", classname=code, name=report.rules[code].title)
    if not len(suite):
        ET.SubElement(suite, "testcase", classname=report.command, name=readable(report.estate) or "estate")
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite)))
    return ET.tostring(suite, encoding="unicode", xml_declaration=True)


def _case(suite: ET.Element, report: FindingsReport, finding: Finding) -> None:
    name = f"{readable(report.place_of(finding))} {finding.message}"
    case = ET.SubElement(suite, "testcase", classname=finding.code, name=name)
    if finding.waiver is not None:
        ET.SubElement(case, "skipped", message=readable(f"waived: {finding.waiver.reason}"))
    elif finding.is_failure:
        tag = "error" if finding.weight is Weight.UNKNOWN else "failure"
        ET.SubElement(case, tag, type=finding.code, message=finding.message).text = finding.advice
    else:
        ET.SubElement(case, "system-out").text = finding.advice
