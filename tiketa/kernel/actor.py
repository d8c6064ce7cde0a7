"""Who is asking: made where a request arrives, and carried by every act as `tx.actor`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from tiketa.kernel.errors.identity import InvalidVisitor

LONGEST_VISITOR_ID = 64  # characters; the session cookie's id has 36


class ActorKind(StrEnum):
    """Which kind of actor did something, as it is stored in a booking's timeline."""

    VISITOR = "visitor"
    STAFF = "staff"
    PROVIDER = "provider"
    HOUSE = "house"


class Role(StrEnum):
    """What a member of staff works as."""

    MANAGER = "manager"
    PROGRAMMER = "programmer"
    CASHIER = "cashier"
    USHER = "usher"


@dataclass(frozen=True, slots=True)
class Visitor:
    """An anonymous browser: `id` is its session cookie's, `address` the network address that it asks from.

    `browser` says in words which one it says it is, such as "Firefox, Android".
    Whether the browser is signed in to a customer's account is in the database, so that signing out counts at once.
    Raises `InvalidVisitor` for an id that no session cookie of ours has.
    """

    kind: ClassVar[ActorKind] = ActorKind.VISITOR

    id: str
    address: str = ""
    browser: str = ""

    def __post_init__(self) -> None:
        """Refuse an impossible id."""
        if not isinstance(self.id, str) or not 1 <= len(self.id) <= LONGEST_VISITOR_ID or not self.id.isprintable():
            raise InvalidVisitor


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person who works here; after `until` they have to sign in again.

    `session` is the visitor's id of the browser in which they are signed in: when that is ended, they may nothing more.
    """

    kind: ClassVar[ActorKind] = ActorKind.STAFF

    name: str
    role: Role
    until: datetime
    session: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """A payment provider that reports a payment."""

    kind: ClassVar[ActorKind] = ActorKind.PROVIDER

    name: str


@dataclass(frozen=True, slots=True)
class House:
    """Tiketa itself: its jobs, and the engineer at the command line."""

    kind: ClassVar[ActorKind] = ActorKind.HOUSE


HOUSE = House()
Actor = Visitor | StaffMember | Provider | House
