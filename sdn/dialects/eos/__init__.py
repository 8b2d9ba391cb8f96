"""Arista EOS."""

from typing import Final

from inventory.model.platforms import platform_named
from sdn.dialects.dialect import Dialect, Grade
from sdn.dialects.eos.commit import commit_candidate
from sdn.dialects.eos.facts import LEFT_OUT, PARTS
from sdn.dialects.eos.grammar import EOS_GRAMMAR
from sdn.dialects.eos.names import EosNames
from sdn.dialects.eos.reading import EosReading, eos_tree

EOS: Final = Dialect(
    platform=platform_named("eos"),
    package=__name__,
    parts=PARTS,
    grammar=EOS_GRAMMAR,
    names=EosNames(),
    tree=eos_tree,
    reading=EosReading(),
    commit=commit_candidate,
    grade=Grade.DOCUMENTED,
    left_out=LEFT_OUT,
)
