"""News as it goes from one process to the others."""

import pytest

from tiketa.kernel.events import BookingChanged, Event, NewsLost, ProgrammeChanged, SeatsChanged
from tiketa.storage import news

ALL_KINDS: list[Event] = [SeatsChanged(7), BookingChanged("ABCDE-FGHJK"), ProgrammeChanged(), NewsLost()]


def test_news_is_read_as_written() -> None:
    [message] = news.encode("me", ALL_KINDS)
    assert message == '["me",["seats",7],["booking","ABCDE-FGHJK"],["programme"],["lost"]]'
    assert news.decode(message) == ("me", tuple(ALL_KINDS))


def test_much_news_is_several_messages() -> None:
    much = [SeatsChanged(1_000_000 + number) for number in range(2000)]
    messages = list(news.encode("me", much))
    assert len(messages) > 1
    assert all(len(message.encode()) <= news.LONGEST for message in messages)
    assert [event for message in messages for event in news.decode(message).news] == much


def test_too_long_an_event_rereads_everything() -> None:
    [message] = news.encode("me", [BookingChanged("é" * news.LONGEST), SeatsChanged(7)])
    assert news.decode(message).news == (NewsLost(), SeatsChanged(7))


@pytest.mark.parametrize("text", ["", "[]", "7", '["me",["moved",7]]', '["me",7]', '["me",["seats"]]'])
def test_unreadable_news_rereads_everything(text: str) -> None:
    assert news.decode(text).news == (NewsLost(),)
