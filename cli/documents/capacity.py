"""sddc.capacity: supply, use and free slots per site, pool and rack, by `sddc capacity`."""

from typing import Literal

from capacity.tables import CapacityRow, CapacityTable, SourceRow
from cli.documents.document import JsonDocument


class CapacityDocument(JsonDocument):
    """Supply, use and what is left after a loss, per site, pool and rack; null where it is not known."""

    format: Literal["sddc.capacity"] = "sddc.capacity"
    version: Literal[1] = 1
    rows: tuple[CapacityRow, ...]
    sources: tuple[SourceRow, ...]
    sites_unknown: tuple[str, ...]
    """Sites whose cloud has not told its use: their supply is as declared."""


def capacity_document(table: CapacityTable) -> CapacityDocument:
    """Make the document of a capacity table."""
    return CapacityDocument(rows=table.rows, sources=table.sources, sites_unknown=table.sites_unknown)
