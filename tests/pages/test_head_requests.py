"""HEAD answers as GET does, without a body."""

import pytest
from nicegui.testing import User

PATHS = ("/", "/movie/7", "/bookings", "/healthz", "/robots.txt", "/assets/images/favicon.svg", "/nowhere")


@pytest.mark.parametrize("path", PATHS)
async def test_head_answers_like_get(user: User, path: str) -> None:
    got = await user.http_client.get(path)
    asked = await user.http_client.head(path)
    assert (asked.status_code, asked.headers["content-type"]) == (got.status_code, got.headers["content-type"])
    assert int(asked.headers["content-length"]) > 0
    assert asked.content == b""


async def test_head_changes_no_posted_route(user: User) -> None:
    assert (await user.http_client.head("/device/secret")).status_code == 404
