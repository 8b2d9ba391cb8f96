"""From the text of a scenario to its steps."""

import math

from inventory.model.estate import Estate
from inventory.scenario.names import Names, ScenarioInvalid, find_target, names_of
from inventory.scenario.scenario import TARGETS, Scenario, Step, TargetKind, Verb
from inventory.suggestions import did_you_mean

EXAMPLES = "Examples: lose:tianfu, maintain:tianfu/ups-a, drain:tianfu, peak:double-11, grow:retail=1.5."


def parse_scenario(text: str, estate: Estate) -> Scenario:
    """Read a scenario such as lose:tianfu/ups-a+tianfu/generator-b; raises ScenarioInvalid."""
    names = names_of(estate)
    steps: list[Step] = []
    for part in text.split("+"):
        verb = steps[-1].verb if steps else None
        step = _step(part.strip(), verb, names)
        if step not in steps:
            steps.append(step)
    return Scenario(tuple(steps))


def _step(text: str, before: Verb | None, names: Names) -> Step:
    word, colon, rest = text.partition(":")
    verb = next((verb for verb in Verb if colon and verb.value == word), None)
    if verb is None:
        verb, rest = _continued(text, before), text
    kinds = TARGETS[verb]
    word, colon, name = rest.partition(":")
    if colon:
        kinds, rest = (_kind(word, kinds),), name
    else:
        kinds, rest = _as_shown(kinds, rest)
    name, equals, factor = rest.partition("=")
    if not name:
        raise ScenarioInvalid(f"{text or 'The scenario'} names nothing.", EXAMPLES)
    if bool(equals) != (verb is Verb.GROW):
        advice = "Say how many times as much: grow:retail=1.5." if verb is Verb.GROW else "Only grow takes a factor."
        raise ScenarioInvalid(f"{text} is not complete." if verb is Verb.GROW else f"{text} has a factor.", advice)
    return Step(verb, find_target(names, kinds, name), _factor(factor, text) if equals else 1.0)


def _continued(text: str, before: Verb | None) -> Verb:
    """Take over the verb of the part before; a word in front of a colon that is none may be misspelt."""
    word, colon, _ = text.partition(":")
    is_kind = any(kind.value == word for kind in TargetKind)
    if before is None or (colon and not is_kind):
        advice = did_you_mean(word, [verb.value for verb in Verb]) if colon else EXAMPLES
        raise ScenarioInvalid(f"{text or 'An empty text'} does not begin with what happens.", advice)
    return before


def _as_shown(kinds: tuple[TargetKind, ...], text: str) -> tuple[tuple[TargetKind, ...], str]:
    """Take the kind from a name that is shown with it: room tianfu/m1, circuit tianfu/telecom-1."""
    word, _, name = text.partition(" ")
    kind = next((kind for kind in kinds if name and kind.value == word), None)
    return (kinds, text) if kind is None else ((kind,), name)


def _kind(word: str, kinds: tuple[TargetKind, ...]) -> TargetKind:
    for kind in kinds:
        if kind.value == word:
            return kind
    raise ScenarioInvalid(f"{word} is not a kind of thing here.", did_you_mean(word, [kind.value for kind in kinds]))


def _factor(text: str, whole: str) -> float:
    try:
        factor = float(text)
    except ValueError:
        factor = math.nan
    if not 0 < factor <= 1000:  # noqa: PLR2004 - beyond it nobody plans
        advice = "Write a number above 0 and up to 1000: grow:retail=1.5."
        raise ScenarioInvalid(f"{whole} does not say how much.", advice)
    return factor
