"""Settings, checked once at start-up."""

import os
import secrets
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import timedelta
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from tiketa.halls.occupancy import HoldRules
from tiketa.kernel import contacts
from tiketa.kernel.errors.for_operator import InvalidSetting
from tiketa.kernel.errors.identity import InvalidEmail

ENV_FILE = Path(".env")  # in the working directory, as the database is
SHORTEST_TOKEN = 16  # characters
SHORTEST_SECRET = 32  # characters
NEARLY = 0.85  # how like a setting's a misspelt name is: one wrong letter in six


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


def _an_origin(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("must be the address of the site, such as https://cinema.example")
    return f"{parts.scheme}://{parts.netloc}"


def _a_mail_address(address: str) -> str:
    try:
        return contacts.mail_address(address)
    except InvalidEmail:
        raise ValueError("is no mail address") from None


def _addresses(listed: str) -> str:
    try:
        return ",".join(str(ip_network(each.strip(), strict=False)) for each in listed.split(",") if each)
    except ValueError:
        raise ValueError("must be addresses or networks with commas between, such as 127.0.0.1, 10.0.0.0/8") from None


Percent = Annotated[int, Field(ge=0, le=100)]  # of a hall's seats; 0 is no limit
Mails = Annotated[int, Field(ge=0, le=100_000)]  # 0 is no limit
Seconds = Annotated[int, Field(ge=1, le=86_400)]


class Settings(BaseSettings):
    """Each field is read from the environment variable of its name, or from `.env`; a blank one is not set.

    What is secret is in no `repr` and no message.
    """

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        frozen=True,
        hide_input_in_errors=True,
        extra="ignore",
    )

    secret_key: Annotated[SecretStr, Field(min_length=SHORTEST_SECRET)] | None = None
    database_url: Annotated[str, AfterValidator(_a_database), Field(repr=False)] = "sqlite:///tiketa.db"  # may have one
    database_wait_seconds: Annotated[int, Field(ge=0, le=3600)] = 30  # a machine that boots starts both at once
    process_name: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")] | None = None
    metrics_token: Annotated[SecretStr, Field(min_length=SHORTEST_TOKEN)] | None = None
    debug: bool = False
    host: str = "0.0.0.0"  # noqa: S104  a cinema serves its visitors' phones, so all interfaces
    port: Annotated[int, Field(ge=1, le=65_535)] = 5000
    venue_timezone: Annotated[str, AfterValidator(_a_known_zone)] = "Asia/Jakarta"
    trusted_proxies: Annotated[str, AfterValidator(_addresses)] = ""  # with none, who connects is the visitor
    hold_seconds: Seconds = 480
    hold_most_seconds: Seconds = 1800
    hold_extend_window_seconds: Seconds = 60
    seats_per_visitor: Annotated[int, Field(ge=1, le=20)] = 8  # more codes do not fit on one page of paper
    seats_held_per_visitor: Annotated[int, Field(ge=1, le=500)] = 24
    seats_unpaid_per_visitor: Annotated[int, Field(ge=1, le=500)] = 8  # a family; a cookie costs nothing
    seats_unpaid_per_customer: Annotated[int, Field(ge=1, le=500)] = 40  # a class of 36 and its teachers
    hall_percent_per_network: Percent = 20  # 42 of 210 seats: a class on one school's address, each by themselves
    hall_percent_confirmed: Percent = 50  # a phone company's customers may share one address, and sign in
    seats_per_network: Annotated[int, Field(ge=0, le=100_000)] = 120  # a foyer's queue for three halls, before it pays
    seats_confirmed_per_network: Annotated[int, Field(ge=0, le=100_000)] = 480  # four times that: 12 confirmed classes
    holds_per_minute: Annotated[int, Field(ge=0, le=100_000)] = 120
    page_loads_per_minute: Annotated[int, Field(ge=0, le=1_000_000)] = 1200
    guesses_per_minute: Annotated[int, Field(ge=0, le=100_000)] = 6
    paying: Literal["counter", "free"] = "counter"
    pay_before_minutes: Annotated[int, Field(ge=1, le=1440)] = 20
    change_before_minutes: Annotated[int, Field(ge=0, le=10_080)] = 60
    link_minutes: Annotated[int, Field(ge=1, le=10)] = 10  # OWASP ASVS 5.0, 6.6.2; a mail takes a minute or two
    # To one recipient one link in LINK_MINUTES: whoever else asks for them, the newest in the mailbox is a good one.
    sign_in_mails_per_hour: Mails = 6
    sign_in_mails_per_hour_from_network: Mails = 60  # two school classes, or a foyer's queue, in an hour
    sign_in_mails_per_hour_in_all: Mails = 1200  # a mail server that sends many more loses its good name
    booking_mails_per_hour: Mails = 20  # to one recipient: a class's four bookings, and as many changes of each
    booking_mails_per_hour_from_network: Mails = 240  # twice what one network can have booked and not paid
    public_url: Annotated[str, AfterValidator(_an_origin)] | None = None
    smtp_host: str | None = None
    smtp_port: Annotated[int, Field(ge=1, le=65_535)] = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_seconds: Annotated[int, Field(ge=1, le=600)] = 30
    smtp_answer_seconds: Annotated[int, Field(ge=1, le=1200)] = 600  # RFC 5321, section 4.5.3.2.6
    mail_from: Annotated[str, AfterValidator(_a_mail_address)] | None = None
    schedule_days: Annotated[int, Field(ge=1, le=60)] = 3
    contacts_kept_days: Annotated[int, Field(ge=1, le=3660)] = 30  # time for a complaint, or to find what was lost
    accounts_kept_years: Annotated[int, Field(ge=1, le=30)] = 10  # Indonesia, Law 8 of 1997, article 11
    backups_kept: Annotated[int, Field(ge=0, le=365)] = 7  # a fault is seen within a week
    cleaning_minutes: Annotated[int, Field(ge=0, le=240)] = 15

    @model_validator(mode="after")
    def _clock_holds_together(self) -> "Settings":
        if self.hold_most_seconds < self.hold_seconds:
            raise ValueError("HOLD_MOST_SECONDS must not be less than HOLD_SECONDS")
        return self

    @model_validator(mode="after")
    def _mail_can_be_sent(self) -> "Settings":
        if self.smtp_host and not (self.mail_from and self.public_url):
            raise ValueError("SMTP_HOST needs MAIL_FROM, and PUBLIC_URL for the links in a mail")
        return self

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Trim what is outside, and leave out what is blank, before any source is preferred to another."""
        for source in named.values():
            if isinstance(source, EnvSettingsSource):
                source.env_vars = _without_blanks(source.env_vars)
        return super().settings_customise_sources(settings_cls, *sources, **named)

    @classmethod
    def read(cls) -> "Settings":
        """Read the settings of this process; raises `InvalidSetting` naming the first wrong one."""
        try:
            return cls()
        except ValidationError as error:
            raise InvalidSetting(_in_one_line(error)) from None
        except UnicodeDecodeError:
            raise InvalidSetting(f"{ENV_FILE} is not written in UTF-8") from None
        except OSError as error:
            raise InvalidSetting(f"{ENV_FILE} cannot be read: {error.strerror}") from None

    @classmethod
    def misspelt(cls) -> list[str]:
        """Return a line for each name in `.env` that is no setting, and for each in the environment that is nearly one.

        The environment has many names that are other programs'.
        """
        known = {name.upper() for name in cls.model_fields}
        unknown = [name for name in dotenv_values(ENV_FILE) if name.upper() not in known]
        lines = [f"{ENV_FILE}: {name} is not a setting{_meant(name, known)}" for name in unknown]
        strange = sorted({name.upper() for name in os.environ} - known)
        return lines + [f"{name} is not a setting{meant}" for name in strange if (meant := _meant(name, known))]

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
    def sends_mail(self) -> bool:
        """Whether there is a mail server to send by."""
        return self.smtp_host is not None

    @property
    def pay_lead(self) -> timedelta:
        """How long before the show a reserved booking has to be paid."""
        return timedelta(minutes=self.pay_before_minutes)

    @property
    def change_lead(self) -> timedelta:
        """How long before the show a booking can be changed for the last time."""
        return timedelta(minutes=self.change_before_minutes)

    @property
    def link_lasts(self) -> timedelta:
        """How long a one-time link is valid."""
        return timedelta(minutes=self.link_minutes)

    @property
    def contacts_last(self) -> timedelta:
        """How long after the show a customer's contact is kept."""
        return timedelta(days=self.contacts_kept_days)

    @property
    def accounts_last(self) -> timedelta:
        """How long the names on paid bookings are kept, as account books are: from the end of the year on."""
        return timedelta(days=366 * (self.accounts_kept_years + 1))

    @property
    def cleaning_lasts(self) -> timedelta:
        """How long a studio is cleaned after a showtime."""
        return timedelta(minutes=self.cleaning_minutes)

    def signing_secret(self) -> str:
        """Return `secret_key`, or the random one kept beside the database, made on first use.

        Raises `InvalidSetting` where the kept one is too short, or cannot be read or written.
        """
        return self.secret_key.get_secret_value() if self.secret_key else _kept_secret(self._beside_the_database())

    def _beside_the_database(self) -> Path:
        url = make_url(self.database_url)
        database = Path(url.database or "tiketa") if url.drivername == "sqlite" else Path("tiketa")
        return database.with_suffix(".secret")


def _meant(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name.upper(), known, n=1, cutoff=NEARLY)
    return f": did you mean {near[0]}?" if near else ""


def _without_blanks(values: Mapping[str, str | None]) -> dict[str, str | None]:
    trimmed = {name: value.strip() for name, value in values.items() if value}
    return {name: value for name, value in trimmed.items() if value}


def _kept_secret(path: Path) -> str:
    try:
        if not path.exists():
            _keep_a_secret(path)
        secret = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise InvalidSetting(f"the secret in {path} cannot be kept or read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InvalidSetting(f"the secret in {path} cannot be read: it is not in ASCII") from None
    if len(secret) < SHORTEST_SECRET:
        raise InvalidSetting(f"the secret in {path} has fewer than {SHORTEST_SECRET} characters")
    return secret


def _keep_a_secret(path: Path) -> None:
    """Make one that is whole from its first moment on: another process that starts never reads half a secret."""
    with NamedTemporaryFile("w", dir=path.parent, prefix=path.name, encoding="ascii") as draft:  # its owner's only
        draft.write(secrets.token_urlsafe(48))
        draft.flush()
        with suppress(FileExistsError):
            os.link(draft.name, path)


def _in_one_line(error: ValidationError) -> str:
    first = error.errors()[0]
    message = first["msg"].removeprefix("Value error, ")
    return f"{str(first['loc'][0]).upper()}: {message}" if first["loc"] else message
