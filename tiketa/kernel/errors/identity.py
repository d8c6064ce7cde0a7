"""Refusals about who is asking: visitors, names, contacts and links."""

from tiketa.kernel.errors.refusals import Conflict, Gone, Invalid, Refusal


class InvalidVisitor(Invalid):
    """The visitor's cookie is missing or is none of ours."""

    code = "invalid_visitor"


class NotAllowed(Refusal):
    """The actor may not do this, whatever the state of the house."""

    code = "not_allowed"


class InvalidName(Invalid):
    """A customer's name has 1 to `limit` visible characters and no control characters."""

    code = "invalid_name"


class InvalidContact(Invalid):
    """A contact has at most `limit` characters and no control characters."""

    code = "invalid_contact"


class InvalidEmail(Invalid):
    """What looks like a mail address, or has to be one, is none."""

    code = "invalid_email"


class MailUnavailable(Conflict):
    """The house sends no mail."""

    code = "mail_unavailable"


class LinkExpired(Gone):
    """A link that has expired, was used before where it works once, or is none of ours."""

    code = "link_expired"
