"""Only our pages, and the redirects that they lead to, set the session cookie."""

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
