"""Moving a booking on its pages: showtimes with room, the new cost, and no second payment."""

from nicegui.testing import User

from components.fragment import Fragment
from tests.support.page_driver import NewUser, Sql, click, said_on, send, tap

PAY = "Bayar di loket"


async def test_full_showtimes_are_no_links(user: User, code: str, sql: Sql) -> None:
    rows = sql("SELECT id FROM showtimes WHERE studio_number = 7 ORDER BY starts_at DESC LIMIT 2 OFFSET 1")
    full, roomy = (int(str(row[0])) for row in rows)
    sql(
        "INSERT INTO seat_claims (showtime_id, seat, visitor, held_from, expires_at)"
        " SELECT ?, printf('X%d', value), 'crowd', '2000-01-01 00:00:00.000000', '2100-01-01 00:00:00.000000'"
        " FROM json_each(?)",
        full,
        str(list(range(209))),
    )
    await user.open(f"/ticket/{code}")
    page = str(next(iter(user.find(Fragment).elements))._content)  # noqa: SLF001
    assert f'href="/book/{roomy}?move={code}"' in page
    assert f'href="/book/{full}?' not in page
    assert "210 kursi" in page
    assert "1 kursi" in page


async def test_move_shows_count_and_cost(user: User, code: str, showtime: int, sql: Sql) -> None:
    await user.open(f"/book/{showtime}?move={code}")
    assert PAY in await said_on(user)
    tap(user, "D4")
    await user.should_see("Pilih 2 kursi", retries=20)
    tap(user, "D5")
    await user.should_see("Totalnya tetap", retries=20)
    sql("UPDATE tickets SET price = 1000")
    sql("UPDATE bookings SET total = 2000")
    await user.open(f"/book/{showtime}?move={code}")
    await user.should_see("Total barunya", retries=20)


async def test_move_follows_its_booking(user: User, visitor: NewUser, code: str, showtime: int) -> None:
    second = visitor()
    second.http_client.cookies = user.http_client.cookies
    await user.open(f"/book/{showtime}?move={code}")
    await user.should_see("Pilih 2 yang baru")
    await second.open(f"/ticket/{code}")
    click(second, "choose", seat="C5")
    await second.should_see("Batalkan C4", retries=20)
    for act, shown in (("cancel", "Ya, batalkan"), ("yes", "Kursinya sudah dibatalkan")):
        click(second, act)
        await second.should_see(shown, retries=20)
    await user.should_see("Pilih 1 yang baru", retries=40)
    tap(user, "D4")
    await user.should_see("Totalnya tetap", retries=20)
    send(user, "")
    await user.should_see("Kode pemesanan", retries=20)
    await user.should_see("D4", retries=20)


async def test_unmovable_booking_is_shown_instead(user: User, code: str, showtime: int, sql: Sql) -> None:
    [[other_film]] = sql("SELECT max(id) FROM showtimes WHERE studio_number = 8")
    answer = await user.http_client.get(f"/book/{other_film}?move={code}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/ticket/{code}")
    sql("UPDATE bookings SET status = 'cancelled', pay_by = NULL")
    answer = await user.http_client.get(f"/book/{showtime}?move={code}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/ticket/{code}")


async def test_paid_move_asks_no_payment(user: User, code: str, showtime: int, sql: Sql) -> None:
    sql("UPDATE bookings SET status = 'paid', pay_by = NULL")
    await user.open(f"/book/{showtime}?move={code}")
    said = await said_on(user)
    assert "sudah lunas" in said
    assert PAY not in said


async def test_success_and_refusal_look_different(user: User, showtime: int) -> None:
    await user.open(f"/book/{showtime}")
    tap(user, "C4")
    await user.should_see("C4 mine", retries=20)
    click(user, "extend")
    await user.should_see("Perpanjangan dibuka", retries=20)
    [page] = user.find(Fragment).elements
    assert "done" not in page._changed["notice"]  # noqa: SLF001
    click(user, "cancel")
    await user.should_see("Kursi dilepas", retries=20)
    assert 'class="done"' in page._changed["notice"]  # noqa: SLF001
