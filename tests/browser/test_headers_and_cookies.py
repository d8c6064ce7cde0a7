"""Sockets' origins, cookies, and the security headers of responses."""

import re

import httpx
import pytest
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import expect

from tests.support.visitor_driver import NewVisitor
from tools.running_cinema import Cinema

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
FOREIGN = ("https://evil.example", "http://evil.example", "null", "http://127.0.0.1:1", "http://localhost.evil.example")


def handshake_status(cinema: Cinema, transport: str, origin: str) -> int:
    """Return the status with which the socket's endpoint answers a page of this origin."""
    address = f"{cinema.address}/_nicegui_ws/socket.io/"
    headers = {"Origin": origin, **(UPGRADE if transport == "websocket" else {})}
    with httpx.stream("GET", address, params={"EIO": "4", "transport": transport}, headers=headers) as answer:
        return answer.status_code


@pytest.mark.parametrize(("transport", "welcome"), [("websocket", 101), ("polling", 200)])
def test_foreign_origins_get_no_socket(cinema: Cinema, transport: str, welcome: int) -> None:
    assert handshake_status(cinema, transport, cinema.address) == welcome
    assert {origin: handshake_status(cinema, transport, origin) in {400, 403} for origin in FOREIGN} == dict.fromkeys(
        FOREIGN, True
    )


@pytest.mark.parametrize(
    "path", ["/", "/movie/7", "/bookings", "/nowhere", "/language/en", "/robots.txt", "/posters/7.svg", "/healthz",
             "/readyz", "/assets/css/tiketa.css", "/assets/nothing.css"],
)  # fmt: skip
def test_every_response_has_security_headers(cinema: Cinema, path: str) -> None:
    headers = httpx.get(cinema.address + path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_pages_allow_own_scripts_only(cinema: Cinema) -> None:
    for path in ("/", "/movie/7", f"/book/{cinema.showtime(1)}", "/bookings", "/nowhere"):
        rules = dict(
            rule.strip().partition(" ")[::2]
            for rule in httpx.get(cinema.address + path).headers["content-security-policy"].split(";")
        )
        assert rules["default-src"] == rules["connect-src"] == "'self'", path
        assert "'unsafe-inline'" not in rules["script-src"], path
        assert "'nonce-" in rules["script-src"], path
        assert rules["frame-src"] == "https://www.youtube-nocookie.com", path
        assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'", path


def test_session_cookie_is_http_only(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    page = ana.go("/")
    cookies = ana.context.cookies()
    assert cookies
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in cookies)
    assert page.evaluate("document.cookie") == ""


def test_strangers_forward_nothing(cinema: Cinema) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/evil", "X-Forwarded-Host": "evil.example"}
    page = httpx.get(cinema.address, headers={**forwarded, "X-Forwarded-For": "10.1.2.3", "Forwarded": "host=evil"})
    assert "evil" not in page.text
    assert "secure" not in page.headers["set-cookie"].lower()
    assert "strict-transport-security" not in page.headers
    evil = {"Origin": "https://evil.example", **forwarded, **UPGRADE}
    address = f"{cinema.address}/_nicegui_ws/socket.io/"
    with httpx.stream("GET", address, params={"EIO": "4", "transport": "websocket"}, headers=evil) as answer:
        assert answer.status_code == 403
    assert "proxy that TRUSTED_PROXIES does not name" in cinema.log
    assert httpx.get(f"{cinema.address}/readyz", headers=forwarded).json() == {"ready": True}
    assert httpx.get(f"{cinema.address}/metrics", headers=forwarded).status_code == 403


def test_a_forged_cookie_makes_a_new_visitor(cinema: Cinema, visit: NewVisitor) -> None:
    ana = visit(cinema)
    showtime = cinema.new_showtime()
    code = ana.book(showtime, "C4")
    forged: list[SetCookieParam] = [
        {"name": str(cookie["name"]), "value": str(cookie["value"])[::-1], "url": cinema.address}
        for cookie in ana.context.cookies()
    ]
    ana.context.clear_cookies()
    ana.context.add_cookies(forged)
    ana.go("/bookings")
    expect(ana.page.get_by_test_id("booking")).to_have_count(0)
    answer = ana.page.goto(f"/ticket/{code}")
    assert answer
    assert answer.status == 404
    nobodys = ana.page.request.get("/ticket/AAAAA-AAAAA").text()
    alike = (answer.text().replace(code, "AAAAA-AAAAA"), nobodys)
    assert len({re.sub(r'nonce="[^"]*"|client_id.*|[\da-f-]{36}', "", text) for text in alike}) == 1
    ana.go(f"/book/{showtime}")
    ana.pick("C5")
    ana.problems.clear()  # of the status 404
