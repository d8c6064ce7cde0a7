"""With PUBLIC_URL the house is reached there and nowhere else, by https as it says."""

import httpx
import pytest
from nicegui import core
from nicegui.testing import User

HOUSE = "https://cinema.example"


@pytest.fixture(autouse=True)
def public_url(environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", HOUSE)


@pytest.fixture
def proxied(user: User) -> httpx.AsyncClient:
    """Return a client behind a proxy that ends TLS, and does not say so."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(core.app), base_url="http://cinema.example")


@pytest.mark.parametrize("host", ["evil.example", "cinema.example:81", "cinema.example.evil.example", "127.0.0.1"])
async def test_other_hosts_lead_there(proxied: httpx.AsyncClient, host: str) -> None:
    other = {"Host": host}
    led = await proxied.get("/movie/7?a=%2F%20b", headers=other)
    assert (led.status_code, led.headers["location"]) == (308, f"{HOUSE}/movie/7?a=%2F%20b")
    assert (await proxied.get("http://cinema.example//evil.example", headers=other)).headers[
        "location"
    ] == f"{HOUSE}/evil.example"
    assert (await proxied.post("/account", headers=other)).status_code == 421
    assert (await proxied.get("/healthz", headers=other)).status_code == 200


@pytest.mark.parametrize("host", ["", "a b", 'a"b', "evil.example/x", "a@b", "x" * 300])
async def test_impossible_hosts_are_refused(proxied: httpx.AsyncClient, host: str) -> None:
    assert (await proxied.get("/healthz", headers={"Host": host})).status_code == 400


async def test_cookie_is_bound_to_its_host(proxied: httpx.AsyncClient) -> None:
    page = await proxied.get("/")
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    cookie, *marks = page.headers["set-cookie"].split("; ")
    assert cookie.startswith("__Host-tiketa=")
    assert {"path=/", "secure", "httponly", "samesite=lax"} <= set(marks)
    assert "set-cookie" not in (await proxied.get("/", headers={"Cookie": cookie})).headers
    planted = cookie.removeprefix("__Host-")
    again = (await proxied.get("/", headers={"Cookie": planted})).headers["set-cookie"]
    assert again.partition(";")[0] not in {cookie, planted}


async def test_crawlers_find_the_public_address(proxied: httpx.AsyncClient) -> None:
    assert f"Sitemap: {HOUSE}/sitemap.xml" in (await proxied.get("/robots.txt")).text
    assert (await proxied.get("/sitemap.xml")).text.count(f"<loc>{HOUSE}/movie/") == 21


async def test_own_forms_are_known(proxied: httpx.AsyncClient) -> None:
    for origin, known in ((HOUSE, True), ("https://evil.example", False), ("https://cinema.example:81", False)):
        answer = await proxied.post("/sign-out", headers={"Origin": origin})
        assert ("set-cookie" in answer.headers) is known
