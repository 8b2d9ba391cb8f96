"""Whether what runs on a device may still be taken back."""

from sdn.commit.sessions import open_sessions
from sdn.nos import CommitStyle, Nos
from sdn.transport import Session


def waiting_commit(session: Session, nos: Nos) -> str | None:
    """Return the name of the commit that waits for its confirmation; raises DeviceUnreachable or DeviceRejected."""
    if nos.commit_style is CommitStyle.CANDIDATE_TIMER:
        return open_sessions(session).waiting
    return None
