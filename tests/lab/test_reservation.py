"""Where a lab begins: it finds a free place by itself, and two at the same moment find two."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from inventory.load import load_estate
from inventory.model.estate import Estate
from lab import reservation
from lab.folder import LabRecord, claim
from lab.layout import FIRST_NETWORK, LAST_NETWORK, everything
from lab.listeners import AddressTaken
from lab.reservation import reserved_network
from tests.estates.cases import BASE


@pytest.fixture(scope="module")
def estate() -> Estate:
    return load_estate(BASE)


def networks(estate: Estate, first: int) -> set[int]:
    return set(range(first, first + len(estate.sites)))


def test_labs_that_are_started_at_the_same_moment_begin_apart(estate: Estate, tmp_path: Path) -> None:
    several = 8
    together = Barrier(several, timeout=60)

    def start(number: int) -> int:
        with reserved_network(estate, tmp_path / str(number), None, clouds=True, runs=False) as network:
            together.wait()
            return network

    with ThreadPoolExecutor(several) as pool:
        found = list(pool.map(start, range(several)))
    taken = [one for network in found for one in networks(estate, network)]
    assert len(taken) == len(set(taken)) == several * len(estate.sites)
    assert all(1 <= network <= LAST_NETWORK for network in found)


def test_a_place_is_given_back(estate: Estate, tmp_path: Path) -> None:
    found = []
    for _ in range(2):
        with reserved_network(estate, tmp_path, None, clouds=False, runs=False) as network:
            found.append(network)
    assert found[0] == found[1]


def test_whoever_listens_there_is_passed_by(estate: Estate, tmp_path: Path) -> None:
    with reserved_network(estate, tmp_path, None, clouds=True, runs=False) as free:
        pass
    places = everything(estate, free, clouds=True)
    for place in (places[0], places[len(estate.switches)], places[-1]):
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind((place.address, place.port))
            other.listen(1)
            with reserved_network(estate, tmp_path, None, clouds=True, runs=False) as found:
                assert networks(estate, found).isdisjoint(networks(estate, free))


def record(network: int, *, clouds: bool) -> LabRecord:
    return LabRecord("/estate", network, clouds)


def test_a_lab_goes_back_to_where_it_was(estate: Estate, tmp_path: Path) -> None:
    claim(tmp_path / "lab", record(101, clouds=False))
    with reserved_network(estate, tmp_path / "lab", None, clouds=False, runs=False) as found:
        assert found == 101


def test_one_that_was_pushed_out_moves_and_one_that_cannot_move_stays(estate: Estate, tmp_path: Path) -> None:
    claim(tmp_path / "lab", record(101, clouds=False))
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place = everything(estate, 101, clouds=False)[0]
        other.bind((place.address, place.port))
        other.listen(1)
        with reserved_network(estate, tmp_path / "lab", None, clouds=False, runs=False) as found:
            assert networks(estate, found).isdisjoint(networks(estate, 101))
        with reserved_network(estate, tmp_path / "lab", None, clouds=False, runs=True) as found:
            assert found == 101, "its own switches listen there"
        (tmp_path / "lab" / "clouds" / "east").mkdir(parents=True)
        with reserved_network(estate, tmp_path / "lab", None, clouds=True, runs=False) as found:
            assert found == 101, "its clouds have written their ports down"


def test_a_place_that_is_wanted_is_refused_while_another_lab_is_started_there(estate: Estate, tmp_path: Path) -> None:
    with (
        reserved_network(estate, tmp_path / "one", 103, clouds=False, runs=False),
        pytest.raises(AddressTaken, match=r"Another lab is being started at 127\.103"),
        reserved_network(estate, tmp_path / "other", 103, clouds=False, runs=False),
    ):
        pass


def test_where_no_place_is_free_the_message_says_who_is_there(
    estate: Estate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that listens on a lab's port of all addresses leaves no network free."""
    monkeypatch.setattr(reservation, "first_taken", lambda places: places[0])
    with (
        pytest.raises(AddressTaken, match=r"No network .* is free for this lab. 127\..* is taken by "),
        reserved_network(estate, tmp_path, None, clouds=False, runs=False),
    ):
        pass


def test_sites_beyond_what_is_left_are_not_given_out(estate: Estate, tmp_path: Path) -> None:
    with ExitStack() as labs:
        first, second = (
            labs.enter_context(reserved_network(estate, tmp_path / name, None, clouds=True, runs=False))
            for name in ("a", "b")
        )
    assert set(everything(estate, first, clouds=True)).isdisjoint(everything(estate, second, clouds=True))
    one_site = replace(estate, sites=dict(list(estate.sites.items())[:1]))
    assert len(networks(one_site, FIRST_NETWORK)) == 1
