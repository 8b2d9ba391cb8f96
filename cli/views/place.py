"""A proposal for new servers: lines to add to the estate, with the reasons as comments."""

from collections.abc import Iterator

from facility.space.estate_lines import estate_lines
from facility.space.proposal import SpaceProposal
from inventory.model.estate import Estate
from inventory.model.sites import Nic

_NAMED = 6


def place_text(estate: Estate, proposal: SpaceProposal) -> str:
    """Write the proposal as YAML that can be added to the estate as it is; without any server, only comments."""
    lines = [f"# {line}" for line in _comments(estate, proposal)]
    added = estate_lines(estate, proposal.servers) if proposal.servers and proposal.is_complete else ""
    return "\n".join(lines) + "\n" + added


def _comments(estate: Estate, proposal: SpaceProposal) -> Iterator[str]:
    request = proposal.request
    wanted = f"{request.count} × {request.type} for pool {request.pool}"
    if not proposal.is_complete:
        yield f"{len(proposal.servers)} of {wanted} fit. The racks take no more because:"
        for refusal in proposal.refusals:
            more = f" and {len(refusal.racks) - _NAMED} more" if len(refusal.racks) > _NAMED else ""
            yield f"  {', '.join(refusal.racks[:_NAMED])}{more}: {refusal.reason}"
        if proposal.servers:
            yield f"Ask for {len(proposal.servers)} to see where they would stand."
    else:
        yield f"{wanted}: add these lines to the estate, then: sddc validate."
        for rack, domain in proposal.domains.items():
            here = [server for server in proposal.servers if server.mount.rack == rack]
            height = estate.device_types[request.type].u_height
            units = ", ".join(_units(server.mount.position, height) for server in here)
            ports = ", ".join(server.nics[0].port for server in here)
            yield f"  {rack}: units {units}; fed by {' and '.join(domain)}; {ports} of {_switches(here[0].nics)}"
    for what in proposal.unknown:
        yield f"Not known: {what}."


def _switches(nics: tuple[Nic, ...]) -> str:
    return " and ".join(nic.switch for nic in nics)


def _units(position: int, height: int) -> str:
    return str(position) if height == 1 else f"{position}–{position + height - 1}"
