"""How much of a hall, and of the house, one network may hold or leave unpaid: cookies cost nothing, networks do."""

from typing import NamedTuple

from sqlalchemy import bindparam, case, func, update
from sqlmodel import col, select

from tiketa.identity import authorization, customers
from tiketa.kernel.actor import Visitor
from tiketa.kernel.errors.seats import ConfirmFromNetwork, NetworkShareUsed
from tiketa.seating import claims
from tiketa.seating.occupancy import Hall
from tiketa.storage.models.seat_claims import SeatClaim
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.statements import Statement
from tiketa.storage.transaction import Transaction

NO_LIMIT = 10**9  # seats: more than all cinemas have


class Share(NamedTuple):
    """Seats that may be held or unpaid: at all showtimes to come together, and at one."""

    everywhere: int
    here: int

    def has_room_for(self, everywhere: int, here: int) -> bool:
        """Say whether so many are within it."""
        return here <= self.here and everywhere <= self.everywhere


_COUNT = select(
    func.count(),
    func.coalesce(func.sum(case((col(SeatClaim.showtime_id) == bindparam("at_showtime"), 1), else_=0)), 0),
).where(col(SeatClaim.network) == bindparam("of_network"))
_COUNT_WITH_EXPIRED = Statement(_COUNT)  # answered by the index alone, and most often enough
_COUNT_ALIVE = Statement(_COUNT.where(SeatClaim.lives(bindparam("now"))))
_OVER = select(Showtime.id).where(col(Showtime.ends_at) <= bindparam("now"))
_FORGET = Statement(
    update(SeatClaim)
    .where(col(SeatClaim.network).is_not(None), col(SeatClaim.showtime_id).in_(_OVER))
    .values(network=None)
    .returning(col(SeatClaim.id))
)


def network_of(tx: Transaction) -> str | None:
    """Return the visitor's network as claims keep it: digested, because it says where a person is."""
    network = tx.actor.network if isinstance(tx.actor, Visitor) else ""
    return tx.signer.digest("network", network) if network else None


def serialize(tx: Transaction, visitor: str) -> None:
    """Serialize the acts of a visitor, and of their network: else those at once would not see each other's seats."""
    network = network_of(tx)
    tx.serialize_on(visitor, *((network,) if network else ()))


def refuse_beyond(tx: Transaction, found: Hall, network: str | None) -> None:
    """Refuse, once seats are claimed, where they are too many for the network, and so undo the claim.

    With a confirmed mail address more is allowed. Raises `ConfirmFromNetwork` where that would help, or else
    `NetworkShareUsed`.
    """
    if network is None:
        return
    few = _share(tx, found, confirmed=False)
    at_most = tx.run(_COUNT_WITH_EXPIRED, of_network=network, at_showtime=found.showtime_id)
    if few.has_room_for(*at_most[0]):
        return
    [[everywhere, here]] = tx.run(_COUNT_ALIVE, of_network=network, at_showtime=found.showtime_id, now=tx.now)
    if few.has_room_for(everywhere, here):
        return
    if not _share(tx, found, confirmed=True).has_room_for(everywhere, here):
        raise NetworkShareUsed
    if customers.account_id(tx, authorization.require_visitor(tx).id) is None:
        raise ConfirmFromNetwork if tx.settings.sends_mail else NetworkShareUsed


def recount(tx: Transaction, found: Hall, booking_id: int) -> None:
    """Count a booking's seats for the visitor's network, and refuse what is too many, as `refuse_beyond` does.

    Holds that had expired were not counted when others were held, and may be another network's.
    """
    network = network_of(tx)
    claims.count_for(tx, booking_id, network)
    refuse_beyond(tx, found, network)


def of_hall(tx: Transaction, found: Hall, percent: int) -> int:
    """Return so much of the hall's seats, but never less than one visitor may hold; of 0 percent it is all of them."""
    seats = len(found.layout.places)
    return max(seats * percent // 100, tx.settings.seats_per_visitor) if percent else seats


def forget(tx: Transaction) -> int:
    """Forget the networks of seats whose showtime is over, and return how many seats that were."""
    authorization.require_house(tx)
    return len(tx.run(_FORGET, now=tx.now))


def _share(tx: Transaction, found: Hall, *, confirmed: bool) -> Share:
    settings = tx.settings
    percent = settings.hall_percent_confirmed if confirmed else settings.hall_percent_per_network
    everywhere = settings.seats_confirmed_per_network if confirmed else settings.seats_per_network
    return Share(everywhere or NO_LIMIT, of_hall(tx, found, percent))
