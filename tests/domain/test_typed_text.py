"""What people type, paste and scan is found again, in whatever form it comes."""

import pytest

from tests.support.sample_house import CASHIER, USHER, Guest
from tiketa.bookings import check_in, codes
from tiketa.kernel import contacts, signing, typed_text
from tiketa.kernel.errors.bookings import UnknownBooking
from tiketa.payments import cashier

CODE = "ABCDQ-FGHLK"
TOKEN = "T1-101-ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # noqa: S105


def wide(words: str) -> str:
    """Return ASCII in its full-width forms, as a Japanese or Chinese keyboard types it."""
    return words.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


@pytest.mark.parametrize(
    "typed",
    [
        "ABCDQ-FGHLK",
        " abcdq fghlk\n",
        "a b c d q f g h l k",
        "ABCDQFGHLK.",
        wide("ABCDQ-FGHLK"),
        "ABCDQ\u2013FGHLK",
        "AB\u200bCDQ\u00ad-FGHLK\ufeff",
        "Kode pesanan: ABCDQ-FGHLK",
        "KONFIRMASI abcdq fghlk",
        "Booking code ABCDQ - FGHLK",
        "https://queue-seats.example/ticket/ABCDQ-FGHLK?key=WyJBQkNERS1GR0hKSyIsMV0.x-y",
        "<https://cinema.example/ticket/abcdq-fghlk>.",
        "ABCDO-FGHIK",  # read wrong, as no code has O, 0, I or 1
        "abcd0-fgh1k",
        "Kode: ABCD0 FGH1K",
    ],
)
def test_code_is_found_in_words(typed: str) -> None:
    assert codes.normalize(typed) == CODE


@pytest.mark.parametrize(
    "typed", [TOKEN, f" {TOKEN.lower()}\r\n", "T1-1O1-ABCDEFGH1JKLMN0PQRSTUVWXYZ", f"Tiket: {TOKEN[:9]} {TOKEN[9:]}."]
)
def test_token_is_found_in_words(typed: str) -> None:
    assert signing.token_in(typed) == TOKEN


@pytest.mark.parametrize("typed", ["", "T1-1", CODE, "💥", TOKEN[:-1], "T1-" + "1" * 10_000])
def test_other_words_are_no_token(typed: str) -> None:
    assert signing.token_in(typed) == ""


SAME = [
    {"0812-3456-7890", "+62 812 3456 7890", "0062 812 3456 7890", "(0812) 3456\u20137890", "+62 (0)812 3456 7890",
     "62812 34567890", "812 3456 7890", wide("081234567890"), "HP: 0812.3456.7890", "https://wa.me/6281234567890",
     "\u202a+62 812\u00a03456\u00a07890\u202c", "٠٨١٢٣٤٥٦٧٨٩٠"},
    {"+65 9123 4567", "0065 9123 4567"},
    {"+1 (650) 253-0000", "1 650 253 0000", "tel:+1-650-253-0000"},
    {"ana@example.com", " ANA@Example.com. ", "<ana@example.com>", '"Ana" <ana@example.com>',
     "mailto:ana@example.com?subject=x", "ana\u200b\u3164@example.com", wide("ana@example.com"), "“ana@example.com”,"},
    {"ana@例え.jp", "ana@xn--r8jz45g.jp", "ana@例え。jp"},
    {"Budi di  kosan", "budi di kosan"},
]  # fmt: skip


@pytest.mark.parametrize("spellings", SAME)
def test_contact_has_one_key(spellings: set[str]) -> None:
    assert len({contacts.key(spelling) for spelling in spellings}) == 1
    kept = {contacts.contact(spelling) or "" for spelling in spellings if not spelling.startswith("tel:")}
    assert len({contacts.key(spelling) for spelling in kept}) == 1


def test_different_contacts_have_different_keys() -> None:
    assert len({contacts.key(min(spellings)) for spellings in SAME}) == len(SAME)


def test_foreign_domains_are_shown_as_written() -> None:
    kept = contacts.contact("ana@例え.jp")
    assert kept == "ana@xn--r8jz45g.jp"  # mail servers know this form
    assert contacts.shown(kept) == "ana@例え.jp"
    assert [contacts.shown(each) for each in (None, "0812 3456", "xn--", "ana@example.com")] == [
        None, "0812 3456", "xn--", "ana@example.com",
    ]  # fmt: skip


def test_number_without_country_is_same() -> None:
    assert contacts.is_same("9123 4567", "+65 9123 4567")
    assert contacts.is_same("+65 9123 4567", "9123 4567")


@pytest.mark.parametrize(
    ("kept", "said"), [("+65 9123 4567", "3 4567"), ("0812 3456 7890", "3456 7890"), ("ana@example.com", "")]
)
def test_parts_of_contacts_match_nothing(kept: str, said: str) -> None:
    assert not contacts.is_same(kept, said)


@pytest.mark.parametrize("put_after", [".", ")", ">", '"', "”", ").", "%"])
def test_links_survive_mail_programs(put_after: str) -> None:
    assert typed_text.link_key(f"WyJBIiwxXQ.x-y_{put_after}") == "WyJBIiwxXQ.x-y_"


def test_cashier_finds_by_scanned_ticket(ana: Guest) -> None:
    code = ana.buy("C4")
    token = ana.booking(code).tickets[0].token
    desk = ana.office.acting_as(CASHIER)
    assert desk.perform_now(cashier.find, f"{token.lower()}\r").code == code
    with pytest.raises(UnknownBooking):
        desk.perform_now(cashier.find, f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}")


def test_typed_ticket_is_admitted(ana: Guest) -> None:
    code = ana.buy("C4")
    ana.pay(code)
    typed = f" {ana.booking(code).tickets[0].token.lower()} "
    assert ana.office.acting_as(USHER).perform_now(check_in.check_in, typed).seat == "C4"
