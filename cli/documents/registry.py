"""Every document that a command writes for machines, with the commands that write it."""

from cli.documents.document import Document
from cli.documents.findings import FindingsDocument

DOCUMENTS: tuple[tuple[type[Document], str], ...] = ((FindingsDocument, "`sddc validate`, `sddc rules check`"),)
