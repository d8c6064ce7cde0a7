"""What seats are selected for: a new booking, or moving one that exists."""

from collections.abc import Awaitable, Collection, Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from markupsafe import Markup

from components.fragment import part
from components.seats.booking_panel import CONTACT, NAME, bill, booking_form, changed_bill, confirm_label, move_form
from pages.edge.request_context import Visit
from tiketa.bookings import changes, confirm, lookup
from tiketa.bookings.read_models import BookingView
from tiketa.bookings.statuses import BookingStatus
from tiketa.halls.layout import Layout
from tiketa.halls.occupancy import Occupancy
from tiketa.identity import customers
from tiketa.kernel import contacts
from tiketa.pricing import quote
from tiketa.programme.read_models import ShowtimeDetail

FORM = "form"  # the part of the panel that says what is moved


class NewBooking:
    """Seats are picked to be booked."""

    def __init__(self, visit: Visit, detail: ShowtimeDetail, *, name: str) -> None:
        """Serve this visit; by the request key a confirm that is sent twice makes one booking."""
        self.most = visit.office.settings.seats_per_visitor
        self._visit = visit
        self._detail = detail
        self._name = name
        self._request_key = str(uuid4())

    def address_at(self, showtime_id: int) -> str:
        """Return where seats of another showtime are picked."""
        return f"/book/{showtime_id}"

    def booked_in(self, occupancy: Occupancy) -> tuple[str, ...]:
        """Return the seats that the visitor has booked here before."""
        return occupancy.sold_to(self._visit.visitor)

    def booked_says(self, seat: str) -> str:
        """Return what a tap on such a seat says."""
        return self._visit.t("book.booked", seat=seat)

    def form(self, label: Markup) -> Markup:
        """Return the form, with the rules that will hold for the booking and the words on its button."""
        return booking_form(
            self._visit.t,
            rules=(*_rules(self._visit, self._detail), *_by_mail(self._visit)),
            name=self._name,
            longest_name=contacts.LONGEST_NAME,
            longest_contact=contacts.LONGEST_CONTACT,
            label=label,
        )

    def label(self, seats: Sequence[str], layout: Layout, detail: ShowtimeDetail) -> Markup:
        """Return the words on the button that books these seats."""
        return confirm_label(quote.of_seats(seats, layout.kinds, detail.prices), self._visit.t)

    def cost(self, seats: Sequence[str], layout: Layout, detail: ShowtimeDetail) -> Markup:
        """Return what these seats cost."""
        return bill(quote.of_seats(seats, layout.kinds, detail.prices), self._visit.t)

    def confirm(
        self, seats: Sequence[str], layout: Layout, detail: ShowtimeDetail, filled_in: Mapping[str, str]
    ) -> Awaitable[str]:
        """Book the seats at the prices that were shown, and answer with the booking's code."""
        return self._visit.perform(
            confirm.confirm,
            detail.showtime.id,
            seats,
            name=filled_in.get(NAME, ""),
            contact=filled_in.get(CONTACT, ""),
            language=self._visit.t.language,
            total=quote.of_seats(seats, layout.kinds, detail.prices).total,
            request_key=self._request_key,
        )


class MoveHere:
    """Seats are picked to take the place of others."""

    def __init__(self, visit: Visit, detail: ShowtimeDetail, found: BookingView, seats: Collection[str]) -> None:
        """Serve this visit; `seats` are the ones to move, all of the booking at another showtime."""
        self._visit = visit
        self._detail = detail
        self._seats = seats
        self.see(found)

    def see(self, found: BookingView) -> None:
        """Update to the booking as it is now: it may be changed in another tab."""
        self.booking = found
        here = found.tickets if self._detail.showtime.id == found.showtime_id else ()
        self._booked_here = tuple(ticket.seat for ticket in here)
        self._given_up = [ticket for ticket in here if ticket.seat in self._seats] or list(found.tickets)
        self.most = len(self._given_up)

    def booked_in(self, _occupancy: Occupancy) -> tuple[str, ...]:
        """Return the seats of the booking, where it is moved within this showtime."""
        return self._booked_here

    def booked_says(self, seat: str) -> str:
        """Return what a tap on such a seat says."""
        return self._visit.t("move.booked", seat=seat)

    @property
    def is_possible(self) -> bool:
        """Whether the booking can be moved to a showtime of this film at all."""
        return self.booking.changeable and self.booking.movie_id == self._detail.movie_id

    def address_at(self, showtime_id: int) -> str:
        """Return where seats of another showtime are picked for the booking."""
        return f"/book/{showtime_id}?move={self.booking.code}"

    def label(self, _seats: Sequence[str], _layout: Layout, _detail: ShowtimeDetail) -> Markup:
        """Return the words on the button that moves the booking."""
        return Markup.escape(self._visit.t("move.confirm"))

    def form(self, _label: Markup | None = None) -> Markup:
        """Return what is moved, and the rules that will hold for it; a part of the panel, because both can change."""
        seats = [ticket.seat for ticket in self._given_up]
        paying, changing = _rules(self._visit, self._detail)
        if self.booking.status is BookingStatus.PAID:
            paying = self._visit.t("move.paid")
        return part(FORM, move_form(self.booking, seats, self._visit.t, rules=(paying, changing)))

    def cost(self, seats: Sequence[str], layout: Layout, detail: ShowtimeDetail) -> Markup:
        """Return what the booking costs with these seats, or how many are to be picked."""
        return changed_bill(self._cost_in_words(seats, layout, detail))

    async def confirm(
        self, seats: Sequence[str], layout: Layout, detail: ShowtimeDetail, _filled_in: Mapping[str, str]
    ) -> str:
        """Move to the seats at the prices that were shown, and answer with the booking's code."""
        await self._visit.perform(
            changes.move,
            self.booking.code,
            detail.showtime.id,
            seats,
            instead_of=[ticket.seat for ticket in self._given_up],
            total=self._total(seats, layout, detail),
        )
        return self.booking.code

    def _cost_in_words(self, seats: Sequence[str], layout: Layout, detail: ShowtimeDetail) -> str:
        t, before = self._visit.t, self.booking.total
        if len(seats) != self.most:
            return t("refusal.wrong_seat_count", count=self.most)
        total = self._total(seats, layout, detail)
        if total == before:
            return t("move.same", total=t.money(total))
        return t("move.to", total=t.money(total), before=t.money(before))

    def _total(self, seats: Sequence[str], layout: Layout, detail: ShowtimeDetail) -> int:
        given_up = {ticket.seat for ticket in self._given_up}
        kept = self.booking.quote_of([seat for seat in self.booking.seats if seat not in given_up])
        return (kept + quote.of_seats(seats, layout.kinds, detail.prices)).total


Purpose = NewBooking | MoveHere


async def selection_of(visit: Visit, detail: ShowtimeDetail, layout: Layout, *, move: str, seats: str) -> Purpose:
    """Return the selection that the page's address asks for; raises `UnknownBooking`."""
    if move:
        found = await visit.perform(lookup.booking, move)
        named = [seat for seat in seats.split(",") if seat in layout.places]
        return MoveHere(visit, detail, found, layout.in_pairs(named))
    account = await visit.perform(customers.customer) if visit.signed_in else None
    return NewBooking(visit, detail, name=account.name or "" if account else "")


def _rules(visit: Visit, detail: ShowtimeDetail) -> tuple[str, str]:
    starts_at = detail.showtime.starts_at
    return _paying(visit, detail, starts_at), _changing(visit, starts_at)


def _paying(visit: Visit, detail: ShowtimeDetail, starts_at: datetime) -> str:
    settings, now = visit.office.settings, visit.office.clock()
    if not any(detail.prices.values()):
        return visit.t("book.nothing_to_pay")
    if starts_at - settings.pay_lead <= now + settings.pay_lead:
        return visit.t("book.pay_within", minutes=settings.pay_before_minutes)
    return visit.t("book.pay_by", time=visit.t.moment(starts_at - settings.pay_lead))


def _changing(visit: Visit, starts_at: datetime) -> str:
    until = starts_at - visit.office.settings.change_lead
    if until <= visit.office.clock():
        return visit.t("book.change_over")
    return visit.t("book.change_until", time=visit.t.moment(until))


def _by_mail(visit: Visit) -> tuple[str, ...]:
    return (visit.t("book.by_mail"),) if visit.office.settings.sends_mail else ()
