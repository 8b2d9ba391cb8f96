"""Every document that a command writes for machines, with the commands that write it."""

from cli.documents.document import Document
from cli.documents.findings import FindingsDocument
from cli.documents.rules import RulesDocument

DOCUMENTS: tuple[tuple[type[Document], str], ...] = (
    (FindingsDocument, "`sddc validate`, `sddc rules check`"),
    (RulesDocument, "`sddc rules list`, `sddc explain`"),
)
