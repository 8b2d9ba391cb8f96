"""What a change of a switch means, computed from the intent before against the intent wanted; text plays no part."""

from sdn.meaning.meaning import Meaning, meaning_of

__all__ = ["Meaning", "meaning_of"]
