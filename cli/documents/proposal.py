"""sddc.proposal: where new servers can stand, by `sddc place`."""

from typing import Literal

from cli.documents.document import JsonDocument, Part
from facility.space.estate_lines import estate_lines
from facility.space.proposal import SpaceProposal
from inventory.model.estate import Estate


class ProposedNic(Part):
    """An interface with the switch port that it goes to."""

    name: str
    switch: str
    port: str


class ProposedServer(Part):
    """Where one server would stand, and what would feed it."""

    name: str
    rack: str
    position: int
    cords: tuple[str, ...]
    fed_by: tuple[str, ...]
    nics: tuple[ProposedNic, ...]


class RefusedRacks(Part):
    """Racks that take no more, and why."""

    reason: str
    racks: tuple[str, ...]


class ProposalDocument(JsonDocument):
    """Rack units for new servers, as data and as lines to add to the estate."""

    format: Literal["sddc.proposal"] = "sddc.proposal"
    version: Literal[1] = 1
    type: str
    pool: str
    wanted: int
    servers: tuple[ProposedServer, ...]
    refusals: tuple[RefusedRacks, ...]
    unknown: tuple[str, ...]
    """What the estate does not say, so that it is not known whether they fit."""
    lines: str
    """YAML to add to the estate; empty without any server."""


def proposal_document(estate: Estate, proposal: SpaceProposal) -> ProposalDocument:
    """Make the document of a proposal."""
    return ProposalDocument(
        type=proposal.request.type,
        pool=proposal.request.pool,
        wanted=proposal.request.count,
        servers=tuple(
            ProposedServer(
                name=server.name,
                rack=server.mount.rack,
                position=server.mount.position,
                cords=server.mount.cords,
                fed_by=tuple(proposal.domains[server.mount.rack]),
                nics=tuple(ProposedNic(name=nic.name, switch=nic.switch, port=nic.port) for nic in server.nics),
            )
            for server in proposal.servers
        ),
        refusals=tuple(RefusedRacks(reason=one.reason, racks=tuple(one.racks)) for one in proposal.refusals),
        unknown=tuple(proposal.unknown),
        lines=estate_lines(estate, proposal.servers) if proposal.servers else "",
    )
