"""A showtime's seats, live: pick, hold, extend, release and book."""

import math
from collections.abc import Mapping
from functools import partial

from fastapi.responses import RedirectResponse
from markupsafe import Markup
from nicegui import ui

from components import theme
from components.fragment import CHILDREN, Fragment
from components.markup import EMPTY
from components.seats.booking_panel import booked_note, booking_panel, chosen_seats, party_sizes, showtime_head
from components.seats.seat_map import SeatMapView
from pages.edge.feedback import Feedback
from pages.edge.live import LiveFeeds
from pages.edge.request_context import Visit, number_in
from pages.error_pages import show_not_found
from pages.seat_selection import FORM, MoveHere, NewBooking, Purpose, selection_of
from tiketa.bookings import lookup
from tiketa.bookings.read_models import BookingView
from tiketa.halls import best_block
from tiketa.halls.layout import SeatKind
from tiketa.halls.occupancy import Occupancy
from tiketa.halls.seat_map import SeatMap, SeatState
from tiketa.kernel.errors.bookings import AlreadyBooked, UnknownBooking
from tiketa.kernel.errors.payments import PaidPriceDiffers, PriceChanged
from tiketa.kernel.errors.programme import UnknownShowtime
from tiketa.programme.read_models import ShowtimeDetail
from tiketa.seating import holds, seat_maps

KEPT_BACK = {SeatKind.WHEELCHAIR, SeatKind.COMPANION}


class ShowtimePage:
    """One visitor at one showtime's seat map; the box office makes every decision."""

    _map: SeatMapView
    _page: Fragment
    _summary: tuple[object, ...]
    _detail: ShowtimeDetail
    _occupancy: Occupancy
    _purpose: Purpose
    _wheelchair = False
    _leaving = False

    def __init__(self, visit: Visit, feeds: LiveFeeds) -> None:
        """Serve this visit."""
        self._visit = visit
        self._office = visit.office
        self._perform = visit.perform
        self._t = visit.t
        self._feeds = feeds
        self._answer = Feedback(visit)

    async def build(self, address: str, *, move: str, seats: str) -> RedirectResponse | None:
        """Build the page, or the 404 page where there is no such showtime, or no such booking to move to it.

        A booking that cannot be moved to it is shown instead: its page says until when it can be changed.
        """
        try:
            self._detail, occupancy = await self._perform(seat_maps.showtime, number_in(address))
            self._purpose = await selection_of(self._visit, self._detail, occupancy.layout, move=move, seats=seats)
        except (UnknownShowtime, UnknownBooking):
            show_not_found(self._visit)
            return None
        if isinstance(self._purpose, MoveHere) and not self._purpose.is_possible:
            return RedirectResponse(f"/ticket/{self._purpose.booking.code}", status_code=303)
        self._show(self._detail, occupancy, await self._booked(occupancy))
        return None

    async def _booked(self, occupancy: Occupancy) -> Markup:
        """Return what the visitor has booked here: the answer to a booking may not have reached the browser."""
        seats = occupancy.sold_to(self._visit.visitor) if isinstance(self._purpose, NewBooking) else ()
        codes = await self._perform(lookup.codes_at, self._detail.showtime.id) if seats else ()
        return booked_note(seats, codes, self._t)

    def _show(self, detail: ShowtimeDetail, occupancy: Occupancy, booked: Markup) -> None:
        self._showtime_id = detail.showtime.id
        self._occupancy = occupancy
        seats = self._seats
        theme.frame(self._t, self._t("book.title", title=detail.title), here=self._visit.path)
        limit = 0 if detail.closed else self._purpose.most
        head = showtime_head(detail, self._t, note=self._note(detail), booked=booked, limit=limit)
        panel = EMPTY if detail.closed else self._build_panel(seats, occupancy)
        self._page = self._answer.page = theme.main(Fragment(head + CHILDREN + panel)).classes("book")
        with self._page:
            self._map = SeatMapView(
                lambda: self._seats,
                self._t,
                showtime_id=self._showtime_id,
                everybody=occupancy.strangers_map.states,
                prices=detail.prices,
                on_pick=self.pick,
            )
        if not detail.closed:
            self._page.on_submit(self.confirm).on_action(
                take=self.take,
                party=self.find_together,
                wheelchair=self.toggle_wheelchair,
                extend=self.extend,
                cancel=self.cancel,
            )
            client = ui.context.client
            self._feeds.seats.watch(self._showtime_id, self._visit.visitor, client, occupancy, self.refresh)
            if isinstance(self._purpose, MoveHere):
                follow = partial(self.follow_booking, self._purpose)
                self._feeds.bookings.follow(self._purpose.booking.code, client, follow)

    def follow_booking(self, moving: MoveHere, found: BookingView) -> None:
        """Show the current state of the booking that is to be moved."""
        if not found.changeable:
            self._leave_for(found.code)
        elif found != moving.booking:
            moving.see(found)
            self._map.show_own()
            mine = self._chosen(self._seats, self._occupancy)
            self._page.patch({FORM: moving.form(), "mine": mine, "together": self._sizes()})

    def refresh(self, occupancy: Occupancy) -> None:
        """Show who has which seat now; what has not changed is not sent."""
        before = self._seen(self._occupancy)
        self._occupancy = occupancy
        seats = self._seen(occupancy)
        self._tell_lost(before, occupancy)
        self._map.show_own()
        if (summary := self._summary_of(seats, occupancy)) != self._summary:
            self._summary = summary
            self._page.patch({"mine": self._chosen(seats, occupancy)})

    def _tell_lost(self, before: SeatMap, occupancy: Occupancy) -> None:
        """Say which expired seats of the visitor another has taken, and offer the nearest free ones."""
        if lost := occupancy.lost_since(before, self._visit.visitor):
            nearest = best_block.nearest(before.layout, occupancy.taken, lost)
            self._answer.say(self._t("book.lost", seats=", ".join(lost)), offer=nearest)

    async def pick(self, seat: str, wanted: bool) -> None:  # noqa: FBT001  as the map calls it
        """Hold the seat, or release it where it is not wanted any more; a booked one stays booked."""
        if self._seats.state_of(seat) is SeatState.BOOKED:
            self._answer.say(self._purpose.booked_says(seat))
        elif wanted:
            await self.take([seat])
        else:
            await self._answer(self._perform(holds.release, self._showtime_id, seats=[seat]))

    async def take(self, seats: list[str]) -> None:
        """Hold these seats."""
        await self._answer(self._perform(holds.hold, self._showtime_id, seats))

    async def find_together(self, size: int) -> None:
        """Hold the best seats side by side for a party of this size."""
        await self._answer(
            self._perform(
                holds.hold_together,
                self._showtime_id,
                size,
                wheelchair=self._wheelchair,
            )
        )

    def toggle_wheelchair(self) -> None:
        """Switch whether a wheelchair place is among the seats that are found for a party."""
        self._wheelchair = not self._wheelchair
        self._page.patch({"together": self._sizes()})

    async def extend(self) -> None:
        """Give the visitor more time."""
        extended = self._perform(holds.extend, self._showtime_id)
        await self._answer(extended, "book.extended")

    async def cancel(self) -> None:
        """Release all that the visitor holds here."""
        released = self._perform(holds.release, self._showtime_id)
        await self._answer(released, "book.released")

    async def confirm(self, filled_in: Mapping[str, str]) -> None:
        """Book or move to the visitor's seats; expired ones that nobody took count too."""
        seats = self._seats
        code = await self._answer(self._settle(seats.mine or seats.lapsed, filled_in))
        if code and self._office.is_closing:  # nobody would answer at the ticket's address
            self._answer.say(self._t("book.restarting", code=code), done=True)
        elif code:
            self._leave_for(code)

    def _leave_for(self, code: str) -> None:
        """Go to the ticket once: a second tap would reload it."""
        if not self._leaving:
            self._leaving = True
            ui.navigate.to(f"/ticket/{code}")

    async def _settle(self, seats: tuple[str, ...], filled_in: Mapping[str, str]) -> str:
        try:
            return await self._purpose.confirm(seats, self._seats.layout, self._detail, filled_in)
        except AlreadyBooked as booked:  # by a page whose answer was lost
            return str(booked.details["code"])
        except (PriceChanged, PaidPriceDiffers):
            self._detail, self._occupancy = await self._perform(seat_maps.showtime, self._showtime_id)
            self._map.show_prices(self._detail.prices)
            self._page.patch({"mine": self._chosen(self._seats, self._occupancy)})
            raise

    @property
    def _seats(self) -> SeatMap:
        """The map as it is now: pages of visitors without seats get no callback for each change, and read it here."""
        return self._seen(self._feeds.seats.latest(self._showtime_id, self._occupancy))

    def _seen(self, occupancy: Occupancy) -> SeatMap:
        return occupancy.seen_by(self._visit.visitor).with_booked(self._purpose.booked_in(occupancy))

    def _sizes(self) -> Markup:
        return party_sizes(self._purpose.most, self._t, wheelchair=self._wheelchair)

    def _build_panel(self, seats: SeatMap, occupancy: Occupancy) -> Markup:
        self._summary = self._summary_of(seats, occupancy)
        return booking_panel(self._chosen(seats, occupancy), self._purpose.form())

    def _chosen(self, seats: SeatMap, occupancy: Occupancy) -> Markup:
        settings = self._office.settings
        return chosen_seats(
            seats,
            self._t,
            now=occupancy.now,
            minutes=math.ceil(settings.hold_seconds / 60),
            limit=self._purpose.most,
            hints=self._hints(seats, occupancy),
            cost=self._purpose.cost(seats.mine or seats.lapsed, seats.layout, self._detail),
        )

    def _hints(self, seats: SeatMap, occupancy: Occupancy) -> list[str]:
        alone = _left_alone(seats, occupancy)
        hints = [self._t("book.orphan", seats=", ".join(alone))] if alone else []
        kept_back = not self._wheelchair and any(seats.layout.kinds[seat] in KEPT_BACK for seat in seats.mine)
        return hints + [self._t("book.kept_back")] * kept_back

    @staticmethod
    def _summary_of(seats: SeatMap, occupancy: Occupancy) -> tuple[object, ...]:
        full = not seats.count(SeatState.FREE)
        return seats.mine, seats.lapsed, seats.expires_at, seats.extendable, full, _left_alone(seats, occupancy)

    def _note(self, detail: ShowtimeDetail) -> str:
        if detail.closed:
            return self._t("book.closed")
        began = detail.showtime.starts_at <= self._office.clock()
        return self._t("book.running", time=self._t.hour(detail.showtime.starts_at)) if began else ""


def _left_alone(seats: SeatMap, occupancy: Occupancy) -> tuple[str, ...]:
    return tuple(best_block.orphans(seats.layout, occupancy.taken.difference(seats.mine), seats.mine))
