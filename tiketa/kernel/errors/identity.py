"""Refusals about who is asking: visitors, names, contacts and links."""

from tiketa.kernel.errors.refusals import Conflict, Gone, Invalid, Refusal, Unknown


class InvalidVisitor(Invalid):
    """The visitor's cookie is missing or was not made by us."""

    code = "invalid_visitor"


class NotAllowed(Refusal):
    """The actor may not do this, whatever the state of the database."""

    code = "not_allowed"


class InvalidName(Invalid):
    """A customer's name has 1 to `limit` visible characters and no control characters."""

    code = "invalid_name"


class InvalidContact(Invalid):
    """A contact has at most `limit` characters and no control characters."""

    code = "invalid_contact"


class InvalidEmail(Invalid):
    """What looks like a mail address, or has to be one, is not valid."""

    code = "invalid_email"


class MailUnavailable(Conflict):
    """No mail server is set."""

    code = "mail_unavailable"


class LinkExpired(Gone):
    """A link that has expired, was used before and works once, or was not made by us."""

    code = "link_expired"


class UnknownSession(Unknown):
    """Nobody is signed in there any more, or it is not the visitor's to end."""

    code = "unknown_session"
