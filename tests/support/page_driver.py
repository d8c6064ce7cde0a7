"""What NiceGUI's simulated users do on pages, and what they read there."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from nicegui.testing import User

from components.fragment import Fragment
from components.seats.seat_map import SeatMapView
from tiketa.bookings import access
from tiketa.kernel.signing import Signer

CONTACT = "ana@example.com"
SECRET = "a secret for the tests, and only there"  # noqa: S105

HERE = {"origin": "http://test"}  # as a form of our own page sends it

NewUser = Callable[[], User]
Sql = Callable[..., list[tuple[object, ...]]]


def tap(visitor: User, *seats: object, wanted: object = True) -> None:
    for seat in seats:
        visitor.find(SeatMapView).trigger("pick", {"seat": seat, "wanted": wanted})


def click(visitor: User, action: object, **args: object) -> None:
    """Click a piece with this action, and these arguments for it."""
    visitor.find(Fragment).trigger("click", {"action": action, "args": args})


def send(visitor: User, name: object, contact: object = "") -> None:
    visitor.find(Fragment).trigger("submit", {"customer_name": name, "contact": contact})


async def said_on(user: User) -> str:
    """Return the texts of the page's elements."""
    pieces = user.find(Fragment).elements
    said = [piece._displayed_contents(only_visible=False) for piece in pieces]  # noqa: SLF001
    return " ".join(words for each in said for words in each if words)


async def look_at(visitor: User, link: str) -> str:
    """Open a link, whose secret leaves the address at once, and return the page that asks."""
    moved = await visitor.http_client.get(link, follow_redirects=False)
    assert moved.headers["location"] == link.rpartition("/")[0]
    return str((await visitor.http_client.get(moved.headers["location"])).text)


def key(code: str, lasts: timedelta, purpose: str = access.BOOKING) -> str:
    """Return a signed key for a booking, or for another purpose, that is good so long from now."""
    return Signer(lambda: SECRET).key(purpose, code, datetime.now(UTC) + lasts)  # noqa: TID251  the app's own clock
