"""What a visitor's session keeps of a link's secret: good in that session alone, and as long as the link."""

from datetime import datetime

from tiketa.identity import authorization
from tiketa.kernel.errors.identity import LinkExpired
from tiketa.storage.transaction import Transaction


def keep(tx: Transaction, purpose: str, subject: str, expires_at: datetime) -> str:
    """Return what the session of the visitor who asks keeps of a link for this purpose; `subject` says which it is."""
    visitor = authorization.require_visitor(tx).id
    return tx.signer.key(f"kept {purpose}", f"{visitor} {subject}", expires_at)


def subject_of(tx: Transaction, purpose: str, kept: str) -> str:
    """Return the subject of a kept link; raises `LinkExpired`, also in any other session."""
    opened = tx.signer.opened(f"kept {purpose}", kept, tx.now)
    own = f"{authorization.require_visitor(tx).id} "
    if opened is None or not opened.subject.startswith(own):
        raise LinkExpired
    return opened.subject.removeprefix(own)
