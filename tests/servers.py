"""Other servers for an estate."""

from inventory.model.blocks import ServerBlock, block_of
from inventory.model.estate import Estate
from inventory.model.sites import Server


def with_server(estate: Estate, server: Server) -> tuple[ServerBlock, ...]:
    """Put a server in the place of the one of its name, or behind all others; every server is a block of its own."""
    return tuple(map(block_of, {**estate.servers, server.name: server}.values()))
