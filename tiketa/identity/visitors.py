"""Which visitor ids are possible."""

from tiketa.kernel.errors.identity import InvalidVisitor

LONGEST_VISITOR = 64  # characters; the session cookie's id has 36


def check_visitor(visitor: str) -> None:
    """Raise `InvalidVisitor` for what cannot be the id in a session cookie of ours."""
    if not isinstance(visitor, str) or not 1 <= len(visitor) <= LONGEST_VISITOR or not visitor.isprintable():
        raise InvalidVisitor
