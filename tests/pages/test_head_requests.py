"""HEAD answers as GET does, without a body: also where the answer is compressed."""

import pytest
from httpx import Headers
from nicegui import __version__
from nicegui.testing import User

PAGES = ("/", "/movie/7", "/bookings", "/nowhere")
FILES = (
    "/healthz",
    "/robots.txt",
    "/sitemap.xml",
    "/language/en",
    "/posters/7.svg",
    "/assets/css/base.css",
    "/assets/images/favicon.svg",
    "/assets/images/icon-512.png",
    "/assets/nothing.css",
    f"/_nicegui/{__version__}/static/vue.esm-browser.prod.js",  # so long that it is compressed in pieces
)
MADE_ANEW = {"content-security-policy", "content-length"}  # for each page: its nonce, and what is in it
A_FEW_BYTES = 64  # of a compressed page's length hang on its nonce and the names of its elements


async def asked(user: User, path: str, encoding: str) -> tuple[Headers, Headers]:
    """Return the headers with which GET and HEAD are answered, having compared all else."""
    accepted = {"Accept-Encoding": encoding}
    await user.http_client.get("/bookings")  # the first answer of all brings a cookie
    got = await user.http_client.get(path, headers=accepted)
    head = await user.http_client.head(path, headers=accepted)
    assert (head.status_code, head.content) == (got.status_code, b"")
    return got.headers, head.headers


def lasting(headers: Headers) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in MADE_ANEW}


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("path", FILES)
async def test_head_has_a_files_headers(user: User, path: str, encoding: str) -> None:
    got, head = await asked(user, path, encoding)
    assert head == got


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("path", PAGES)
async def test_head_has_a_pages_headers(user: User, path: str, encoding: str) -> None:
    got, head = await asked(user, path, encoding)
    assert head.keys() == got.keys()
    assert lasting(head) == lasting(got)
    assert head.get("content-encoding") == (encoding if encoding == "gzip" else None)
    assert abs(int(head["content-length"]) - int(got["content-length"])) < A_FEW_BYTES


async def test_head_changes_no_posted_route(user: User) -> None:
    assert (await user.http_client.head("/device/secret")).status_code == 404
