"""What is whole of a broken estate can be looked at: nothing in it refers to what did not load."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inventory.load import examine
from inventory.model.estate import Estate
from inventory.sound_part import sound_part
from tests.estates.cases import BASE, Case, broken, cases

TABLE = [case for _, case in cases()]


def dangling(estate: Estate) -> Iterator[str]:
    """Name what devices and cables refer to and that is not there."""
    devices = {*estate.switches, *estate.servers}
    yield from (one.rack for one in estate.mounted if one.rack not in estate.racks)
    yield from (nic.switch for block in estate.server_blocks for nic in block.nics if nic.switch not in estate.switches)
    yield from (end.device for cable in estate.cables for end in (cable.a, cable.b) if end.device not in devices)


def test_sound_estate_is_left_as_it_is() -> None:
    estate = examine(BASE).estate
    assert sound_part(estate) is estate


@pytest.mark.parametrize("case", TABLE, ids=[case.fault for case in TABLE])
def test_what_is_left_refers_to_nothing_that_is_not_there(case: Case, tmp_path: Path) -> None:
    assert list(dangling(sound_part(examine(broken(case, tmp_path)).estate))) == []


def test_devices_of_a_rack_that_did_not_load_are_left_out_with_their_cables() -> None:
    estate = examine(BASE).estate
    gone = next(iter(estate.racks))
    part = sound_part(replace(estate, racks={key: rack for key, rack in estate.racks.items() if key != gone}))
    assert len(part.switches) + len(part.servers) < len(estate.switches) + len(estate.servers)
    assert list(dangling(part)) == []
    assert not part.plant_digest
