"""Every address of a booking, for every visitor who may ask for it; and the cashier page."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from nicegui.testing import User

from components.fragment import Fragment
from tests.support.page_driver import CONTACT, HERE, NewUser, Sql, click, key, look_at, said_on, send, tap
from tiketa.identity import one_time_links, staff

ADDRESSES = {"": "text/html", ".pdf": "application/pdf", ".ics": "text/calendar"}
Come = Callable[[User, User, str], Awaitable[None]]


async def secret_of_device_link(user: User) -> str:
    await user.open("/bookings")
    click(user, "device")
    await user.should_see("/device/", retries=20)
    [secret] = re.findall(r"/device/([\w-]+)", await said_on(user))
    return str(secret)


async def not_at_all(user: User, budi: User, code: str) -> None:
    pass


async def by_a_link_from_a_mail(user: User, budi: User, code: str) -> None:
    answer = await budi.http_client.get(f"/ticket/{code}?key={key(code, timedelta(days=1))}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/ticket/{code}")


async def by_an_expired_link(user: User, budi: User, code: str) -> None:
    answer = await budi.http_client.get(f"/ticket/{code}?key={key(code, -timedelta(seconds=1))}")
    assert answer.status_code == 404
    assert "Tautan ini sudah tidak berlaku" in answer.text


async def by_a_link_for_another_purpose(user: User, budi: User, code: str) -> None:
    for purpose in (staff.CASHIER, one_time_links.DEVICE):
        await budi.http_client.get(f"/ticket/{code}?key={key(code, timedelta(days=1), purpose)}")


async def by_code_and_contact(user: User, budi: User, code: str) -> None:
    await send_contact(budi, code, CONTACT.upper())


async def by_a_wrong_contact(user: User, budi: User, code: str) -> None:
    await send_contact(budi, code, "budi@example.com")
    await budi.should_see("tidak cocok", retries=20)


async def send_contact(budi: User, code: str, contact: str) -> None:
    await budi.open("/bookings")
    budi.find(Fragment).trigger("submit", {"form": "find", "code": code, "contact": contact})
    await budi.should_see("Kode", retries=20)


async def by_a_link_to_a_device(user: User, budi: User, code: str) -> None:
    secret = await secret_of_device_link(user)
    asked = await look_at(budi, f"/device/{secret}")
    assert "tiket dari perangkat lain" in asked
    assert secret not in asked
    assert code not in (await budi.http_client.get("/bookings")).text  # looking at it changes nothing
    answer = await budi.http_client.post("/device", headers=HERE, follow_redirects=True)
    assert code in answer.text


async def by_a_device_link_that_another_site_sends(user: User, budi: User, code: str) -> None:
    secret = await secret_of_device_link(user)
    await look_at(budi, f"/device/{secret}")
    for origin in ("", "https://evil.example", "null", "http://[", "http://[x]", "//test", "http://test.evil.example"):
        answer = await budi.http_client.post("/device", headers={"origin": origin})
        assert answer.status_code in {303, 200}
    await budi.http_client.post("/device")


async def by_a_device_link_that_was_used(user: User, budi: User, code: str) -> None:
    secret = await secret_of_device_link(user)
    for visitor in (user, budi):
        await look_at(visitor, f"/device/{secret}")
    await user.http_client.post("/device", headers=HERE)
    answer = await budi.http_client.post("/device", headers=HERE, follow_redirects=True)
    assert answer.status_code == 404
    assert "Tautan ini sudah tidak berlaku" in answer.text


WAYS_TO_ACCESS = (by_a_link_from_a_mail, by_code_and_contact, by_a_link_to_a_device)
KEPT_OUT = (
    not_at_all,
    by_an_expired_link,
    by_a_link_for_another_purpose,
    by_a_wrong_contact,
    by_a_device_link_that_another_site_sends,
    by_a_device_link_that_was_used,
)


@pytest.mark.parametrize("come", WAYS_TO_ACCESS)
async def test_owner_gets_every_address(user: User, visitor: NewUser, code: str, come: Come) -> None:
    budi = visitor()
    await come(user, budi, code)
    for client in (user, budi):
        for address, kind in ADDRESSES.items():
            answer = await until_200(client, f"/ticket/{code}{address}")
            assert answer.startswith(kind)


async def until_200(client: User, address: str) -> str:
    for _ in range(50):
        answer = await client.http_client.get(address, follow_redirects=False)
        if answer.status_code == 200:
            return str(answer.headers["content-type"])
        await client.open("/bookings")
    raise AssertionError(f"{address} stays closed")


@pytest.mark.parametrize("come", KEPT_OUT)
async def test_strangers_see_no_booking(user: User, visitor: NewUser, code: str, come: Come) -> None:
    budi = visitor()
    await come(user, budi, code)
    for address in ADDRESSES:
        theirs = await budi.http_client.get(f"/ticket/{code}{address}", follow_redirects=True)
        nobodys = await budi.http_client.get(f"/ticket/AAAAA-AAAAA{address}", follow_redirects=True)
        assert (theirs.status_code, nobodys.status_code) == (404, 404)
        for secret in ("Interstellar", CONTACT, "C4, C5"):
            assert secret not in theirs.text
    assert code not in (await budi.http_client.get("/bookings")).text
    moving = await budi.http_client.get(f"/book/1?move={code}&seats=C4")
    assert moving.status_code == 404


async def test_expired_link_opens_own_booking(user: User, code: str) -> None:
    expired = f"/ticket/{code.lower()}?key={key(code, -timedelta(days=1))}"
    answer = await user.http_client.get(expired, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/ticket/{code}")


async def test_repeated_sign_in_is_answered(user: User, visitor: NewUser, sql: Sql) -> None:
    digest = hashlib.sha256(b"secret").hexdigest()
    sql(
        "INSERT INTO one_time_links (digest, purpose, subject, language, expires_at)"
        " VALUES (?, 'account', 'eve@example.com', 'id', datetime('now', '+10 minutes') || '.000000')",
        digest,
    )
    assert "eve@example.com" in await look_at(user, "/account/secret")
    before = dict(user.http_client.cookies)
    for _ in range(2):
        user.http_client.cookies.clear()
        user.http_client.cookies.update(before)  # as if the answer had been lost on its way
        answer = await user.http_client.post("/account", headers=HERE, follow_redirects=False)
        assert answer.headers["location"] == "/bookings"
    await user.open("/bookings")
    await user.should_see("Masuk sebagai eve@example.com", retries=20)
    budi = visitor()
    assert (await budi.http_client.get("/account/secret")).status_code == 404
    other = await budi.http_client.post("/account", headers=HERE, follow_redirects=False)
    assert other.headers["location"] == "/account"
    assert (await budi.http_client.get("/account")).status_code == 404


async def test_late_confirmation_cancels_nothing(user: User, visitor: NewUser, code: str) -> None:
    second = visitor()
    second.http_client.cookies = user.http_client.cookies
    for tab in (user, second):
        await tab.open(f"/ticket/{code}")
        click(tab, "choose", seat="C5")
        await tab.should_see("Batalkan C4", retries=20)
        click(tab, "cancel")
        await tab.should_see("Ya, batalkan", retries=20)
    click(second, "yes")
    await second.should_see("Kursinya sudah dibatalkan", retries=50)
    for tab in (second, user):
        await tab.should_see("Dibatalkan: C4", retries=100)  # in the history: both tabs show what is left
    click(user, "yes")
    click(second, "cancel")  # C5 is still there to be cancelled
    await second.should_see("Batalkan C5 untuk", retries=20)
    click(second, "yes")
    await second.should_see("Pesanan ini dibatalkan", retries=20)
    await second.should_not_see("sudah dibatalkan atau dilepas")


async def test_cancelled_ticket_leaves_the_calendar(user: User, code: str) -> None:
    await user.open(f"/ticket/{code}")
    click(user, "cancel")
    await user.should_see("Ya, batalkan", retries=20)
    click(user, "yes")
    await user.should_see("Pesanan ini dibatalkan", retries=20)
    paper = await user.http_client.get(f"/ticket/{code}.pdf", follow_redirects=False)
    assert paper.status_code == 303
    unknown = await user.http_client.get("/ticket/100%25.pdf", follow_redirects=False)
    assert unknown.headers["location"] == "/ticket/100%25"
    entry = await user.http_client.get(f"/ticket/{code}.ics")
    assert "METHOD:CANCEL" in entry.text


async def test_nonsense_changes_no_ticket(user: User, code: str) -> None:
    await user.open(f"/ticket/{code}")
    for action in ("seat:C4", "yes", "cancel:x", "\0", None, 7, ["cancel"], "move:/evil"):
        click(user, action)
    for args in ({"seat": "Z9"}, {"seat": 7}, {"seat": ["C4"]}, {}, {"seat": "C4" * 500}):
        click(user, "choose", **args)
    user.find(Fragment).trigger("submit", {"code": ["x"], "contact": {"a": 1}})
    await user.should_see("C4, C5", retries=20)


async def test_changed_price_is_shown_first(user: User, showtime: int, sql: Sql) -> None:
    await user.open(f"/book/{showtime}")
    tap(user, "C4")
    await user.should_see("C4 mine", retries=20)
    for kind in ("REGULAR", "SOFA", "WHEELCHAIR", "COMPANION"):
        for weekday in range(7):
            sql("INSERT INTO prices VALUES (?, ?, 0, 1440, 99000)", kind, weekday)
    send(user, "Ana")
    await user.should_see("Jumlahnya berubah", retries=20)
    assert sql("SELECT code FROM bookings") == []
    send(user, "Ana")
    await user.should_see("Sampai jumpa di depan layar", retries=20)
    assert sql("SELECT total FROM bookings") == [(99_000,)]
