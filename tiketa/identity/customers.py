"""Who may open a booking: the browser that made it, those that proved it is theirs, and all devices of an account."""

from datetime import timedelta

from sqlalchemy import bindparam, delete, update
from sqlmodel import col, select

from tiketa.identity import authorization, kept_links, one_time_links, sessions
from tiketa.identity.one_time_links import ACCOUNT
from tiketa.identity.read_models import Customer
from tiketa.kernel import contacts
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.identity import LinkExpired, MailUnavailable
from tiketa.mail import outbox
from tiketa.storage.models.customers import CustomerRow, CustomerVisitor
from tiketa.storage.statements import Statement, insert
from tiketa.storage.transaction import Transaction, reading

LASTS = timedelta(days=180)  # of a sign-in, in use or not (OWASP ASVS 5.0, 7.3.2); signing in again takes one email

_NEW_ACCOUNT = insert(
    CustomerRow, ("email", "language"), lambda new: new.on_conflict_do_nothing(index_elements=["email"])
)
_DEVICE = insert(CustomerVisitor, ("visitor", "customer_id", "granted_at", "browser"))

_ACCOUNT_OF = select(CustomerVisitor.customer_id).where(CustomerVisitor.visitor == bindparam("of_visitor"))
_ACCOUNT_ID = Statement(_ACCOUNT_OF)
_REMEMBER_NAME = Statement(
    update(CustomerRow).where(col(CustomerRow.id).in_(_ACCOUNT_OF)).values(name=bindparam("new_name"))
)


def account_id(tx: Transaction, visitor: str) -> int | None:
    """Return the id of the account that the visitor is signed in to: its mail address is confirmed."""
    return next((int(account) for [account] in tx.run(_ACCOUNT_ID, of_visitor=visitor)), None)


def remember_name(tx: Transaction, visitor: str, name: str) -> None:
    """Keep the name in the visitor's account, where there is one."""
    tx.run(_REMEMBER_NAME, of_visitor=visitor, new_name=name)


def ask_for_link(tx: Transaction, email: str, *, language: str) -> str:
    """Send a one-time sign-in link to a mail address, and return the address in its normal form.

    Raises `InvalidEmail`, `MailUnavailable`, or `TooManyMails`: what is sent is counted by mail address, by the network
    that asks for it, and in all.
    """
    authorization.require_visitor(tx)
    if not tx.settings.sends_mail:
        raise MailUnavailable
    known = contacts.mail_address(email)
    outbox.queue_secret(tx, known, language, one_time_links.create(tx, ACCOUNT, known, language=language))
    return known


def sign_in(tx: Transaction, kept: str) -> tuple[str, Customer]:
    """Sign the visitor in to the account of the kept link's mail address, made on first use; raises `LinkExpired`.

    Return the id that their browser has from now on, and the account. Until they sign out they may open what their
    other devices may, and what is booked with this address. The same request again gets the same answer: the first one
    may have been lost.
    """
    visitor = authorization.require_visitor(tx)
    tx.session.execute(delete(CustomerVisitor).where(col(CustomerVisitor.granted_at) < tx.now - LASTS))
    try:
        link = one_time_links.redeem(tx, kept, ACCOUNT)
    except LinkExpired:
        return _signed_in_by(tx, visitor, kept)
    account = _account(tx, link.subject, link.language)
    tx.session.flush()
    new = sessions.renewed(tx, visitor, kept)
    tx.run(_DEVICE, visitor=new, customer_id=account.id, granted_at=tx.now, browser=visitor.browser)
    return new, _customer(account)


@reading
def customer(tx: Transaction) -> Customer | None:
    """Return the account that this browser is signed in to."""
    return _customer_of(tx, authorization.require_visitor(tx).id)


def remember_language(tx: Transaction, language: str) -> None:
    """Keep the language that was chosen in the visitor's account, where there is one."""
    visitor = authorization.require_visitor(tx).id
    account = select(CustomerVisitor.customer_id).where(CustomerVisitor.visitor == visitor)
    tx.session.execute(update(CustomerRow).where(col(CustomerRow.id).in_(account)).values(language=language))


def _signed_in_by(tx: Transaction, visitor: Visitor, kept: str) -> tuple[str, Customer]:
    """Return the answer to a request that was answered before; raises `LinkExpired` where it was not."""
    kept_links.subject_of(tx, ACCOUNT, kept)
    new = tx.signer.session_id(visitor.id, kept)
    account = _customer_of(tx, new)
    if account is None:
        raise LinkExpired
    return new, account


def _customer_of(tx: Transaction, visitor: str) -> Customer | None:
    found = tx.session.exec(select(CustomerRow).join(CustomerVisitor).where(CustomerVisitor.visitor == visitor)).first()
    return _customer(found) if found else None


def _account(tx: Transaction, email: str, language: str) -> CustomerRow:
    known = contacts.key(email)
    tx.run(_NEW_ACCOUNT, email=known, language=language)
    return tx.session.exec(select(CustomerRow).where(CustomerRow.email == known)).one()


def _customer(account: CustomerRow) -> Customer:
    return Customer(account.email, account.name, account.language)
