"""Results are kept while nothing that they were derived from has changed, and only then."""

import pytest

from twin.convergence.derivations import Derivations


def halved(derivations: Derivations, key: str) -> int:
    number: int = derivations.given(key)
    return number // 2


def total(derivations: Derivations, _: None) -> int:
    return derivations.derive(halved, "one") + derivations.derive(halved, "two")


def strict(derivations: Derivations, key: str) -> int:
    number: int = derivations.given(key)
    if number < 0:
        raise ValueError(key)
    return number


def constant(_: Derivations, key: int) -> int:
    return key * key


@pytest.mark.parametrize(
    ("key", "number", "worked_out", "result"),
    [
        pytest.param("one", 10, 0, 11, id="the same value: nothing"),
        pytest.param("one", 11, 1, 11, id="a value that leads to the same: what asks for it directly"),
        pytest.param("one", 20, 2, 16, id="another value: everything behind it"),
        pytest.param("other", 1, 0, 11, id="a value that nobody asked for: nothing"),
    ],
)
def test_only_what_depends_on_a_change_is_worked_out(key: str, number: int, worked_out: int, result: int) -> None:
    derivations = Derivations()
    for name, given in (("one", 10), ("two", 12), ("other", 0)):
        derivations.give(name, given)
    assert derivations.derive(total, None) == 11
    before = derivations.worked_out
    derivations.give(key, number)
    assert derivations.derive(total, None) == result
    assert derivations.worked_out - before == worked_out


def test_a_rule_that_has_raised_is_tried_again() -> None:
    derivations = Derivations()
    derivations.give("number", -1)
    for _ in range(2):
        with pytest.raises(ValueError, match="number"):
            derivations.derive(strict, "number")
    derivations.give("number", 3)
    assert derivations.derive(strict, "number") == 3


def test_what_nobody_has_given_is_a_key_error_and_a_constant_is_kept_for_good() -> None:
    derivations = Derivations()
    with pytest.raises(KeyError):
        derivations.derive(halved, "nothing")
    assert derivations.derive(constant, 7) == 49
    derivations.give("one", 1)
    before = derivations.worked_out
    assert derivations.derive(constant, 7) == 49
    assert derivations.worked_out == before
