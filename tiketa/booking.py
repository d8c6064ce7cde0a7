"""Bookings: a customer's confirmed seats, and finding them again."""

import secrets
import unicodedata
from collections.abc import Sequence

from sqlalchemy import ColumnElement, update
from sqlmodel import col, select

from tiketa import claims
from tiketa.database import Transaction, insert, reading
from tiketa.errors import HoldExpired, InvalidContact, InvalidName, InvalidRequestKey, UnknownBooking
from tiketa.events import SeatsChanged
from tiketa.models import Booking, Movie, SeatClaim, Showtime, Studio, Ticket
from tiketa.seat_map import Layout
from tiketa.views import BookingView

LONGEST_NAME = 80
LONGEST_CONTACT = 120
LONGEST_REQUEST_KEY = 64
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 that are told apart when read out: no 0, 1, I, O
HALF_A_CODE = 5  # letters; two halves are 50 bits, and whoever asks must be the visitor too


def confirm(
    tx: Transaction,
    showtime_id: int,
    seats: Sequence[str],
    *,
    visitor: str,
    name: str,
    contact: str = "",
    request_key: str,
) -> str:
    """Book the visitor's held seats under a name and return the code; the same request key returns the same booking.

    A hold of one's own that has ended is still good where nobody took the seat. Raises `HoldExpired` for a seat that
    is free but not the visitor's, `SeatTaken` for one that another has, `InvalidName`, `InvalidContact`,
    `InvalidRequestKey`, `ShowtimeOver`, `UnknownShowtime`, ...
    """
    claims.check_visitor(visitor)
    _check_request_key(request_key)
    if (known := _code_of_request(tx, request_key, visitor)) is not None:
        return known
    layout = claims.open_layout(tx, showtime_id)
    wanted = claims.known_seats(tx, showtime_id, layout, seats)
    new = Booking(
        code=_new_code(),
        request_key=request_key,
        visitor=visitor,
        showtime_id=showtime_id,
        customer_name=_customer_name(name),
        contact=_contact(contact),
        booked_at=tx.now,
    )
    once = insert(tx.session, Booking).values(new.model_dump(exclude={"id"}))
    once = once.on_conflict_do_nothing(index_elements=["request_key"])
    booking_id = tx.session.scalar(once.returning(col(Booking.id)))
    if booking_id is None:  # the same request was confirmed while this one waited for its turn
        return _code_of_request(tx, request_key, visitor) or new.code
    _sell(tx, showtime_id, wanted, visitor, booking_id)
    tx.announce(SeatsChanged(showtime_id))
    return new.code


@reading
def booking(tx: Transaction, code: str, *, visitor: str) -> BookingView:
    """Return the visitor's booking; another's is as unknown as none. Raises `UnknownBooking`."""
    claims.check_visitor(visitor)
    found = _views(tx, (col(Booking.code) == normal_code(code)) & (col(Booking.visitor) == visitor))
    if not found:
        raise UnknownBooking
    return found[0]


@reading
def bookings(tx: Transaction, *, visitor: str) -> tuple[BookingView, ...]:
    """Return the visitor's bookings: those to come first, the soonest on top, then the past, the latest on top."""
    claims.check_visitor(visitor)
    views = _views(tx, col(Booking.visitor) == visitor)
    coming = [view for view in views if not view.is_past]
    past = [view for view in reversed(views) if view.is_past]
    return (*coming, *past)


def normal_code(code: str) -> str:
    """Return a code as it is stored, however it was typed."""
    letters = "".join(letter for letter in code.upper() if letter in CODE_LETTERS)
    return f"{letters[:HALF_A_CODE]}-{letters[HALF_A_CODE:]}"


def _sell(tx: Transaction, showtime_id: int, seats: Sequence[str], visitor: str, booking_id: int) -> None:
    own = claims.held_by(visitor, showtime_id) & col(SeatClaim.seat).in_(seats)
    sale = update(SeatClaim).where(own).values(expires_at=None, booking_id=booking_id)
    sold = set(tx.session.scalars(sale.returning(col(SeatClaim.seat))))
    if lost := set(seats) - sold:
        taken = claims.occupancy(tx, showtime_id).taken
        raise (
            claims.lost_seats(tx, showtime_id, lost & taken, seats)
            if lost & taken
            else HoldExpired(seats=tuple(seat for seat in seats if seat in lost))
        )
    tx.session.add_all(Ticket(booking_id=booking_id, seat=seat) for seat in seats)


def _views(tx: Transaction, which: ColumnElement[bool]) -> list[BookingView]:
    rows = tx.session.exec(
        select(Booking, Showtime, Movie, Studio)
        .join(Showtime, col(Showtime.id) == col(Booking.showtime_id))
        .join(Movie, col(Movie.id) == col(Showtime.movie_id))
        .join(Studio, col(Studio.number) == col(Showtime.studio_number))
        .where(which)
        .order_by(col(Showtime.starts_at), col(Booking.id))
    ).all()
    seats = _seats_of(tx, [found.id for found, *_ in rows])
    return [
        BookingView(
            code=found.code,
            customer_name=found.customer_name,
            contact=found.contact,
            movie_id=showtime.movie_id,
            title=movie.title,
            studio_number=studio.number,
            studio_name=studio.name,
            starts_at=showtime.starts_at,
            ends_at=showtime.ends_at,
            seats=_in_order(studio, seats[found.id]),
            booked_at=found.booked_at,
            is_past=showtime.is_closed(tx.now),
        )
        for found, showtime, movie, studio in rows
    ]


def _seats_of(tx: Transaction, booking_ids: Sequence[int | None]) -> dict[int | None, list[str]]:
    tickets = tx.session.exec(select(Ticket.booking_id, Ticket.seat).where(col(Ticket.booking_id).in_(booking_ids)))
    seats: dict[int | None, list[str]] = {booking_id: [] for booking_id in booking_ids}
    for booking_id, seat in tickets:
        seats[booking_id].append(seat)
    return seats


def _in_order(studio: Studio, seats: list[str]) -> tuple[str, ...]:
    places = Layout.from_data(studio.seat_map).places
    return tuple(sorted(seats, key=lambda seat: places.get(seat, (0, 0))))


def _code_of_request(tx: Transaction, request_key: str, visitor: str) -> str | None:
    found = tx.session.exec(select(Booking).where(Booking.request_key == request_key)).first()
    if found and found.visitor != visitor:
        raise InvalidRequestKey
    return found.code if found else None


def _check_request_key(request_key: str) -> None:
    if not isinstance(request_key, str) or not 1 <= len(request_key) <= LONGEST_REQUEST_KEY:
        raise InvalidRequestKey
    if not request_key.isprintable():
        raise InvalidRequestKey


def _new_code() -> str:
    return normal_code("".join(secrets.choice(CODE_LETTERS) for _ in range(2 * HALF_A_CODE)))


def _customer_name(name: str) -> str:
    """Return the name as it is kept; anything a person may be called is one, as long as something of it is seen."""
    tidy = _one_line(name)
    if tidy is None or not 1 <= len(tidy) <= LONGEST_NAME or not any(map(_is_seen, tidy)):
        raise InvalidName(limit=LONGEST_NAME)
    return tidy


def _contact(contact: str) -> str | None:
    tidy = _one_line(contact)
    if tidy is None or len(tidy) > LONGEST_CONTACT:
        raise InvalidContact(limit=LONGEST_CONTACT)
    return tidy or None


def _one_line(words: str) -> str | None:
    """Return the words trimmed and composed (NFC), or None where a control character or half a character is in them."""
    if not isinstance(words, str):
        return None
    tidy = unicodedata.normalize("NFC", words.strip())
    return None if any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in tidy) else tidy


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "CZ"
