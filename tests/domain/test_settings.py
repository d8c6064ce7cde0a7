"""Settings: defaults, sources, and the refusal of wrong values."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from tiketa.kernel.errors.for_operator import InvalidSetting
from tiketa.settings import Settings

SECRET = "s" * 32
MAIL = {"MAIL_FROM": "cinema@example.com", "PUBLIC_URL": "https://cinema.example"}


def read(**environ: str) -> Settings:
    with patch.dict(os.environ, environ, clear=True):
        return Settings.read()


def refusal_of(**environ: str) -> str:
    with pytest.raises(InvalidSetting) as refused:
        read(**environ)
    return str(refused.value)


def test_every_setting_has_a_default() -> None:
    settings = read()
    assert settings.database_url == "sqlite:///tiketa.db"
    assert (settings.port, settings.venue_timezone, settings.debug) == (5000, "Asia/Jakarta", False)
    assert settings.hold_rules.lasts == timedelta(minutes=8)
    assert settings.hold_rules.lasts_at_most == timedelta(minutes=30)
    assert settings.hold_rules.window_lasts == timedelta(minutes=1)
    assert (settings.seats_per_visitor, settings.schedule_days) == (8, 3)
    assert settings.cleaning_lasts == timedelta(minutes=15)


@pytest.mark.parametrize("blank", ["", " ", "\t \n"])
def test_blank_variables_are_not_set(blank: str) -> None:
    assert read(**dict.fromkeys(map(str.upper, Settings.model_fields), blank)) == read()


def test_variables_are_trimmed() -> None:
    settings = read(
        PORT=" 8080 ", DEBUG=" true", SMTP_HOST="mail.example ", **MAIL | {"PUBLIC_URL": " https://cinema.example "}
    )
    assert (settings.port, settings.debug, settings.public_url) == (8080, True, "https://cinema.example")
    assert settings.smtp_host == "mail.example"


def test_secrets_are_trimmed() -> None:
    settings = read(SECRET_KEY=f" {SECRET}\t", SMTP_PASSWORD=" hunter2 ")  # noqa: S106
    assert settings.signing_secret() == SECRET
    assert settings.smtp_password
    assert settings.smtp_password.get_secret_value() == "hunter2"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://localhost/tiketa"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DEBUG", "perhaps"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "eighty"),
        ("VENUE_TIMEZONE", "Asia/Atlantis"),
        ("VENUE_TIMEZONE", "../../etc/passwd"),
        ("HOLD_SECONDS", "0"),
        ("HOLD_SECONDS", "-5"),
        ("HOLD_SECONDS", "8 minutes"),
        ("HOLD_MOST_SECONDS", "86401"),
        ("HOLD_EXTEND_WINDOW_SECONDS", "0"),
        ("SEATS_PER_VISITOR", "0"),
        ("SEATS_PER_VISITOR", "21"),
        ("SEATS_HELD_PER_VISITOR", "501"),
        ("SEATS_UNPAID_PER_VISITOR", "0"),
        ("HOLDS_PER_MINUTE", "-1"),
        ("PAGE_LOADS_PER_MINUTE", "many"),
        ("SCHEDULE_DAYS", "0"),
        ("SCHEDULE_DAYS", "61"),
        ("CLEANING_MINUTES", "-1"),
        ("CLEANING_MINUTES", "1.5"),
        ("GUESSES_PER_MINUTE", "-1"),
        ("PAYING", "credit"),
        ("PAY_BEFORE_MINUTES", "0"),
        ("CHANGE_BEFORE_MINUTES", "soon"),
        ("LINK_MINUTES", "0"),
        ("PUBLIC_URL", "cinema.example"),
        ("PUBLIC_URL", "ftp://cinema.example"),
        ("PUBLIC_URL", "https://cinema.example/tickets"),
        ("TRUSTED_PROXIES", "*"),
        ("TRUSTED_PROXIES", "127.0.0.1, nginx"),
        ("SMTP_PORT", "0"),
        ("SMTP_SECURITY", "maybe"),
        ("MAIL_FROM", "the cinema"),
        ("MAIL_FROM", "cinema@example.com\nBcc: all@example.com"),
    ],
)
def test_wrong_value_names_the_variable(name: str, value: str) -> None:
    line = refusal_of(**{name: value})
    assert line.startswith(f"{name}: ")
    assert "\n" not in line


def test_contradicting_settings_are_refused() -> None:
    assert refusal_of(HOLD_SECONDS="600", HOLD_MOST_SECONDS="500").startswith("HOLD_MOST_SECONDS")


def test_mail_needs_sender_and_address() -> None:
    mail = {"SMTP_HOST": "mail.example", **MAIL, "PUBLIC_URL": "https://cinema.example/"}
    settings = read(**mail)
    assert settings.sends_mail
    assert settings.public_url == "https://cinema.example"
    for missing in ("MAIL_FROM", "PUBLIC_URL"):
        assert refusal_of(**{**mail, missing: " "}).startswith("SMTP_HOST needs")
    assert not read().sends_mail


@pytest.mark.parametrize("show", [repr, str])
@pytest.mark.parametrize("scheme", ["postgresql://tiketa:hunter2@db/tiketa", "postgresql://db/tiketa?password=hunter2"])
def test_settings_show_no_secret(show: Callable[[Settings], str], scheme: str) -> None:
    settings = read(SECRET_KEY=f"hunter2{SECRET}", DATABASE_URL=scheme, SMTP_PASSWORD="hunter2")  # noqa: S106
    assert "hunter2" not in show(settings)


def test_refusals_hide_secrets() -> None:
    assert "hunter2" not in refusal_of(DATABASE_URL="mysql://tiketa:hunter2@localhost/tiketa")
    assert "hunter2" not in refusal_of(DATABASE_URL="postgresql://tiketa:hunter2@localhost:port/tiketa")
    assert "hunter2" not in refusal_of(SECRET_KEY="hunter2")  # noqa: S106


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_url_keeps_its_password(scheme: str) -> None:
    settings = read(DATABASE_URL=f"{scheme}://tiketa:hunter2@db/tiketa")
    assert settings.database_url == "postgresql+psycopg://tiketa:hunter2@db/tiketa"


def test_secret_setting_is_used() -> None:
    assert read(SECRET_KEY=SECRET).signing_secret() == SECRET


def test_kept_secret_is_private(tmp_path: Path) -> None:
    settings = read(DATABASE_URL=f"sqlite:///{tmp_path}/tiketa.db")
    secret = settings.signing_secret()
    assert len(secret) >= 32
    assert settings.signing_secret() == secret
    assert (tmp_path / "tiketa.secret").stat().st_mode & 0o777 == 0o600


def test_first_secret_is_shared_by_all(tmp_path: Path) -> None:
    settings = read(DATABASE_URL=f"sqlite:///{tmp_path}/tiketa.db")
    with ThreadPoolExecutor(16) as threads:
        secrets = {asked.result() for asked in [threads.submit(settings.signing_secret) for _ in range(16)]}
    assert len(secrets) == 1
    assert secrets != {""}


def test_two_databases_have_own_secrets(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / name}.db" for name in ("one", "two")]
    assert len({read(DATABASE_URL=url).signing_secret() for url in urls}) == 2


def test_environment_is_read_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "PORT", "4321")
    assert Settings.read().port == 4321


@pytest.mark.parametrize("kept", ["", "short", "x" * 31, "  " + "x" * 31 + "\n"])
def test_short_kept_secrets_are_refused(tmp_path: Path, kept: str) -> None:
    (tmp_path / "tiketa.secret").write_text(kept)
    with pytest.raises(InvalidSetting, match="fewer than 32 characters"):
        read(DATABASE_URL=f"sqlite:///{tmp_path}/tiketa.db").signing_secret()


def test_unreadable_kept_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tiketa.secret").write_bytes(b"\xff" * 40)
    with pytest.raises(InvalidSetting, match="cannot be read"):
        read(DATABASE_URL=f"sqlite:///{tmp_path}/tiketa.db").signing_secret()


def test_settings_come_from_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("PORT=4242\nHOLD_SECONDS=\n")
    assert (read().port, read(PORT="4343").port, read().hold_seconds) == (4242, 4343, 480)


def test_blank_variable_leaves_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("PORT=4242\nSMTP_HOST=' '\n")
    assert (read(PORT=" ").port, read().smtp_host) == (4242, None)


def test_byte_order_mark_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("PORT=4242\r\nHOLD_SECONDS=300\r\n", encoding="utf-8-sig", newline="")
    assert (read().port, read().hold_seconds, Settings.misspelt()) == (4242, 300, [])


def test_unreadable_env_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").touch()
    with patch("builtins.open", side_effect=PermissionError(13, "Permission denied")):  # root may read everything
        assert refusal_of() == ".env cannot be read: Permission denied"


def test_env_file_must_be_utf_8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(b"MAIL_FROM=\xff\xfe")
    assert "UTF-8" in refusal_of()


def test_misspelt_names_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("PORT=4242\nHOLD_SECOND=5\nNONSENSE=1\n")
    monkeypatch.setenv("SECRET_KYE", "x")
    monkeypatch.setenv("PATIENCE", "1")  # another program's
    assert Settings.misspelt() == [
        ".env: HOLD_SECOND is not a setting: did you mean HOLD_SECONDS?",
        ".env: NONSENSE is not a setting",
        "SECRET_KYE is not a setting: did you mean SECRET_KEY?",
    ]
