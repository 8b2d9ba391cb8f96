"""The fabrics' topology: switches and the cables between them."""

from report.facts import Facts

Row = list[object]


def switches(facts: Facts) -> list[Row]:
    """List all switches; rows: name, site, role, pair, side, type, rack, position, cords, NOS."""
    sites = {name: number for number, name in enumerate(facts.estate.sites)}
    return [
        [
            one.name, sites.get(one.site, -1), one.role.value, one.pair, one.side, one.type,
            one.mount.rack.partition("/")[2], one.mount.position, "+".join(one.mount.cords),
            one.nos,
        ]
        for one in facts.estate.switches.values()
    ]  # fmt: skip


def cables(facts: Facts) -> list[Row]:
    """List the cables between switches; rows: switch, port, switch, port, kind. A server's stand with the server."""
    numbers = {name: number for number, name in enumerate(facts.estate.switches)}
    return [
        [numbers[cable.a.device], cable.a.port, numbers[cable.b.device], cable.b.port, cable.kind.value]
        for cable in facts.estate.switch_cables
        if cable.a.device in numbers and cable.b.device in numbers
    ]


def paths(facts: Facts) -> list[Row]:
    """List the connections between sites; rows: site, site, round trip in ms, fibres, Gb/s."""
    sites = {name: number for number, name in enumerate(facts.estate.sites)}
    return [
        [sites[path.sites[0]], sites[path.sites[1]], path.round_trip_milliseconds, path.fibres, path.bandwidth_gigabits]
        for path in facts.estate.paths.values()
        if all(site in sites for site in path.sites)
    ]
