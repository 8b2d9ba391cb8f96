"""Fingerprints: by which a code host knows a finding again when lines have moved."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from cli.findings_report import FindingsReport


def fingerprints(report: FindingsReport) -> Sequence[str]:
    """Return a fingerprint for each finding of a report, unique in it: 64 hexadecimal digits.

    It is made of the code, the answer, the file within the estate and the subject, not of the line or the wording. What
    is the same in all of these is numbered.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    made: list[str] = []
    for finding in report.findings:
        key = (finding.code, finding.answer.value, finding.source.file, finding.subject)
        seen[key] += 1
        made.append(hashlib.sha256("\0".join((*key, str(seen[key]))).encode()).hexdigest())
    return made
