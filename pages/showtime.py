"""A showtime's seats: pick, hold, extend, let go and book, while everybody else does too."""

import math
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import uuid4

from markupsafe import Markup
from nicegui import ui

from components import theme
from components.booking_panel import chosen_seats, notice, party_sizes, showtime_head
from components.countdown import Countdown
from components.seat_map import SeatMapView
from pages.live import LiveFeeds
from pages.lost import show_lost
from pages.visit import Visit, number_in
from tiketa import adjacency, booking, seating
from tiketa.errors import Refusal, UnknownShowtime
from tiketa.seat_map import Occupancy, SeatMap, SeatState
from tiketa.views import ShowtimeDetail

T = TypeVar("T")


class ShowtimePage:
    """One visitor at one showtime's seat map; every decision is the box office's."""

    def __init__(self, visit: Visit, feeds: LiveFeeds) -> None:
        """Serve this visit; the request key makes a confirm that is sent twice one booking."""
        self._visit = visit
        self._office = visit.office
        self._t = visit.t
        self._feeds = feeds
        self._request_key = str(uuid4())

    async def build(self, address: str) -> None:
        """Build the page, or the 404 page where there is no such showtime."""
        try:
            detail, occupancy = await self._office.perform(seating.showtime, number_in(address))
        except UnknownShowtime:
            return show_lost(self._visit)
        self._showtime_id = detail.showtime.id
        seats = occupancy.seen_by(self._visit.visitor)
        with theme.frame(self._t, self._t("book.title", title=detail.title), here=self._visit.path) as main:
            main.classes("book")
            theme.markup(showtime_head(detail, self._t, note=self._note(detail)))
            self._map = SeatMapView(seats, self._t, on_pick=self.pick)
            if not detail.closed:
                self._build_panel()
                self.refresh(occupancy)
                self._feeds.seats.follow(self._showtime_id, self.refresh)
        return None

    def refresh(self, occupancy: Occupancy) -> None:
        """Show who has which seat now; what has not changed is not sent."""
        seats = occupancy.seen_by(self._visit.visitor)
        self._map.show(seats)
        self._chosen.set_content(self._chosen_words(seats, occupancy))
        self._countdown.show(seats.expires_at if seats.mine else None, now=occupancy.now)
        self._extend.set_visibility(seats.extendable)
        self._cancel.set_visibility(bool(seats.mine))

    async def pick(self, seat: str) -> None:
        """Hold the seat, or let it go where it is the visitor's own."""
        if self._map.seats.state_of(seat) is SeatState.MINE:
            await self._answer(
                self._office.perform(seating.release, self._showtime_id, visitor=self._visit.visitor, seats=[seat])
            )
        else:
            await self.take(seat)

    async def take(self, seats: str) -> None:
        """Hold these seats, named with spaces between."""
        await self._answer(
            self._office.perform(seating.hold, self._showtime_id, seats.split() or [seats], visitor=self._visit.visitor)
        )

    async def find_together(self, said: str) -> None:
        """Hold the best seats side by side for a party of the size that was said."""
        await self._answer(
            self._office.perform(seating.hold_together, self._showtime_id, number_in(said), visitor=self._visit.visitor)
        )

    async def extend(self) -> None:
        """Give the visitor more time."""
        extended = self._office.perform(seating.extend, self._showtime_id, visitor=self._visit.visitor)
        if await self._answer(extended):
            self._say(self._t("book.extended"))

    async def cancel(self) -> None:
        """Let go of all that the visitor holds here."""
        released = self._office.perform(seating.release, self._showtime_id, visitor=self._visit.visitor)
        await self._answer(released, "book.released")

    async def confirm(self) -> None:
        """Book the visitor's seats, or those whose time is up and that nobody took, and go to the ticket."""
        seats = self._map.seats
        code = await self._answer(
            self._office.perform(
                booking.confirm,
                self._showtime_id,
                seats.mine or seats.lapsed,
                visitor=self._visit.visitor,
                name=self._name.value or "",
                contact=self._contact.value or "",
                request_key=self._request_key,
            )
        )
        if code:
            ui.navigate.to(f"/ticket/{code}")

    async def _answer(self, asked: Awaitable[T], done: str = "") -> T | None:
        """Wait for the office; a refusal is said in words, a success says `done` or takes the last words away."""
        try:
            answer = await asked
        except Refusal as refusal:
            nearest = refusal.details.get("nearest", ())
            self._say(self._visit.say(refusal), offer=nearest if isinstance(nearest, tuple) else ())
            return None
        self._say(self._t(done) if done else "")
        return answer

    def _say(self, words: str, *, offer: tuple[str, ...] = ()) -> None:
        self._notice.set_content(notice(words, self._t, offer=offer))

    def _build_panel(self) -> None:
        with ui.element("section").classes("panel"):
            theme.markup(party_sizes(self._office.settings.seats_per_visitor, self._t), on_act=self.find_together)
            self._notice = theme.markup(notice("", self._t), on_act=self.take)
            self._notice.classes("notice").props("role=status aria-live=polite data-testid=notice")
            self._chosen = theme.markup(notice("", self._t))
            self._countdown = Countdown(self._t)
            self._extend = _button(self._t("book.extend"), self.extend, "extend")
            self._cancel = _button(self._t("book.cancel"), self.cancel, "cancel")
            self._name = ui.input(self._t("book.name")).props(
                f"outlined name=customer_name autocomplete=name maxlength={booking.LONGEST_NAME}"
            )
            self._name.on("keydown.enter", self.confirm)
            self._contact = ui.input(self._t("book.contact")).props(
                f"outlined name=contact autocomplete=email maxlength={booking.LONGEST_CONTACT}"
            )
            ui.button(self._t("book.confirm"), on_click=self.confirm).props("no-caps unelevated data-testid=confirm")

    def _chosen_words(self, seats: SeatMap, occupancy: Occupancy) -> Markup:
        settings = self._office.settings
        alone = adjacency.orphans(seats.layout, occupancy.taken.difference(seats.mine), seats.mine)
        limit, minutes = settings.seats_per_visitor, math.ceil(settings.hold_seconds / 60)
        return chosen_seats(seats, self._t, minutes=minutes, limit=limit, alone=alone)

    def _note(self, detail: ShowtimeDetail) -> str:
        if detail.closed:
            return self._t("book.closed")
        began = detail.showtime.starts_at <= self._office.clock()
        return self._t("book.running", time=self._t.hour(detail.showtime.starts_at)) if began else ""


def _button(label: str, on_click: Callable[[], Awaitable[None]], testid: str) -> ui.button:
    return ui.button(label, on_click=on_click).props(f"no-caps flat data-testid={testid}")
