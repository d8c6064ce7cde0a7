"""Who may do what: asked inside acts only, so that pages, API and command line cannot differ."""

from sqlmodel import select

from tiketa.kernel.actor import House, Provider, Role, StaffMember, Visitor
from tiketa.kernel.errors.identity import LinkExpired, NotAllowed
from tiketa.storage.models.customers import StaffSession
from tiketa.storage.transaction import Transaction


def require_visitor(tx: Transaction) -> Visitor:
    """Return the visitor who is asking; raises `NotAllowed` for anybody else."""
    if not isinstance(tx.actor, Visitor):
        raise NotAllowed
    return tx.actor


def require_house(tx: Transaction) -> None:
    """Raise `NotAllowed` unless Tiketa itself is asking: a job, or the command line."""
    if not isinstance(tx.actor, House):
        raise NotAllowed


def require_role(tx: Transaction, *roles: Role) -> None:
    """Raise `NotAllowed` unless staff with one of the roles is asking, `LinkExpired` where their session is over."""
    if not isinstance(tx.actor, StaffMember) or tx.actor.role not in roles:
        raise NotAllowed
    require_session(tx)


def require_session(tx: Transaction) -> None:
    """Raise `LinkExpired` where staff is asking whose shift or session is over."""
    if isinstance(tx.actor, StaffMember) and (tx.now >= tx.actor.until or not _is_signed_in(tx, tx.actor.session)):
        raise LinkExpired


def require_payee(tx: Transaction) -> None:
    """Raise what `require_role` does unless a cashier, a manager or a payment provider is asking."""
    if not isinstance(tx.actor, Provider):
        require_role(tx, Role.CASHIER, Role.MANAGER)


def _is_signed_in(tx: Transaction, session: str) -> bool:
    """Say whether a session goes on; who has none came in by another way than a browser, and it is asked there."""
    kept = select(StaffSession.key_id).where(StaffSession.visitor == session)
    return not session or tx.session.exec(kept).first() is not None
