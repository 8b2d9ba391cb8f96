"""The words that this project does not use, and what it says instead: plain technical English, one word for one thing.

    python -m tests.words [FILE ...]

Without files, all that git tracks are read. Ends with 1 if a word is found.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORDS = {
    r"\bmend(?:s|ed|ing)?\b": "fix",
    r"\bhang(?:s|ing)? on\b": "depends on",
    r"\b(?:is|are) told\b(?! apart)": "is reported, is given",
    r"\bcircles?\b": "cycle",
    r"\bsomebody(?: else)?(?:'s)?\b": "name who: another user, another tool, an engineer",
    r'"""Say (?:whether|if|what|that|how|why|who|which|where|of|in)\b': "Return …, or Raise …, or Show …",
    r"\breckon(?:s|ed|ing)?\b": "compute, count",
    r"\bwhat hangs\b": "what depends",
}
"""Patterns, and what is said instead."""
NAMES = {
    "shift": "propagation", "shelf": "cache, packer", "promises": "recovery_objectives", "revival": "restoration",
    "bearing": "load_bounds", "looking": "read_device", "cover": "minimum_cover", "carried": "port_networks",
    "mending": "remedies", "garbage": "gc_pause", "refusals": "validation_messages", "written": "sections",
    "hits": "impact", "plain": "answer_json", "replacement": "rescheduling", "utils": "its subject",
    "common": "its subject", "helpers": "its subject", "base": "its subject", "core": "its subject",
    "manager": "its subject",
}  # fmt: skip
"""Names of files that do not say their subject, and what such a file is called here."""
ENDINGS = frozenset({".py", ".md", ".js", ".j2", ".sh", ".yaml", ".yml", ".css", ".html"})
EXEMPT = frozenset({"tests/words.py", "tests/test_words.py"})


def complaints(file: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield each word in a file, and its name, that is not used here: with its place and what is said instead."""
    stem = Path(file).stem
    if file.endswith(".py") and stem in NAMES:
        yield f"{file}:1:1: a file is named after its subject, not {stem}: {NAMES[stem]}"
    for number, line in enumerate(lines, 1):
        for pattern, instead in WORDS.items():
            for found in re.finditer(pattern, line, re.IGNORECASE if pattern.islower() else 0):
                yield f"{file}:{number}:{found.start() + 1}: “{found[0]}” is not said here: {instead}"


def main(arguments: list[str]) -> int:
    """Read the files named, or all that git tracks, and show every complaint."""
    names = arguments or subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    found = [
        one
        for name in names
        if Path(name).suffix in ENDINGS and name not in EXEMPT and (ROOT / name).is_file()
        for one in complaints(name, (ROOT / name).read_text("utf-8").splitlines())
    ]
    sys.stdout.writelines(f"{one}\n" for one in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
