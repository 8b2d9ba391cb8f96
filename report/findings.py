"""Findings, each with its line and the things that it names."""

import re

from facility.standards.judgement import RuleFinding
from facility.standards.rule import Answer
from report.facts import Facts

Row = list[object]
_WORD = re.compile(r"[^\s,;:()\"'“”]+")


def findings(facts: Facts) -> list[Row]:
    """List what validation and the standards find.

    Rows: severity (error, warning, unknown, waived), code, file, line, column, what is wrong, what to do, names in it.
    """
    estate = facts.estate
    known = {
        *estate.racks, *estate.servers, *estate.switches, *estate.power, *estate.cooling, *estate.fuel,
        *estate.pools, *estate.services,
    }  # fmt: skip
    written: list[Row] = [
        [
            one.severity.value, one.code, one.source.file, one.source.line, one.source.column, one.detail, one.advice,
            _named(one.detail, known),
        ]
        for one in facts.findings
    ]  # fmt: skip
    judged = facts.judgement.findings if facts.judgement else ()
    return [*written, *(_judged(one, known) for one in judged)]


def _judged(one: RuleFinding, known: set[str]) -> Row:
    severity = one.severity.value if one.answer is Answer.BROKEN else "unknown"
    about = [*(name for name in one.subjects if name in known), *_named(one.detail, known)]
    return [
        severity if one.waiver is None else "waived", one.rule.id, one.source.file, one.source.line, one.source.column,
        one.detail, one.advice, list(dict.fromkeys(about)),
    ]  # fmt: skip


def _named(text: str, known: set[str]) -> list[str]:
    words = (word.rstrip(".?!") for word in _WORD.findall(text))
    return list(dict.fromkeys(word for word in words if word in known))
