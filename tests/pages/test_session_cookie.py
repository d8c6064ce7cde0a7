"""Only our pages, and the redirects that they lead to, set the session cookie."""

import json
from base64 import b64decode
from itertools import product

import pytest
from nicegui.testing import User

FOREIGN: tuple[dict[str, str], ...] = (
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null"},
    {},
)


@pytest.mark.parametrize("path", ["/", "/nowhere", "/ticket/ABCDE-FGHJK", "/language/en"])
async def test_pages_and_redirects_set_it(user: User, path: str) -> None:
    assert "set-cookie" in (await user.http_client.get(path)).headers


async def test_new_ids_have_128_bits(user: User) -> None:
    ids = set()
    for _ in range(3):
        user.http_client.cookies.clear()
        cookie = (await user.http_client.get("/")).headers["set-cookie"].partition("=")[2]
        ids.add(json.loads(b64decode(cookie.partition(".")[0] + "=="))["id"])
    assert len(ids) == 3
    assert all(len(bytes.fromhex(each)) == 16 for each in ids)


async def test_other_responses_do_not_set_it(user: User) -> None:
    for path in ("/healthz", "/robots.txt", "/sitemap.xml", "/favicon.ico", "/assets/manifest.webmanifest",
                 "/assets/nothing.png", "/posters/99.svg"):  # fmt: skip
        assert "set-cookie" not in (await user.http_client.get(path)).headers, path


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
async def test_foreign_forms_do_not_set_it(user: User, method: str) -> None:
    paths = ("/", "/bookings", "/device", "/account", "/sign-out", "/language/en", "/nowhere")
    for path, headers in product(paths, FOREIGN):
        answer = await user.http_client.request(method, path, headers=headers)
        assert "set-cookie" not in answer.headers, (path, headers)


async def test_forms_of_ours_set_it(user: User) -> None:
    answer = await user.http_client.post("/device", headers={"Origin": "http://test"})
    assert "set-cookie" in answer.headers
