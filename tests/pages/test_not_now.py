"""A house that cannot serve at this moment answers 503, in words, and says when to come again."""

import sys

import pytest
from nicegui.testing import User

from tiketa.bookings import lookup
from tiketa.kernel.errors.refusals import Busy, Refusal, Unavailable
from tiketa.programme import movies


@pytest.mark.parametrize("refusal", [Busy, Unavailable])
async def test_house_that_cannot_serve_says_so(
    user: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, refusal: type[Refusal]
) -> None:
    def refuse(_tx: object, _what: object) -> None:
        raise refusal

    monkeypatch.setattr(movies, "movie", refuse)
    monkeypatch.setattr(lookup, "booking", refuse)
    for address in ("/movie/7", "/posters/7.svg", "/ticket/AAAAA-AAAAA"):
        answer = await user.http_client.get(address)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "coba lagi" in answer.text
    caplog.clear()  # or NiceGUI's fixture takes it for a failure


async def test_slow_page_asks_to_wait(
    user: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys.modules["pages.error_pages"], "BUILT_WITHIN", 0.0)
    answer = await user.http_client.get("/movie/7")
    assert answer.status_code == 503
    assert "Loket sedang sangat ramai" in answer.text
    assert "tiketa-wait" in answer.text
    caplog.clear()
