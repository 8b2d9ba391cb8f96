"""Read an estate: everything that is wrong with it, or the typed whole."""

from dataclasses import dataclass
from pathlib import Path

from inventory.checks import RULES
from inventory.estate_files import NotAnEstate, read_files
from inventory.expansion.estate import expand_estate
from inventory.finding import EstateInvalid, Finding, Severity
from inventory.model.estate import Estate
from inventory.problem import Problem
from inventory.source_map import SourceMap
from inventory.written import validate


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in an estate's files: the estate, if it can be built, and every finding."""

    estate: Estate
    findings: tuple[Finding, ...]
    files: int

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)


def examine(path: Path) -> Examined:
    """Read and check an estate's folder or file; raises NotAnEstate, and nothing for what is wrong inside.

    The estate of an examination with errors is built from what is sound: to look at, not to act on.
    """
    files = read_files(path)
    written = validate(files.data)
    sources = SourceMap(files.texts)
    if not written.name and not files.findings:
        raise NotAnEstate(f"{path} is not an estate: no file says 'estate: NAME'. Begin one with: sddc init {path}")
    # A file that cannot be read may define anything: what refers to it is not a fault of its own.
    if files.findings:
        written.incomplete.update(written.entries)
        written.incomplete.add("switches")
    estate, problems = expand_estate(written, files.digest, sources)
    problems = [*written.problems, *problems]
    for rule in RULES:
        problems.extend(rule(estate))
    findings = {_finding(problem, sources): None for problem in problems}
    ordered = sorted([*files.findings, *findings], key=lambda finding: (finding.source, finding.code, finding.detail))
    return Examined(estate, tuple(ordered), max(1, len(files.data)))


def load_estate(path: Path) -> Estate:
    """Read an estate that is to be acted on; raises NotAnEstate, or EstateInvalid with every finding."""
    examined = examine(path)
    if examined.errors:
        raise EstateInvalid(examined.findings)
    return examined.estate


def _finding(problem: Problem, sources: SourceMap) -> Finding:
    locate = sources.locate_key if problem.at_key else sources.locate
    return Finding(problem.code, problem.severity, locate(problem.origin), problem.detail, problem.advice)
