"""What seats cost."""

from collections.abc import Mapping, Sequence

from tiketa.halls.layout import Layout
from tiketa.kernel.errors.payments import PriceChanged
from tiketa.pricing import price_store
from tiketa.storage.models.showtimes import Showtime
from tiketa.storage.transaction import Transaction


def prices_of(tx: Transaction, showtime: Showtime, layout: Layout, seats: Sequence[str]) -> Mapping[str, int]:
    """Return what each of these seats costs at the showtime, in rupiah."""
    here = price_store.at(tx, showtime.starts_at)
    return {seat: here[layout.kinds[seat]] for seat in seats}


def refuse_other_price(total: int, shown: int | None) -> None:
    """Raise `PriceChanged` where the visitor was shown another price."""
    if shown is not None and shown != total:
        raise PriceChanged(total=total)
