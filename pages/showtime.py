"""A showtime's seats, live: pick, hold, extend, release and book."""

from collections.abc import Mapping
from functools import partial

from fastapi.responses import RedirectResponse
from markupsafe import Markup
from nicegui import background_tasks, ui

from components import theme
from components.fragment import CHILDREN, Fragment
from components.markup import EMPTY
from components.movies.poster import poster_address
from components.seats.booking_panel import (
    booked_note,
    booking_panel,
    chosen_seats,
    nothing_left,
    party_sizes,
    showtime_head,
    take_offer,
)
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
from tiketa.kernel.errors.seats import SeatTaken
from tiketa.programme import movies
from tiketa.programme.read_models import ShowtimeDetail, ShowtimeView
from tiketa.seating import holds, seat_maps

MOST_OTHERS = 4  # showtimes offered where there is no seat: the nearest, two before and two after
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
        self._others: dict[str, ShowtimeView] = {}

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
        if occupancy.is_full:
            await self._find_others()
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
        panel = self._build_panel(seats, occupancy)
        self._page = self._answer.page = theme.main(Fragment(head + CHILDREN + panel)).classes("book")
        with self._page:
            self._map = SeatMapView(
                lambda: self._seats,
                self._t,
                showtime_id=self._showtime_id,
                everybody=occupancy.strangers_map.states,
                prices=detail.prices,
                art=poster_address(detail.movie_id, detail.title),
                on_pick=self.pick,
            )
        if not detail.closed:
            self._page.on_submit(self.confirm).on_action(
                take=self.take,
                party=self.find_together,
                wheelchair=self.want_wheelchair,
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
            self._page.patch({FORM: moving.form(), "together": self._sizes()})
            self._show_choice()

    def refresh(self, occupancy: Occupancy) -> None:
        """Show who has which seat now; what has not changed is not sent."""
        before = self._seen(self._occupancy)
        self._occupancy = occupancy
        seats = self._seen(occupancy)
        if before.mine and seats.lapsed:
            self._answer.say("")  # "you have more time" is true no longer
        self._tell_lost(before, occupancy)
        self._map.show_own()
        if (summary := self._summary_of(seats, occupancy)) != self._summary:
            self._summary = summary
            self._show_choice()
            if occupancy.is_full and not self._others:
                background_tasks.create(self._offer_others())

    def _show_choice(self) -> None:
        """Show what is chosen now, what it costs, and how long it is kept."""
        seats = self._seats
        label = self._purpose.label(seats.mine or seats.lapsed, seats.layout, self._detail)
        self._page.patch({"mine": self._chosen(seats, self._occupancy), "go": label})

    async def _offer_others(self) -> None:
        await self._find_others()
        self._show_choice()

    async def _find_others(self) -> None:
        """Look up where else the film can be seen: showtimes to come that have seats, those nearest in time."""
        now, here = self._office.clock(), self._detail.showtime
        found = await self._perform(movies.showtimes, self._detail.movie_id)
        free = [one for one in found if one.left and one.starts_at > now and one.id != here.id]
        nearest = sorted(free, key=lambda one: abs(one.starts_at - here.starts_at))[:MOST_OTHERS]
        self._others = {self._purpose.address_at(one.id): one for one in free if one in nearest}

    def _tell_lost(self, before: SeatMap, occupancy: Occupancy) -> None:
        """Say which expired seats of the visitor another has taken, and offer the nearest free ones."""
        if lost := occupancy.lost_since(before, self._visit.visitor):
            nearest = best_block.nearest(before.layout, occupancy.taken, lost)
            self._answer.say(self._t("book.lost", seats=", ".join(lost)), offer=take_offer(nearest, self._t))

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
        await self._answer(self._hold(seats))

    async def _hold(self, seats: list[str]) -> None:
        """Hold these seats; of one that was not sold until now the refusal says that it was just sold."""
        sold = {seat for seat in seats if self._seats.state_of(seat) is SeatState.SOLD}
        try:
            await self._perform(holds.hold, self._showtime_id, seats)
        except SeatTaken as refusal:
            raise refusal.as_seen_by(sold) from None

    async def find_together(self, size: int, apart: bool = False) -> None:  # noqa: FBT001, FBT002  as the buttons say
        """Hold the best seats side by side for a party of this size, or `apart` in two blocks of a row."""
        wheelchair = self._wheelchair
        held = self._perform(holds.hold_together, self._showtime_id, size, wheelchair=wheelchair, apart=apart)
        await self._answer(held)

    def want_wheelchair(self, wanted: bool) -> None:  # noqa: FBT001  as the button says it
        """Have a wheelchair place among the seats that are found for a party, or none."""
        self._wheelchair = wanted
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
            self._show_choice()
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
        label = self._purpose.label(seats.mine or seats.lapsed, seats.layout, self._detail)
        return booking_panel(self._chosen(seats, occupancy), EMPTY if occupancy.closed else self._purpose.form(label))

    def _chosen(self, seats: SeatMap, occupancy: Occupancy) -> Markup:
        if occupancy.closed:
            return nothing_left(self._t("book.closed"), self._others, self._t)
        if occupancy.is_full and not (seats.mine or seats.lapsed):
            return nothing_left(self._t("book.full"), self._others, self._t)
        return chosen_seats(
            seats,
            self._t,
            now=occupancy.now,
            rules=occupancy.rules,
            limit=self._purpose.most,
            hints=self._hints(seats, occupancy),
            cost=self._purpose.cost(seats.mine or seats.lapsed, seats.layout, self._detail),
        )

    def _hints(self, seats: SeatMap, occupancy: Occupancy) -> list[str]:
        hints = [self._t("book.kept_back")] if not self._wheelchair and _is_kept_back(seats) else []
        if alone := _left_alone(seats, occupancy):
            better = best_block.better_choice(seats.layout, occupancy.taken.difference(seats.mine), seats.mine)
            if better:
                hints.append(self._t("book.orphan", seats=", ".join(alone), better=", ".join(better)))
        return hints

    @staticmethod
    def _summary_of(seats: SeatMap, occupancy: Occupancy) -> tuple[object, ...]:
        hall = occupancy.is_full, occupancy.closed, _left_alone(seats, occupancy)
        return seats.mine, seats.lapsed, seats.expires_at, seats.extendable, *hall

    def _note(self, detail: ShowtimeDetail) -> str:
        runs = detail.showtime.starts_at <= self._office.clock() and not detail.closed
        return self._t("book.running", time=self._t.hour(detail.showtime.starts_at)) if runs else ""


def _is_kept_back(seats: SeatMap) -> bool:
    return any(seats.layout.kinds[seat] in KEPT_BACK for seat in seats.mine)


def _left_alone(seats: SeatMap, occupancy: Occupancy) -> tuple[str, ...]:
    return tuple(best_block.orphans(seats.layout, occupancy.taken.difference(seats.mine), seats.mine))
