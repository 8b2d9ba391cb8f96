"""Arista EOS."""

from typing import Final

from inventory.model.platforms import platform_named
from sdn.dialects.dialect import Dialect, Grade
from sdn.dialects.eos.commit import commit_candidate
from sdn.dialects.eos.facts import LEFT_OUT, PARTS
from sdn.dialects.eos.grammar import EOS_GRAMMAR
from sdn.dialects.eos.names import EosNames
from sdn.dialects.eos.reading import EosReading, eos_tree
from sdn.dialects.eos.shown_intent import interfaces_up, port_of_section, shown_intent

EOS: Final = Dialect(
    platform=platform_named("eos"),
    package=__name__,
    parts=PARTS,
    grammar=EOS_GRAMMAR,
    names=EosNames(),
    tree=eos_tree,
    reading=EosReading(),
    shown_intent=shown_intent,
    port_of_section=port_of_section,
    interfaces_up=interfaces_up,
    commit=commit_candidate,
    grade=Grade.DOCUMENTED,
    left_out=LEFT_OUT,
)
