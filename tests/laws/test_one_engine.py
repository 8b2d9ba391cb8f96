"""One question, one engine: on random estates no two commands contradict each other."""

from hypothesis import given, settings

from tests.random_estates import WrittenEstate, written_estates


@given(written=written_estates())
@settings(max_examples=60, deadline=None)
def test_random_estates_are_valid(written: WrittenEstate) -> None:
    assert written.estate().servers
