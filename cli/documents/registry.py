"""Every document that a command writes for machines, with the commands that write it."""

from cli.documents.capacity import CapacityDocument
from cli.documents.checks import ChecksDocument
from cli.documents.configurations import ConfigurationsDocument
from cli.documents.document import JsonDocument
from cli.documents.findings import FindingsDocument
from cli.documents.hosts import PlayDocument
from cli.documents.lab import LabDocument
from cli.documents.plan import PlanDocument
from cli.documents.proposal import ProposalDocument
from cli.documents.racks import RacksDocument
from cli.documents.rules import RulesDocument
from cli.documents.run import RunDocument
from cli.documents.what_if import RankingDocument, WhatIfDocument

DOCUMENTS: tuple[tuple[type[JsonDocument], str], ...] = (
    (FindingsDocument, "`sddc validate`, `sddc rules check`"),
    (RulesDocument, "`sddc rules list`, `sddc explain`"),
    (ConfigurationsDocument, "`sddc render`"),
    (PlanDocument, "`sddc plan`, also with `-o`"),
    (RunDocument, "`sddc apply`"),
    (ChecksDocument, "`sddc verify`"),
    (PlayDocument, "`sddc play`"),
    (LabDocument, "`sddc lab status`"),
    (CapacityDocument, "`sddc capacity`"),
    (WhatIfDocument, "`sddc what-if SCENARIO`"),
    (RankingDocument, "`sddc what-if --all-single`, `--all-pairs`"),
    (RacksDocument, "`sddc racks`"),
    (ProposalDocument, "`sddc place`"),
)
