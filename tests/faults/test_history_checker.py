"""The checker of histories says yes to what can be, and no to what cannot."""

from dataclasses import replace

import pytest

from tests.support.history import Answer, Operation, Seat, What, codes_of_two_bookings, illegal_seats

ANA, BUDI = "ana", "budi"


def hold(client: str, at: float, answer: Answer = Answer.OK, until: float | None = None) -> Operation:
    return answered(Operation(client, What.HOLD, "C4", at, answer), until)


def release(client: str, at: float) -> Operation:
    return answered(Operation(client, What.RELEASE, "C4", at, Answer.OK), None)


def book(client: str, at: float, answer: Answer = Answer.OK, code: str = "") -> Operation:
    return answered(Operation(client, What.BOOK, "C4", at, answer, code=code), None)


def answered(operation: Operation, at: float | None) -> Operation:
    """Return the operation as it was answered, after one second where nothing else is said."""
    if operation.answer is Answer.UNKNOWN:
        return operation
    return replace(operation, answered_at=operation.asked_at + 1 if at is None else at)


def sold_to(client: str, code: str = "K1") -> dict[str, Seat]:
    return {"C4": Seat(client, code, is_sold=True)}


LEGAL = {
    "one holds and books": ([hold(ANA, 0), book(ANA, 2, code="K1")], sold_to(ANA)),
    "the second is refused": ([hold(ANA, 0), hold(BUDI, 2, Answer.NO), book(ANA, 4, code="K1")], sold_to(ANA)),
    "both ask at once": ([hold(ANA, 0, Answer.NO, until=5), hold(BUDI, 1, until=4)], {}),
    "given back and taken": ([hold(ANA, 0), release(ANA, 2), hold(BUDI, 4)], {}),
    "a lost hold took effect": ([hold(ANA, 0, Answer.UNKNOWN), hold(BUDI, 5, Answer.NO)], {}),
    "a lost hold took none": ([hold(ANA, 0, Answer.UNKNOWN), hold(BUDI, 5)], {}),
    "a lost booking was made": ([hold(ANA, 0), book(ANA, 2, Answer.UNKNOWN)], sold_to(ANA)),
    "a lost booking was not": ([hold(ANA, 0), book(ANA, 2, Answer.UNKNOWN)], {}),
    "a retry has the same code": (
        [hold(ANA, 0), book(ANA, 2, Answer.UNKNOWN), book(ANA, 9, code="K1")], sold_to(ANA),
    ),
}  # fmt: skip
ILLEGAL = {
    "two hold one seat": ([hold(ANA, 0), hold(BUDI, 2)], {}),
    "a free seat is refused": ([hold(BUDI, 2, Answer.NO)], {}),
    "sold twice": ([hold(ANA, 0), book(ANA, 2, code="K1"), hold(BUDI, 4), book(BUDI, 6, code="K2")], sold_to(BUDI)),
    "a told booking is lost": ([hold(ANA, 0), book(ANA, 2, code="K1")], {}),
    "sold to another": ([hold(ANA, 0), book(ANA, 2, code="K1")], sold_to(BUDI)),
    "sold by another booking": ([hold(ANA, 0), book(ANA, 2, code="K1")], sold_to(ANA, "K2")),
    "sold and never asked for": ([], sold_to(ANA)),
    "booked without a hold": ([book(ANA, 2, code="K1")], sold_to(ANA)),
    "a retry has another code": ([hold(ANA, 0), book(ANA, 2, code="K1"), book(ANA, 9, code="K2")], sold_to(ANA)),
    "a lost hold is asked later": ([hold(BUDI, 0, Answer.NO), hold(ANA, 5, Answer.UNKNOWN)], {}),
}


@pytest.mark.parametrize("name", LEGAL)
def test_possible_history_is_legal(name: str) -> None:
    operations, sold = LEGAL[name]
    assert illegal_seats(operations, sold) == []


@pytest.mark.parametrize("name", ILLEGAL)
def test_impossible_history_is_found(name: str) -> None:
    operations, sold = ILLEGAL[name]
    assert illegal_seats(operations, sold) == ["C4"]


def test_code_of_two_bookings_is_found() -> None:
    other = Operation(BUDI, What.BOOK, "D4", 4, Answer.OK, 5, "K1")
    assert codes_of_two_bookings([book(ANA, 2, code="K1"), book(ANA, 5, code="K1")]) == []
    assert codes_of_two_bookings([book(ANA, 2, code="K1"), other]) == ["K1"]
