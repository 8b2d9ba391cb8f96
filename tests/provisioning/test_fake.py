"""The cloud in memory refuses what the real one refuses; tests/real asks the real one the same."""

from tests.provisioning.fake.cloud import FakeCloud
from tests.provisioning.refusal_answers import EXPECTED, ask_all


def test_it_is_as_strict_as_the_real_one() -> None:
    cloud = FakeCloud()
    cloud.add_hosts(["host-1"])
    assert ask_all(cloud, "host-1") == EXPECTED
