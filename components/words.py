"""Words, dates and hours in the visitor's language and the venue's time."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

LOCALES = Path(__file__).parent.parent / "assets" / "locales"
LANGUAGES = ("id", "en")
FIRST_LANGUAGE = LANGUAGES[0]


@dataclass(frozen=True, slots=True)
class Words:
    """One language and one zone; call it with a key to get the sentence, gaps filled."""

    language: str
    zone: ZoneInfo

    def __call__(self, key: str, **gaps: object) -> str:
        """Return the sentence; raises `KeyError` for a key that no locale has."""
        sentence = sentences(self.language)[key]
        return sentence.format(**gaps) if gaps else sentence

    def genre(self, name: str) -> str:
        """Return a genre's name; one without a translation is returned as it is stored."""
        return sentences(self.language).get(f"genre.{name}", name)

    def country(self, name: str) -> str:
        """Return a country's name; one without a translation is returned as it is stored."""
        return sentences(self.language).get(f"country.{name}", name)

    def hour(self, instant: datetime) -> str:
        """Return the venue's wall clock, such as "19.00" in Indonesian."""
        return _hour(instant, self.zone, self.language)

    def day(self, instant: datetime) -> str:
        """Return the venue's weekday and date, such as "Senin, 2 Maret"."""
        return _day(self.date_of(instant), self.language)

    def weekday(self, day: date) -> str:
        """Return a weekday, such as "Senin"."""
        return format_date(day, "EEEE", locale=self.language)

    def short_date(self, day: date) -> str:
        """Return a date without its year, such as "2 Mar"."""
        return format_date(day, "d MMM", locale=self.language)

    def moment(self, instant: datetime) -> str:
        """Return the venue's weekday, date and hour, such as "Senin, 2 Maret, 19.00 WIB"."""
        return f"{self.day(instant)}, {self.hour(instant)} {self.zone_name(instant)}"

    def long_date(self, day: date) -> str:
        """Return a date with its year, such as "20 Juli 2001"."""
        return format_date(day, "d MMMM y", locale=self.language)

    def money(self, rupiah: int) -> str:
        """Return an amount in whole rupiah, such as "Rp 45.000" in either language; 0 is "free"."""
        return _money(rupiah) if rupiah else self("money.free")

    def price_from(self, rupiah: int) -> str:
        """Return what the cheapest seat costs, in whole rupiah, such as "mulai Rp 45.000"; 0 is "free"."""
        return self("money.from", amount=_money(rupiah)) if rupiah else self("money.free")

    def studio(self, number: int, name: str) -> str:
        """Return a studio's number and name, such as "Studio 7 · Gargantua", or the number if that is its name."""
        numbered = self("gallery.studio", number=number)
        return numbered if name == numbered else self("movie.studio", number=number, name=name)

    def date_of(self, instant: datetime) -> date:
        """Return the venue's date at this instant."""
        return instant.astimezone(self.zone).date()

    def zone_name(self, instant: datetime) -> str:
        """Return the name of the venue's time zone, such as "WIB"."""
        return instant.astimezone(self.zone).tzname() or ""


def milliseconds(instant: datetime) -> int:
    """Return an instant in milliseconds since 1970 (UTC), as JavaScript counts."""
    return int(instant.timestamp() * 1000)


@lru_cache(maxsize=4096)
def _hour(instant: datetime, zone: ZoneInfo, language: str) -> str:
    return format_time(instant, "HH.mm" if language == "id" else "HH:mm", tzinfo=zone, locale=language)


@lru_cache(maxsize=4096)
def _money(rupiah: int) -> str:
    return f"Rp\u00a0{format_decimal(rupiah, locale=FIRST_LANGUAGE)}"


@lru_cache(maxsize=4096)
def _day(day: date, language: str) -> str:
    return format_date(day, "EEEE, d MMMM", locale=language)


@lru_cache
def sentences(language: str) -> dict[str, str]:
    """Return every sentence of a language by its dotted key."""
    sections = tomllib.loads((LOCALES / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{section}.{key}": text for section, entries in sections.items() for key, text in entries.items()}
