"""Names and contacts: any name that a person may have is kept as typed; invalid ones are refused."""

from typing import cast

import pytest
from sqlmodel import select

from tests.support.sample_house import Guest
from tiketa.bookings import lookup
from tiketa.bookings.read_models import BookingView
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.identity import InvalidContact, InvalidName
from tiketa.kernel.events import Event
from tiketa.storage.models.bookings import Booking
from tiketa.storage.transaction import Transaction

GOOD_NAMES = [
    "Ana",
    "Siti Nurhaliza binti Tarudin",
    'O\'Brien "the Boss"',
    "<script>alert(1)</script>",
    "<b>Ana</b> &amp; {{ 7*7 }}",
    "Robert'); DROP TABLE bookings;--",
    "=1+1",
    "🎬🍿",
    "👩‍👩‍👧‍👦 the family",
    "محمد بن سلمان",
    "דוד המלך",
    "김민준",
    "王小明",
    "Nguyễn Thị Minh Khai",
    "%s {0} \\n ${name}",
    "x" * 80,
]
BAD_NAMES = [
    "",
    " ",
    "\t \n",
    "\u3000\u00a0",
    "\u200b",
    "\u200b\u200d\ufeff",
    "\u202e",
    "\u3164\u115f\u2800",  # letters and a sign that are drawn as nothing
    "\u0301",
    "x" * 81,
    "x" * 10_000,
    "Ana\0",
    "Ana\nBudi",
    "Ana\x1b[31m",
    "Ana\x7fBudi",
    "Ana\u0085Budi",
    "Ana\u2028Budi",
    "\ud800",
]


def my_booking(guest: Guest, code: str) -> BookingView:
    return guest.office.acting_as(Visitor(guest.visitor)).perform_now(lookup.booking, code)


def bookings_stored(tx: Transaction) -> int:
    return len(tx.session.exec(select(Booking.id)).all())


def test_names_are_kept_as_they_were_given(ana: Guest) -> None:
    for number, name in enumerate(GOOD_NAMES, start=1):
        ana.hold(f"C{number}")
        assert my_booking(ana, ana.confirm(f"C{number}", name=f"  {name}\n")).customer_name == name


def test_names_are_kept_composed(ana: Guest) -> None:
    ana.hold("C4")
    assert my_booking(ana, ana.confirm("C4", name="Rene\u0301")).customer_name == "Ren\u00e9"


def test_names_keep_no_hidden_characters(ana: Guest) -> None:
    ana.hold("C4")
    name = "\u202eSri\u00ad Mul\u200byani\ufeff \u06a9\u200c\u06cc"
    assert my_booking(ana, ana.confirm("C4", name=name)).customer_name == "Sri Mulyani \u06a9\u200c\u06cc"


def test_invalid_names_are_refused(ana: Guest, news: list[Event]) -> None:
    ana.hold("C4")
    news.clear()
    for name in [*BAD_NAMES, cast("str", None), cast("str", 7)]:
        with pytest.raises(InvalidName) as refused:
            ana.confirm("C4", name=name)
        assert refused.value.details == {"limit": 80}
    assert ana.map.mine == ("C4",)
    assert ana.office.perform_now(bookings_stored) == 0
    assert news == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", None),
        ("  ", None),
        (" +62 812 3456 7890 ", "+62 812 3456 7890"),
        ("Ana@xn--r8jz45g.jp", "Ana@例え.jp"),
        ("Ana <ana@example.com>, ", "ana@example.com"),
        ("\uff10812\u200b\t3456", "0812 3456"),
        ("x" * 120,) * 2,
    ],
)
def test_contact_is_optional(ana: Guest, given: str, kept: str | None) -> None:
    ana.hold("C4")
    assert my_booking(ana, ana.confirm("C4", contact=given)).contact == kept


def test_invalid_contacts_are_refused(ana: Guest) -> None:
    ana.hold("C4")
    for contact in ("x" * 121, "x" * 10_000, "a\0b", "a\nb", "\ud800"):
        with pytest.raises(InvalidContact):
            ana.confirm("C4", contact=contact)
