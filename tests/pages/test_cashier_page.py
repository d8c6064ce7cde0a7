"""The cashier page: who has the key of the day takes payments and refunds them; for others it is a 404."""

import time
from datetime import timedelta

import pytest
from nicegui.testing import User

from components.fragment import Fragment
from pages.edge.session import has_ended
from tests.support.page_driver import HERE, NewUser, Sql, click, key, look_at
from tiketa.identity import staff


@pytest.fixture
async def cashier(user: User, visitor: NewUser) -> User:
    """Return a user signed in as cashier by the day's link."""
    cashier = visitor()
    shift_ends_at = int(time.time()) + 3600
    day = key(f"once {shift_ends_at}", timedelta(minutes=15), staff.CASHIER)
    assert "Buka loket" in await look_at(cashier, f"/cashier/sign-in/{day}")
    answer = await cashier.http_client.post("/cashier/sign-in", headers=HERE, follow_redirects=False)
    assert answer.headers["location"] == "/cashier"
    await cashier.open("/cashier")
    return cashier


def look_for(cashier: User, code: str) -> None:
    cashier.find(Fragment).trigger("submit", {"code": code})


async def test_cashier_page_needs_the_key(user: User, code: str) -> None:
    expired, for_a_booking = (
        key("once 0", timedelta(hours=-1), staff.CASHIER),
        key(code, timedelta(days=1)),
    )
    for wrong in ("x", expired, for_a_booking):
        assert (await user.http_client.get(f"/cashier/sign-in/{wrong}")).status_code == 404
    for address in ("/cashier", "/cashier/sign-in", "/cashier/end"):
        assert (await user.http_client.get(address)).status_code == 404


async def test_signed_out_cashier_takes_no_payment(cashier: User, code: str, sql: Sql) -> None:
    look_for(cashier, code)
    await cashier.should_see("Interstellar", retries=20)
    before = dict(cashier.http_client.cookies)
    answer = await cashier.http_client.post("/sign-out?page=x", headers=HERE, follow_redirects=False)
    assert (answer.headers["location"], answer.headers["clear-site-data"]) == ("/bookings", '"storage"')
    assert (await cashier.http_client.get("/cashier")).status_code == 404
    cashier.http_client.cookies.clear()
    cashier.http_client.cookies.update(before)
    assert (await cashier.http_client.get("/cashier")).status_code == 404
    assert cashier.client is not None
    assert has_ended(cashier.client)
    assert sql("SELECT status FROM bookings") == [("reserved",)]


async def test_a_payment_is_taken_once(user: User, cashier: User, code: str) -> None:
    look_for(cashier, "NO-SUCH")
    await cashier.should_see("Pesanan itu tidak ada", retries=20)
    look_for(cashier, f"Kode pesanan: {code.lower()}")
    await cashier.should_see("Interstellar", retries=20)
    click(cashier, "pay")
    await cashier.should_see("lunas", retries=20)
    click(cashier, "pay")
    await cashier.should_see("Tidak ada yang perlu dibayar", retries=20)
    await user.open(f"/ticket/{code}")
    await user.should_see("lunas", retries=20)


async def test_cancelled_payment_is_refunded_once(user: User, cashier: User, code: str, sql: Sql) -> None:
    sql("UPDATE bookings SET status = 'paid', pay_by = NULL")
    await user.open(f"/ticket/{code}")
    click(user, "cancel")
    await user.should_see("Ya, batalkan", retries=20)
    click(user, "yes")
    await user.should_see("Pesanan ini dibatalkan", retries=20)
    look_for(cashier, code)
    await cashier.should_see("dikembalikan", retries=20)
    click(cashier, "refund")
    await cashier.should_see("Kursinya sudah bebas lagi", retries=20)
    click(cashier, "refund")
    await cashier.should_see("Tidak ada yang perlu dikembalikan", retries=20)
    assert sql("SELECT status, owed FROM bookings") == [("cancelled", 0)]


async def test_cashier_sees_the_current_price(cashier: User, code: str, sql: Sql) -> None:
    look_for(cashier, code)
    await cashier.should_see("Interstellar", retries=20)
    sql("UPDATE bookings SET total = 99000")
    sql("UPDATE tickets SET price = 99000 WHERE id = (SELECT min(id) FROM tickets)")
    sql("UPDATE tickets SET price = 0 WHERE id > (SELECT min(id) FROM tickets)")
    click(cashier, "pay")
    await cashier.should_see("sekarang Rp 99.000", retries=20)
    await cashier.should_see("Rp 99.000 diterima", retries=20)
    assert sql("SELECT status FROM bookings") == [("reserved",)]
    click(cashier, "pay")
    await cashier.should_see("lunas", retries=20)


async def test_cashier_asks_for_the_email(cashier: User, code: str, sql: Sql) -> None:
    sql(
        "INSERT INTO outbox (recipient, language, booking_id, sequence, written_at, state, tries, next_try_at)"
        " SELECT contact, 'id', id, 0, booked_at, 'failed', 8, booked_at FROM bookings"
    )
    look_for(cashier, code)
    await cashier.should_see("Kirim email lagi ke", retries=20)
    click(cashier, "send_email")
    await cashier.should_see("belum mengirim email", retries=20)  # this house has no mail server
