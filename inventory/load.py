"""Read an estate: everything that is wrong with it, or the typed whole."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inventory.checks import CHECKS
from inventory.codes import BY_CODE
from inventory.device_type_library import read_library
from inventory.estate_digests import digests_of
from inventory.expansion.device_types import library_modules, library_types
from inventory.expansion.estate import expand_estate
from inventory.finding import EstateInvalid, Finding, Severity
from inventory.folding import fold
from inventory.gc_pause import collection_suspended
from inventory.model.estate import Estate
from inventory.model.origin import Origin, Source
from inventory.reading.estate_files import MARKER, NotAnEstate, read_files
from inventory.reading.foreign_files import LeftOut
from inventory.reading.sections import Written, validate
from inventory.reading.source_map import SourceMap
from inventory.verdict import Verdict, misread


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in an estate's files: the estate, if it can be built, and every finding."""

    estate: Estate
    findings: tuple[Finding, ...]
    files: int
    waiting: int = 0
    """How many rules could not be asked, because they conclude from what is missing and something did not load."""
    left_out: tuple[LeftOut, ...] = ()
    """Files and folders that were not read, because they are not the estate's."""
    unreadable: int = 0
    """How many findings say that a file could not be read: what stands in it is not known at all."""

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return _errors(self.findings)


Further = Callable[[Estate], Iterable[Verdict]]
"""What a package above asks of an estate that is sound by itself; its verdicts have a code of `inventory.codes`."""


def examine(path: Path, further: Further = lambda _: ()) -> Examined:
    """Read and check an estate's folder or file; raises NotAnEstate, and nothing for what is wrong inside.

    The estate of an examination with errors is built from what is sound: to look at, not to act on.
    """
    with collection_suspended():
        return _examine(path, further)


def _examine(path: Path, further: Further) -> Examined:
    files = read_files(path)
    written = validate(files.data)
    folder = path if path.is_dir() else path.parent
    library = read_library(written.libraries, folder, library_types(written), library_modules(written))
    sources = SourceMap(library.files.texts | files.texts)
    if not files.findings:
        _named(written, path, MARKER if MARKER in files.texts else next(iter(files.texts), path.name))
    # A file that cannot be read may define anything: what refers to it is not a fault of its own.
    if files.findings:
        written.incomplete.update(written.entries)
        written.incomplete.add("switches")
    digests = digests_of(files, library.digest)
    estate, problems = expand_estate(written, digests, sources, library.published)
    ready = [rule for rule in CHECKS if all(map(written.is_whole, rule.concludes_from))]

    def locate(verdict: Verdict) -> Source:
        return sources.locate_key(verdict.origin) if verdict.at_key else sources.locate(verdict.origin)

    findings = (
        *files.findings,
        *library.files.findings,
        *_folded([*written.problems, *library.problems, *problems], locate),
        *(finding for rule in ready for finding in fold(rule, rule.check(estate), locate)),
    )
    if not any(finding.severity is Severity.ERROR for finding in findings):
        findings = (*findings, *_folded(further(estate), locate))
    ordered = sorted(findings, key=lambda finding: (finding.source, finding.code, finding.detail))
    return Examined(
        estate, tuple(ordered), files.count, len(CHECKS) - len(ready), tuple(files.left_out), _errors(files.findings)
    )


def load_estate(path: Path) -> Estate:
    """Read an estate that is to be acted on; raises NotAnEstate, or EstateInvalid with every finding."""
    examined = examine(path)
    if examined.errors:
        raise EstateInvalid(examined.findings)
    return examined.estate


def _errors(findings: Iterable[Finding]) -> int:
    return sum(finding.severity is Severity.ERROR for finding in findings)


def _named(written: Written, path: Path, file: str) -> None:
    """Check that one of the files names the estate; raises NotAnEstate where nothing looks like one at all."""
    if written.name_origin is not None or "estate" in written.incomplete:
        return
    if not any(map(written.names, written.entries)):
        raise NotAnEstate(f"{path} is not an estate: no file says 'estate: NAME'. Begin one with: sddc init {path}")
    detail, advice = "No file says what the estate is called.", "Write it into one of them: 'estate: chengdu-bank'."
    written.problems.append(misread("estate-without-name", Origin(file), detail, advice))


def _folded(verdicts: Iterable[Verdict], locate: Callable[[Verdict], Source]) -> Iterator[Finding]:
    """Make findings of what reading and expanding have found, rule by rule."""
    by_code: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_code.setdefault(verdict.code, []).append(verdict)
    for code, found in by_code.items():
        yield from fold(BY_CODE[code], found, locate)
