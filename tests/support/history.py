"""What concurrent clients asked of a house and were told, and whether one order of events explains it.

In the manner of Jepsen and Knossos: each seat is a register with the states free, held by a visitor, and sold. A
history is legal where its operations can be put into one order that obeys the states and real time: an operation takes
effect between being asked and being answered. One without an answer (the process was killed, the connection cut) has
taken effect at any time since it was asked, or never. Holds must not expire while a history is recorded.

The search is that of Wing and Gong with the memory of Lowe: seats are checked one by one, which is enough because each
operation here is of one seat (Herlihy and Wing: a history is legal where that of each of its objects is).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import NamedTuple


class What(StrEnum):
    """What is asked."""

    HOLD = "hold"
    RELEASE = "release"
    BOOK = "book"


class Answer(StrEnum):
    """What was answered; a `NO` is a refusal because of the seat, which says something of its state."""

    OK = "ok"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a client asked about one seat; times are seconds of one monotonic clock."""

    client: str
    what: What
    seat: str
    asked_at: float
    answer: Answer = Answer.UNKNOWN
    answered_at: float = inf
    code: str = ""  # of the booking, where one was made


class Seat(NamedTuple):
    """A seat's state: free, held by a client, or sold to one by the booking with this code."""

    client: str = ""
    code: str = ""
    is_sold: bool = False


FREE = Seat()


def illegal_seats(history: Iterable[Operation], sold: Mapping[str, Seat]) -> list[str]:
    """Return the seats whose operations no order explains; `sold` are the seats that are sold in the end."""
    by_seat: defaultdict[str, list[Operation]] = defaultdict(list)
    for operation in history:
        by_seat[operation.seat].append(operation)
    return [seat for seat in by_seat.keys() | sold.keys() if not _is_legal(by_seat[seat], sold.get(seat))]


def codes_of_two_bookings(history: Iterable[Operation]) -> list[str]:
    """Return the codes that were told for more than one seat or client: each booking here is of one seat."""
    seen = {(each.code, each.seat, each.client) for each in history if each.answer is Answer.OK and each.code}
    return [code for code, times in Counter(code for code, _, _ in seen).items() if times > 1]


def _is_legal(operations: Sequence[Operation], sold: Seat | None) -> bool:
    """Search depth first for an order that ends in what was found; tries operations done with a state only once."""
    tried: set[tuple[frozenset[int], Seat]] = set()
    waiting = [(frozenset[int](), FREE)]
    while waiting:
        point = waiting.pop()
        if point in tried:
            continue
        tried.add(point)
        done, state = point
        left = [number for number in range(len(operations)) if number not in done]
        if all(operations[number].answer is Answer.UNKNOWN for number in left) and _fits(state, sold):
            return True
        for number in _next(operations, left):
            waiting += [(done | {number}, after) for after in _after(state, operations[number])]
    return False


def _fits(state: Seat, sold: Seat | None) -> bool:
    """Say whether the last state is what the database has; a booking whose answer was lost has a code nobody knew."""
    if sold is None or not state.is_sold:
        return sold is None and not state.is_sold
    return state.client == sold.client and state.code in {"", sold.code}


def _next(operations: Sequence[Operation], left: Collection[int]) -> Iterator[int]:
    """Yield what can come next: nothing that was asked after another of them had been answered."""
    first_answer = min((operations[number].answered_at for number in left), default=inf)
    yield from (number for number in left if operations[number].asked_at <= first_answer)


def _after(state: Seat, operation: Operation) -> list[Seat]:
    """Return the state after the operation where its answer is right, and nothing where it is wrong."""
    after = _if_done(state, operation)
    match operation.answer:
        case Answer.OK:
            return [after] if after is not None else []
        case Answer.NO:
            return [state] if after is None else []
        case _:
            return [after] if after is not None else [state]


def _if_done(state: Seat, operation: Operation) -> Seat | None:
    """Return the state after the operation is done, or None where it must be refused."""
    client = operation.client
    match operation.what:
        case What.HOLD:
            return Seat(client) if state in {FREE, Seat(client)} else None
        case What.RELEASE:
            return FREE if state == Seat(client) else state
        case _ if state == Seat(client):
            return Seat(client, operation.code, is_sold=True)
        case _ if state.is_sold and state.client == client and _agree(state.code, operation.code):
            return Seat(client, state.code or operation.code, is_sold=True)  # asked once more: the same booking
        case _:
            return None


def _agree(known: str, other: str) -> bool:
    return known == other or "" in {known, other}
