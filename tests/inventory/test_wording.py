"""Words in messages."""

import pytest

from inventory.wording import a_type


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("server-2u", "a server-2u"),
        ("arista-7050cx3-32s", "an arista-7050cx3-32s"),
        ("Edgecore-AS7726", "an Edgecore-AS7726"),
        ("8-port-leaf", "an 8-port-leaf"),
        ("huawei-2288h-v6", "a huawei-2288h-v6"),
        ("", "a "),
    ],
)
def test_a_type_has_its_article(name: str, said: str) -> None:
    assert a_type(name) == said
