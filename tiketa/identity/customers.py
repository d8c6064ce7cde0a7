"""Who may open a booking: the browser that made it, those that proved it is theirs, and all devices of an account."""

from sqlalchemy import bindparam, delete, update
from sqlmodel import col, select

from tiketa.identity import authorization, one_time_links
from tiketa.identity.one_time_links import ACCOUNT
from tiketa.identity.read_models import Customer
from tiketa.kernel import contacts
from tiketa.kernel.errors.identity import LinkExpired, MailUnavailable
from tiketa.mail import outbox
from tiketa.storage.models.customers import CustomerRow, CustomerVisitor
from tiketa.storage.statements import Statement, insert
from tiketa.storage.transaction import Transaction, reading

_NEW_ACCOUNT = insert(
    CustomerRow, ("email", "language"), lambda new: new.on_conflict_do_nothing(index_elements=["email"])
)
_DEVICE = insert(
    CustomerVisitor,
    ("visitor", "customer_id"),
    lambda new: new.on_conflict_do_update(index_elements=["visitor"], set_={"customer_id": new.excluded.customer_id}),
)


_ACCOUNT_OF = select(CustomerVisitor.customer_id).where(CustomerVisitor.visitor == bindparam("of_visitor"))
_REMEMBER_NAME = Statement(
    update(CustomerRow).where(col(CustomerRow.id).in_(_ACCOUNT_OF)).values(name=bindparam("new_name"))
)


def remember_name(tx: Transaction, visitor: str, name: str) -> None:
    """Keep the name in the visitor's account, where there is one."""
    tx.run(_REMEMBER_NAME, of_visitor=visitor, new_name=name)


def ask_for_link(tx: Transaction, email: str, *, language: str) -> str:
    """Send a one-time sign-in link to a mail address, and return the address in its normal form.

    Raises `InvalidEmail`, `MailUnavailable`, or `TooFast`: requests are counted by network address and by mail address.
    """
    visitor = authorization.require_visitor(tx)
    if not tx.settings.sends_mail:
        raise MailUnavailable
    known = contacts.mail_address(email)
    tx.limits.guesses.spend(f"from {visitor.address}", tx.now)
    tx.limits.guesses.spend(f"to {contacts.key(known)}", tx.now)
    outbox.queue_secret(tx, known, language, one_time_links.create(tx, ACCOUNT, known, language=language))
    return known


def sign_in(tx: Transaction, secret: str) -> Customer:
    """Sign the visitor in to the account of the link's mail address, made on first use; raises `LinkExpired`.

    Until they sign out they may open what their other devices may, and what is booked with this address. A browser
    that is signed in already gets its account even when the link was used: the first response may have been lost.
    """
    visitor = authorization.require_visitor(tx).id
    try:
        link = one_time_links.redeem(tx, secret, ACCOUNT)
    except LinkExpired:
        if (signed_in := customer(tx)) is None:
            raise
        return signed_in
    account = _account(tx, link.subject, link.language)
    tx.session.flush()
    tx.run(_DEVICE, visitor=visitor, customer_id=account.id)
    return _customer(account)


def sign_out(tx: Transaction) -> None:
    """Sign this browser out: it loses access to the account's bookings, and keeps those booked or opened in it."""
    visitor = authorization.require_visitor(tx).id
    tx.session.execute(delete(CustomerVisitor).where(col(CustomerVisitor.visitor) == visitor))


@reading
def customer(tx: Transaction) -> Customer | None:
    """Return the account that this browser is signed in to."""
    visitor = authorization.require_visitor(tx).id
    mine = select(CustomerRow).join(CustomerVisitor).where(CustomerVisitor.visitor == visitor)
    found = tx.session.exec(mine).first()
    return _customer(found) if found else None


def remember_language(tx: Transaction, language: str) -> None:
    """Keep the language that was chosen in the visitor's account, where there is one."""
    visitor = authorization.require_visitor(tx).id
    account = select(CustomerVisitor.customer_id).where(CustomerVisitor.visitor == visitor)
    tx.session.execute(update(CustomerRow).where(col(CustomerRow.id).in_(account)).values(language=language))


def _account(tx: Transaction, email: str, language: str) -> CustomerRow:
    known = contacts.key(email)
    tx.run(_NEW_ACCOUNT, email=known, language=language)
    return tx.session.exec(select(CustomerRow).where(CustomerRow.email == known)).one()


def _customer(account: CustomerRow) -> Customer:
    return Customer(account.email, account.name, account.language)
