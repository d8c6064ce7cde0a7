"""The rate limit on page loads from one address."""

import re

import pytest
from nicegui.testing import User

A_FULL_HOUSE = 300  # pages at once from one address
WORDS = {"id": "Pelan-pelan sebentar", "en": "One moment, please"}


@pytest.fixture(autouse=True)
def one_page_a_minute(environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGE_LOADS_PER_MINUTE", "1")


@pytest.mark.parametrize("language", ["id", "en"])
async def test_rate_limit_page_has_language(user: User, language: str) -> None:
    for _ in range(A_FULL_HOUSE - 1):
        answer = await user.http_client.get(f"/language/{language}", follow_redirects=False)
        assert answer.status_code == 303
    assert (await user.http_client.get("/bookings")).status_code == 200
    refused = await user.http_client.get("/bookings")
    assert refused.status_code == 429
    assert WORDS[language] in refused.text
    wait = refused.headers["refresh"]
    assert wait == refused.headers["retry-after"]
    assert f'seconds="{wait}"' in refused.text
    assert "<script" not in refused.text
    for address in re.findall(r'(?:href|src)="(/assets/[^"]+)"', refused.text):
        assert (await user.http_client.get(address)).is_success
    assert "default-src 'none'" in refused.headers["content-security-policy"]
    assert (await user.http_client.get("/healthz")).is_success
