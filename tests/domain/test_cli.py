"""The command line, as an engineer uses it: in processes of its own, on both databases."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.booking_access import working_by
from tests.support.sample_house import START, FakeClock, Guest, OpenOffice, findings, loosen, run_sql
from tiketa.identity import staff
from tiketa.kernel.clock import utc_now
from tiketa.kernel.errors.identity import LinkExpired
from tiketa.office import BoxOffice
from tiketa.payments import cashier
from tiketa.programme import movies, movies_file
from tiketa.storage.models.outbox import Email, EmailState

ROOT = Path(__file__).parents[2]
needs_films = pytest.mark.skipif(not movies_file.FILE.exists(), reason="the films are not there yet")
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Run = subprocess.CompletedProcess[str]


def tiketa(database_url: str, *arguments: str, answer: str = "", **environ: str) -> Run:
    """Run a command against this database."""
    return subprocess.run(
        [sys.executable, "-m", "tiketa", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url, "LANG": "C.UTF-8", **environ},
        input=answer,
        capture_output=True,
        text=True,
        check=False,
    )


def only_line(run: Run) -> str:
    """Return the one line that a refused command printed."""
    assert run.returncode == 1, run.stderr
    assert run.stdout == ""
    [line] = run.stderr.splitlines()
    return line


@pytest.fixture
def closed_house(house: BoxOffice, database_url: str) -> str:
    """Return the address of a database with studios 1 and 2 that no process uses."""
    house.close()
    return database_url


def test_schedule_command_rolls_or_previews(closed_house: str) -> None:
    dry = tiketa(closed_house, "schedule", "--days", "2", "--dry-run")
    output = re.fullmatch(r"would have (archived 0, created (\d+))\n", dry.stdout)
    assert output, dry.stderr
    assert int(output[2]) >= 11  # tomorrow is complete
    assert tiketa(closed_house, "schedule", "--days", "2").stdout == f"{output[1]}\n"


@only_sqlite
def test_reset_asks_first(closed_house: str, open_office: OpenOffice) -> None:
    assert tiketa(closed_house, "reset-db", answer="n\n").returncode == 1
    office = open_office()
    assert len(office.perform_now(movies.now_showing)) == 2
    office.close()


@only_sqlite
@pytest.mark.parametrize(("options", "answer"), [(["--yes"], ""), ([], "y\n")])
def test_confirmed_reset_empties_the_database(
    closed_house: str, open_office: OpenOffice, options: list[str], answer: str
) -> None:
    run = tiketa(closed_house, "reset-db", *options, answer=answer)
    assert run.returncode == 0, run.stderr
    assert open_office().perform_now(movies.now_showing) == ()


def test_check_works_beside_a_server(ana: Guest, database_url: str) -> None:
    ana.buy("C4")
    run = tiketa(database_url, "check")
    assert (run.returncode, run.stdout, run.stderr) == (0, "no findings\n", "")
    ana.hold("C5")  # the server goes on


@only_sqlite
def test_check_names_what_is_broken(ana: Guest, database_url: str) -> None:
    ana.buy("C4")
    ana.office.perform_now(loosen, "seat_claims")
    ana.office.perform_now(run_sql, "UPDATE seat_claims SET seat = 'Z9'")
    run = tiketa(database_url, "check")
    assert run.returncode == 1
    assert f"BROKEN held, sold and free make the capacity: showtime {ana.showtime_id} has no seat Z9" in run.stdout
    assert run.stdout.endswith(f"{len(findings(ana.office))} findings\n")
    assert run.stderr == ""


@only_sqlite
@pytest.mark.parametrize("command", [["seed-db"], ["reset-db", "--yes"]])
def test_writing_commands_need_the_file(house: BoxOffice, database_url: str, command: list[str]) -> None:
    assert "in use by another Tiketa process" in only_line(tiketa(database_url, *command))
    assert len(house.perform_now(movies.now_showing)) == 2


@only_sqlite
def test_dry_run_works_beside_a_server(house: BoxOffice, database_url: str) -> None:
    assert tiketa(database_url, "schedule", "--dry-run").stdout.startswith("would have archived 0, created ")


def test_wrong_setting_is_one_line(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/tiketa.db"
    assert only_line(tiketa(url, "check", PORT="eighty")).startswith("tiketa: PORT: ")


def test_check_refuses_an_empty_database(tmp_path: Path) -> None:
    assert "start Tiketa on it once" in only_line(tiketa(f"sqlite:///{tmp_path}/tiketa.db", "check"))


@needs_films
@only_sqlite
def test_seeding_adds_the_films_once(database_url: str, open_office: OpenOffice) -> None:
    first, second = (tiketa(database_url, "seed-db") for _ in range(2))
    assert first.stdout == "added 21 movies\n", first.stderr
    assert second.stdout == "there are movies already: nothing added\n"
    assert len(open_office().perform_now(movies.now_showing)) == 21


def test_price_command_saves_or_refuses(closed_house: str, tmp_path: Path) -> None:
    shipped = tiketa(closed_house, "prices").stdout.splitlines()
    assert "regular mon 00:00-17:00 35000" in shipped
    table = tmp_path / "prices.toml"
    rule = '[[rule]]\nseat = "{}"\nprice = 40_000\n'
    kinds = ("regular", "sofa", "wheelchair", "companion")
    table.write_text("".join(map(rule.format, kinds)), encoding="utf-8")
    assert len(tiketa(closed_house, "prices", str(table)).stdout.splitlines()) == 28
    table.write_text("".join(map(rule.format, kinds[1:])), encoding="utf-8")
    assert "regular has no price on mon 00:00-24:00" in only_line(tiketa(closed_house, "prices", str(table)))
    table.write_text("".join(map(rule.format, kinds)) + "until = 17:00:00\n", encoding="utf-8")
    assert "rule 4: 17:00:00 is no time of day" in only_line(tiketa(closed_house, "prices", str(table)))
    assert "regular mon 00:00-24:00 40000" in tiketa(closed_house, "prices").stdout


def test_cashier_link_is_printed(ana: Guest, database_url: str, clock: FakeClock) -> None:
    secret = ana.office.settings.signing_secret()
    link = tiketa(database_url, "cashier", SECRET_KEY=secret, PUBLIC_URL="https://cinema.example").stdout.strip()
    assert link.startswith("https://cinema.example/cashier/sign-in/")
    clock.now = utc_now()  # as the command's clock is the machine's
    found = working_by(ana, link.rpartition("/")[2])
    clock.advance(timedelta(hours=12))
    with pytest.raises(LinkExpired):
        ana.office.acting_as(found).perform_now(cashier.take_payment, "AAAAA-AAAAA", 0)


def test_link_ends_all_cashiers(ana: Guest, database_url: str, clock: FakeClock) -> None:
    secret = ana.office.settings.signing_secret()
    work, end = (tiketa(database_url, "cashier", *flag, SECRET_KEY=secret).stdout.strip() for flag in ([], ["--end"]))
    clock.now = utc_now()
    found = working_by(ana, work.rpartition("/")[2])
    assert end.startswith("http://localhost:5000/cashier/end/")
    kept = ana.performer.perform_now(staff.keep, end.rpartition("/")[2], staff.END_ALL)
    assert ana.performer.perform_now(staff.end_all, kept) == 1
    with pytest.raises(LinkExpired):
        ana.office.acting_as(found).perform_now(cashier.take_payment, "AAAAA-AAAAA", 0)


def test_mail_command_lists_unsent_emails(ana: Guest, database_url: str) -> None:
    output = tiketa(database_url, "mail")
    assert (output.returncode, output.stdout) == (0, "0 emails are not sent\n")
    failed = Email(
        recipient="ana@example.com",
        language="id",
        written_at=START,
        state=EmailState.FAILED,
        tries=8,
        next_try_at=START,
        error="SMTPDataError: 554",
    )
    ana.office.perform_now(lambda tx: tx.session.add(failed))
    output = tiketa(database_url, "mail")
    assert output.returncode == 1
    assert "failed ana@example.com, tries 8, SMTPDataError: 554" in output.stdout


def test_bare_command_lists_all_commands(tmp_path: Path) -> None:
    output = tiketa(f"sqlite:///{tmp_path}/tiketa.db")
    assert all(name in output.stdout + output.stderr for name in ("seed-db", "reset-db", "schedule", "check"))
    assert not (tmp_path / "tiketa.db").exists()
