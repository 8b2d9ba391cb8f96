"""sddc.findings: what `sddc validate` and `sddc rules check` find."""

from typing import Literal

from cli.documents.document import JsonDocument, Part
from cli.findings_report import FindingsReport
from facility.standards.remedies import Remedy, Unfixed
from inventory.finding import Finding, Weight
from inventory.impact import Impact
from inventory.rule import Rule
from inventory.verdict import Answer


class LostPool(Part):
    """Hosts of a pool at one site that stop, of all that it has there."""

    pool: str
    site: str
    hosts: int
    of: int


class LostTier(Part):
    """A tier of a service that loses hosts of its pool."""

    service: str
    tier: str
    site: str
    instances: int
    """What the tier has at the site."""
    hosts: int
    of: int


class Lost(Part):
    """What goes with the first subject of a finding."""

    racks: tuple[str, ...]
    servers: tuple[str, ...]
    pools: tuple[LostPool, ...]
    services: tuple[LostTier, ...]

    @classmethod
    def of(cls, impact: Impact) -> "Lost":
        """Take over an impact."""
        return cls(
            racks=impact.racks,
            servers=impact.servers,
            pools=tuple(LostPool(pool=p.pool, site=p.site, hosts=p.hosts, of=p.of) for p in impact.pools),
            services=tuple(
                LostTier(service=t.service, tier=t.tier, site=t.site, instances=t.instances, hosts=t.hosts, of=t.of)
                for t in impact.tiers
            ),
        )


class WaivedBy(Part):
    """Why a finding need not be fixed, who answers for that, and until the end of which day."""

    reason: str
    owner: str
    until: str


class FindingItem(Part):
    """One finding: a rule that one line breaks or leaves unknown, for one or several subjects."""

    code: str
    summary: str
    standard: str
    clause: str
    subject: str
    subjects: tuple[str, ...]
    more: int
    """How many more like this the same line causes."""
    answer: Answer
    severity: str
    weight: Weight
    fails: bool
    file: str
    line: int
    column: int
    detail: str
    advice: str
    lost: Lost
    waiver: WaivedBy | None

    @classmethod
    def of(cls, finding: Finding, rule: Rule, file: str) -> "FindingItem":
        """Take over a finding; `file` is its file as seen from where the user stands."""
        waiver = finding.waiver
        return cls(
            code=finding.code,
            summary=finding.summary,
            standard=rule.standard.name,
            clause=rule.clause,
            subject=finding.subject,
            subjects=finding.subjects,
            more=finding.more,
            answer=finding.answer,
            severity=finding.severity.value,
            weight=finding.weight,
            fails=finding.is_failure,
            file=file,
            line=finding.source.line,
            column=finding.source.column,
            detail=finding.detail,
            advice=finding.advice,
            lost=Lost.of(finding.impact),
            waiver=waiver and WaivedBy(reason=waiver.reason, owner=waiver.owner, until=waiver.until.isoformat()),
        )


class LeftOutFile(Part):
    """A file or folder that was not read, and whose it is."""

    name: str
    owner: str


class ProposedChange(Part):
    """One of the fewest changes after which every component can be taken out again."""

    file: str
    line: int
    column: int
    subjects: tuple[str, ...]
    change: str
    fixes: tuple[str, ...]
    servers: tuple[str, ...]


class NotFixed(Part):
    """What no further source would fix: something must be added."""

    file: str
    line: int
    column: int
    subjects: tuple[str, ...]
    servers: tuple[str, ...]


class UnusedWaiver(Part):
    """A waiver that nothing falls under."""

    rule: str
    subject: str


class FindingsDocument(JsonDocument):
    """What an estate's files say that is wrong, or what it answers to the rules of standards."""

    format: Literal["sddc.findings"] = "sddc.findings"
    version: Literal[1] = 1
    command: str
    estate: str
    passes: bool
    errors: int
    unknown: int
    warnings: int
    waived: int
    findings: tuple[FindingItem, ...]
    files: int | None
    """How many files were read; null where the estate was judged, as the next two."""
    rules_waiting: int | None
    """Rules that could not be asked, because they conclude from what is missing and something did not load."""
    left_out: tuple[LeftOutFile, ...] | None
    profiles: tuple[str, ...] | None
    """What the estate was judged by; null where it was only read, as all below."""
    answers: dict[str, dict[Answer, int]] | None
    """Rule → answer → how many subjects gave it."""
    changes: tuple[ProposedChange, ...] | None
    not_fixed: tuple[NotFixed, ...] | None
    unused_waivers: tuple[UnusedWaiver, ...] | None


def findings_document(report: FindingsReport) -> FindingsDocument:
    """Make the document of what a command has found."""
    weights = [finding.weight for finding in report.findings]
    reading, judged = report.reading, report.judged
    changes = None if judged is None else judged.changes
    return FindingsDocument(
        command=report.command,
        estate=report.estate,
        passes=report.passes,
        errors=weights.count(Weight.ERROR),
        unknown=weights.count(Weight.UNKNOWN),
        warnings=weights.count(Weight.WARNING),
        waived=weights.count(Weight.WAIVED),
        findings=tuple(
            FindingItem.of(finding, report.rules[finding.code], report.file_of(finding)) for finding in report.findings
        ),
        files=reading and reading.files,
        rules_waiting=reading and reading.waiting,
        left_out=reading and tuple(LeftOutFile(name=one.name, owner=one.owner) for one in reading.left_out),
        profiles=judged and judged.profiles,
        answers=judged and {rule: dict(counts) for rule, counts in judged.answers.items()},
        changes=changes and tuple(_change(report, one) for one in changes.changes),
        not_fixed=changes and tuple(_not_fixed(report, one) for one in changes.unfixed),
        unused_waivers=judged
        and tuple(UnusedWaiver(rule=one.rule, subject=one.subject) for one in judged.unused_waivers),
    )


def _change(report: FindingsReport, change: Remedy) -> ProposedChange:
    return ProposedChange(
        file=report.path_of(change.source.file),
        line=change.source.line,
        column=change.source.column,
        subjects=change.subjects,
        change=change.text,
        fixes=change.fixes,
        servers=change.servers,
    )


def _not_fixed(report: FindingsReport, one: Unfixed) -> NotFixed:
    return NotFixed(
        file=report.path_of(one.source.file),
        line=one.source.line,
        column=one.source.column,
        subjects=one.subjects,
        servers=one.servers,
    )
