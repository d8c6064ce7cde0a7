"""What each address shows, to whom, with which status and in which language."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from nicegui import core, ui
from nicegui.testing import User

from components.fragment import Fragment
from components.movies.gallery import GalleryView
from components.seats.seat_map import SeatMapView
from pages.edge.request_context import language_of
from tests.support.page_driver import NewUser, Sql, click
from tiketa.bookings import lookup
from tiketa.programme import movies

NOWHERE = [
    "/nowhere",
    "/movie/0",
    "/movie/999999",
    "/movie/x",
    "/movie/7x",
    "/book/99999999999999999999",
    "/seat/T1-1-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "/ticket/NO-SUCH",
]
NOTHING_HERE = {"id": "Halaman tidak ketemu", "en": "Nothing here"}
LOCKED = {"id": "Tiket tidak terbuka di sini", "en": "This ticket does not open here"}  # whether there is one or not


async def book(user: User, showtime: int, *seats: str) -> str:
    """Book seats and return the code."""
    await user.open(f"/book/{showtime}")
    for seat in seats:
        user.find(SeatMapView).trigger("pick", {"seat": seat, "wanted": True})
        await user.should_see(f"{seat} mine", retries=20)
    user.find(Fragment).trigger("submit", {"customer_name": "Ana"})
    await user.should_see("Sampai jumpa", retries=20)
    return user.back_history[-1].removeprefix("/ticket/")


async def test_the_gallery_shows_every_studio_in_order(user: User) -> None:
    await user.open("/")
    await user.should_see("Studio 7 Interstellar")


@pytest.mark.parametrize("address", ["/", "/movie/7", "/book/1"])
@pytest.mark.parametrize("language", ["id", "en"])
async def test_elements_are_ascii(user: User, address: str, language: str) -> None:
    page = (await user.http_client.get(address, headers={"Accept-Language": language})).text
    [elements] = re.findall(r"parseElements\(String\.raw`(.*?)`\)", page, re.DOTALL)
    assert elements.isascii()


async def test_address_narrows_the_gallery(user: User) -> None:
    await user.open("/?genre=Romance&q=la%20la")
    assert wanted(user) == ("Romance", "la la")
    await user.open("/?genre=%3Cscript%3E&q=" + "x" * 5000)
    assert wanted(user) == ("", "x" * 80)


def wanted(user: User) -> tuple[object, ...]:
    [gallery] = user.find(GalleryView).elements
    return gallery.props["genre"], gallery.props["search"]


async def test_gallery_updates_seats_left_live(user: User, visitor: NewUser, sql: Sql) -> None:
    now = datetime.now(UTC)  # noqa: TID251  the app's own clock is the machine's
    [[showtime]] = sql(
        "SELECT id FROM showtimes WHERE studio_number = 7 AND starts_at > ? ORDER BY starts_at LIMIT 1",
        (now + timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M:%S.%f"),
    )
    assert isinstance(showtime, int)
    await user.open("/")
    await user.should_see(" 210 ", retries=20)
    await book(visitor(), showtime, "C4", "C5")
    await user.should_see(" 208 ", retries=50)


async def test_film_updates_seats_left_live(user: User, visitor: NewUser, sql: Sql) -> None:
    page = (await user.http_client.get("/movie/7")).text
    showtime = int(re.findall(r'data-showtime="(\d+)"', page)[0])
    await user.open("/movie/7")
    await book(visitor(), showtime, "C4", "C5")
    await user.should_see("208 kursi", retries=50)


async def test_card_opens_the_movie_dialog(user: User) -> None:
    await user.open("/")
    user.find(GalleryView).trigger("open", "7")
    await user.should_see("Christopher Nolan", retries=20)
    await user.should_see("7 November 2014")
    for nonsense in ("0", "x", "", None, {"id": 7}):
        user.find(GalleryView).trigger("open", nonsense)
    await user.should_see("Studio 7 Interstellar")


async def test_a_page_keeps_one_dialog(user: User) -> None:
    await user.open("/")
    for movie_id, director in (("7", "Christopher Nolan"), ("9", "Denis Villeneuve"), ("7", "Christopher Nolan")):
        user.find(GalleryView).trigger("open", movie_id)
        await user.should_see(director, retries=20)
    assert len(user.find(ui.dialog).elements) == 1


@pytest.mark.parametrize("language", ["id", "en"])
async def test_movie_page_has_three_days(user: User, language: str) -> None:
    await user.http_client.get(f"/language/{language}")
    page = (await user.http_client.get("/movie/19")).text
    facts = {
        "id": ("19 Desember 2001", "178 menit", "Selandia Baru", "Fantasi", "selesai"),
        "en": ("19 December 2001", "178 minutes", "New Zealand", "Fantasy", "ends"),
    }
    for fact in ("Peter Jackson", "WIB", *facts[language]):
        assert fact in page
    assert len(set(re.findall(r'<time datetime="([\d-]+)"', page))) in {2, 3}  # late at night today's are over
    [(start, end), *_] = re.findall(r"<strong>(\d\d[.:]\d\d) <small>WIB</small></strong><span>\w+ (\d\d[.:]\d\d)", page)
    assert minutes(end) - minutes(start) in {178, 178 - 24 * 60}
    assert f'<html lang="{language}"' in page


def minutes(hour: str) -> int:
    return int(hour[:2]) * 60 + int(hour[3:])


async def test_closing_dialog_removes_trailer(user: User) -> None:
    await user.open("/movie/3")
    await user.should_not_see(marker="trailer-frame")
    click(user, "trailer")
    await user.should_see(marker="trailer-frame", retries=20)
    [frame] = user.find(marker="trailer-frame").elements
    assert frame.props["src"] == "https://www.youtube-nocookie.com/embed/nA8KmHC2Z-g?autoplay=1"
    user.find(ui.dialog).trigger("hide")
    await user.should_not_see(marker="trailer-frame")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("address", NOWHERE)
async def test_unknown_address_shows_404_page(user: User, address: str, language: str) -> None:
    await user.http_client.get(f"/language/{language}")
    answer = await user.http_client.get(address)
    assert answer.status_code == 404
    assert (LOCKED if address.startswith("/ticket/") else NOTHING_HERE)[language] in answer.text


async def test_ticket_opens_for_its_visitor(user: User, visitor: NewUser, showtime: int) -> None:
    code = await book(user, showtime, "C4", "C5")
    mine = await user.http_client.get(f"/ticket/{code}")
    assert mine.status_code == 200
    for words in (code, "Interstellar", "C4, C5", "WIB", "Ana"):
        assert words in mine.text
    stranger = await visitor().http_client.get(f"/ticket/{code}")
    assert stranger.status_code == 404
    assert "Interstellar" not in stranger.text


async def test_bookings_list_coming_and_past(user: User, visitor: NewUser, showtime: int, sql: Sql) -> None:
    coming = await book(user, showtime, "C4")
    [[other]] = sql("SELECT id FROM showtimes WHERE studio_number = 8 ORDER BY starts_at DESC LIMIT 1")
    assert isinstance(other, int)
    past = await book(user, other, "D4")
    sql(
        "UPDATE showtimes SET starts_at = '2001-01-01 00:00:00.000000', ends_at = '2001-01-01 03:00:00.000000'"
        " WHERE id = ?",
        other,
    )
    page = (await user.http_client.get("/bookings")).text
    assert page.index("Yang akan datang") < page.index(coming) < page.index("Sudah lewat") < page.index(past)
    nobodys = (await visitor().http_client.get("/bookings")).text
    assert coming not in nobodys
    assert "Belum ada tiket" in nobodys


@pytest.mark.parametrize("next_page", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", ""])
async def test_language_switch_stays_on_site(user: User, next_page: str) -> None:
    answer = await user.http_client.get("/language/en", params={"next": next_page}, follow_redirects=False)
    assert answer.headers["location"] == "/"


async def test_language_switch_returns_to_page(user: User) -> None:
    answer = await user.http_client.get("/language/en", params={"next": "/?q=a&genre=Drama"}, follow_redirects=False)
    assert answer.headers["location"] == "/?q=a&genre=Drama"
    await user.http_client.get("/language/xx")
    assert '<html lang="en"' in (await user.http_client.get("/")).text


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("in-ID, en;q=0.9", "id"),
        ("fr, id ; q=0.7 , en ; q = 0.8", "en"),
        ("en;q=0, fr", "id"),
        ("en;q=nonsense, id;q=0.5", "en"),
        ("," * 10_000, "id"),
    ],
)
def test_browsers_language_is_read(asked: str, language: str) -> None:
    assert language_of({"type": "http", "headers": [(b"accept-language", asked.encode())]}) == language


@pytest.mark.parametrize("cookie", ["", "forged", "e30=.aaaa.bbbb", "eyJpZCI6ICJhbmEifQ==.forged.signature", "ñ"])
async def test_a_forged_cookie_makes_a_new_visitor(user: User, showtime: int, cookie: str) -> None:
    code = await book(user, showtime, "C4")
    user.http_client.cookies.clear()
    headers = [(b"cookie", f"tiketa={cookie}".encode())]
    assert (await user.http_client.get("/", headers=headers)).status_code == 200
    assert (await user.http_client.get(f"/ticket/{code}", headers=headers)).status_code == 404


async def test_health_routes_report_state(user: User) -> None:
    assert (await user.http_client.get("/healthz")).json() == {"status": "ok"}
    for _ in range(100):
        answer = await user.http_client.get("/readyz")
        if answer.is_success:
            break
        await asyncio.sleep(0.05)
    status = answer.json()
    assert (status["ready"], status["database"], status["scheduler"]) == (True, True, True)
    assert (status["leads"], status["seconds_since_heard"]) == (True, None)  # the only process
    assert status["jobs"]["programme"]["did"].startswith("archived ")
    assert status["jobs"]["sweep"]["succeeded_at"]


async def test_broken_page_shows_no_secrets(
    user: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(_tx: object, _movie: int) -> None:
        raise RuntimeError("the password is 1234")

    monkeypatch.setattr(movies, "movie", stumble)
    answer = await user.http_client.get("/movie/7")
    assert answer.status_code == 500
    assert "ruang proyektor" in answer.text
    assert "1234" not in answer.text
    assert "the password is 1234" in caplog.text
    caplog.clear()  # or NiceGUI's fixture takes it for a failure


async def test_broken_download_shows_a_page(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(_tx: object, _code: str) -> None:
        raise RuntimeError("the password is 1234")

    monkeypatch.setattr(lookup, "booking", stumble)
    outside = httpx.ASGITransport(core.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=outside, base_url="http://test") as browser:
        answer = await browser.get("/ticket/AAAAA-AAAAA.pdf")
    assert answer.status_code == 500
    assert "ruang proyektor" in answer.text
    assert "1234" not in answer.text
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("language", ["id", "en"])
async def test_pages_have_their_own_nonce(user: User, language: str) -> None:
    await user.http_client.get(f"/language/{language}")
    answers = [await user.http_client.get("/") for _ in range(2)]
    nonces = [re.findall(r"'nonce-([\w-]+)'", answer.headers["content-security-policy"]) for answer in answers]
    assert nonces[0] != nonces[1]
    for [nonce], answer in zip(nonces, answers, strict=True):
        scripts = re.findall("<script[^>]*>", answer.text)
        assert scripts
        assert [script for script in scripts if f'nonce="{nonce}"' not in script] == []


async def test_injected_script_gets_no_nonce(user: User) -> None:
    injected = "<script>alert(1)</script>"

    @ui.page("/injected")
    def page() -> None:
        ui.add_body_html(injected)
        ui.add_head_html(injected)

    answer = await user.http_client.get("/injected")
    assert answer.text.count(injected) == 2
    assert "'nonce-" in answer.headers["content-security-policy"]


async def test_undrawn_film_gets_a_poster(user: User) -> None:
    answer = await user.http_client.get("/posters/7.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.text.startswith("<svg")
    assert 'aria-label="Interstellar"' in answer.text
    assert (await user.http_client.get("/posters/999.svg")).status_code == 404
