"""Texts from visitors are limited in length before they are processed."""

from types import SimpleNamespace

import pytest

from tiketa.bookings import codes
from tiketa.kernel import contacts, typed_text
from tiketa.kernel.errors.identity import InvalidName

MARKS = "\u0315\u0300" * 100_000  # composing takes time that grows with the square of their number


def test_long_names_are_never_composed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(form: str, text: str) -> None:
        raise AssertionError(f"{len(text)} characters were composed to {form}")

    monkeypatch.setattr(typed_text, "unicodedata", SimpleNamespace(normalize=refuse))

    with pytest.raises(InvalidName):
        contacts.customer_name("a" + MARKS)


def test_decomposed_names_keep_all_characters() -> None:
    assert contacts.customer_name("Rene\u0301") == "Ren\u00e9"


def test_codes_are_read_from_the_start() -> None:
    assert codes.normalize("abcde fghjk" + "z" * 10**6) == codes.normalize("ABCDE-FGHJK")
