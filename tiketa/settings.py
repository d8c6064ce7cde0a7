"""What may be set from outside, checked once at start-up."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from tiketa.errors import InvalidSetting
from tiketa.seat_map import HoldRules


def _a_known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is no time zone of the IANA database")
    return name


def _a_database(url: str) -> str:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("is no database address") from None
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise ValueError("must begin with sqlite:/// or postgresql://")
    if parsed.drivername == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise ValueError("must name a file: a cinema in memory forgets its bookings")
    return parsed.render_as_string(hide_password=False)


Seconds = Annotated[int, Field(ge=1, le=86_400)]


class Settings(BaseModel):
    """Each field is read from the environment variable of its name, in capitals."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    secret_key: Annotated[str, Field(min_length=32)] | None = None
    database_url: Annotated[str, AfterValidator(_a_database)] = "sqlite:///tiketa.db"
    debug: bool = False
    host: str = "0.0.0.0"  # noqa: S104  a cinema serves its visitors' phones, so all interfaces
    port: Annotated[int, Field(ge=1, le=65_535)] = 5000
    venue_timezone: Annotated[str, AfterValidator(_a_known_zone)] = "Asia/Jakarta"
    trusted_proxies: str = "127.0.0.1"
    hold_seconds: Seconds = 480
    hold_most_seconds: Seconds = 1800
    hold_extend_window_seconds: Seconds = 60
    seats_per_visitor: Annotated[int, Field(ge=1, le=50)] = 8
    seats_held_per_visitor: Annotated[int, Field(ge=1, le=500)] = 24
    holds_per_minute: Annotated[int, Field(ge=0, le=100_000)] = 120
    page_loads_per_minute: Annotated[int, Field(ge=0, le=1_000_000)] = 1200
    schedule_days: Annotated[int, Field(ge=1, le=60)] = 3
    cleaning_minutes: Annotated[int, Field(ge=0, le=240)] = 15

    @model_validator(mode="after")
    def _clock_holds_together(self) -> "Settings":
        if self.hold_most_seconds < self.hold_seconds:
            raise ValueError("HOLD_MOST_SECONDS must not be less than HOLD_SECONDS")
        return self

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings; an empty variable is not set. Raises `InvalidSetting` naming the first wrong one."""
        environ = os.environ if environ is None else environ
        given = {name: environ[name.upper()].strip() for name in cls.model_fields if name.upper() in environ}
        try:
            return cls.model_validate({name: value for name, value in given.items() if value})
        except ValidationError as error:
            raise InvalidSetting(_in_one_line(error)) from None

    @property
    def zone(self) -> ZoneInfo:
        """The venue's time zone."""
        return ZoneInfo(self.venue_timezone)

    @property
    def hold_rules(self) -> HoldRules:
        """How a hold's clock runs."""
        return HoldRules(
            lasts=timedelta(seconds=self.hold_seconds),
            lasts_at_most=timedelta(seconds=self.hold_most_seconds),
            window_lasts=timedelta(seconds=self.hold_extend_window_seconds),
        )

    @property
    def cleaning_lasts(self) -> timedelta:
        """How long a studio is cleaned after a showtime."""
        return timedelta(minutes=self.cleaning_minutes)

    def signing_secret(self) -> str:
        """Return `secret_key`, or the random one kept beside the database, made on first use."""
        return self.secret_key or _kept_secret(self._beside_the_database())

    def _beside_the_database(self) -> Path:
        url = make_url(self.database_url)
        database = Path(url.database or "tiketa") if url.drivername == "sqlite" else Path("tiketa")
        return database.with_suffix(".secret")


def _kept_secret(path: Path) -> str:
    if not path.exists():
        with NamedTemporaryFile("w", dir=path.parent, prefix=path.name, encoding="ascii") as draft:  # its owner's only
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            with suppress(FileExistsError):
                os.link(
                    draft.name, path
                )  # whole from its first moment on: another who starts never reads half a secret
    return path.read_text(encoding="ascii").strip()


def _in_one_line(error: ValidationError) -> str:
    first = error.errors()[0]
    message = first["msg"].removeprefix("Value error, ")
    return f"{str(first['loc'][0]).upper()}: {message}" if first["loc"] else message
