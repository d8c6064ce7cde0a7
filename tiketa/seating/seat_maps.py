"""Reading a showtime's seat map."""

from tiketa.halls.occupancy import Occupancy
from tiketa.halls.seat_map import SeatMap
from tiketa.identity import authorization
from tiketa.pricing import price_store, price_table
from tiketa.programme.read_models import ShowtimeDetail, ShowtimeView
from tiketa.seating import occupancy
from tiketa.storage.transaction import Transaction, reading


@reading
def showtime(tx: Transaction, showtime_id: int) -> tuple[ShowtimeDetail, Occupancy]:
    """Return the showtime's details for the head of the page, and who has which seat; raises `UnknownShowtime`."""
    found = occupancy.hall(tx, showtime_id)
    seats = occupancy.occupancy_of(tx, found)
    cost = price_store.at(tx, found.starts_at)
    price_from = price_table.lowest(cost, seats.layout.seat_kinds)
    taken, capacity = len(seats.taken), len(seats.layout.seats)
    view = ShowtimeView(showtime_id, found.starts_at, found.ends_at, taken, capacity, price_from)
    detail = ShowtimeDetail(
        view, found.movie_id, found.title, found.studio_number, found.studio_name, seats.closed, cost
    )
    return detail, seats


@reading
def seat_map(tx: Transaction, showtime_id: int) -> SeatMap:
    """Return the hall as this visitor sees it; raises `UnknownShowtime`."""
    visitor = authorization.require_visitor(tx).id
    return occupancy.occupancy(tx, showtime_id).seen_by(visitor)
