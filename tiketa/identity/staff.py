"""Members of staff: for now whoever has the key of the day is a cashier."""

from tiketa.kernel.actor import Role, StaffMember
from tiketa.kernel.errors.identity import LinkExpired
from tiketa.storage.transaction import Transaction, reading

CASHIER = "cashier"  # the purpose that the key is signed for, and its subject


@reading
def cashier_with_key(tx: Transaction, key: str) -> StaffMember:
    """Return who has this key; raises `LinkExpired` for a key that is not ours or has expired."""
    opened = tx.signer.opened(CASHIER, key, tx.now)
    if opened is None:
        raise LinkExpired
    return StaffMember(name="", role=Role.CASHIER, until=opened.expires_at)
