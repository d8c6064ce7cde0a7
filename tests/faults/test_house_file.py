"""The file of a house on SQLite goes, is replaced, is damaged, or is opened twice: nothing is sold into nowhere."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sample_house import ANA, BUDI, FakeClock, Guest, add_showtime, open_studio, settings_for
from tiketa.kernel.errors.for_operator import DatabaseUnreachable
from tiketa.kernel.errors.refusals import Unavailable
from tiketa.office import BoxOffice
from tiketa.storage.database import Database

ROOT = Path(__file__).parents[2]
OPEN = "import sys; from tiketa.storage.database import Database; Database(sys.argv[1]).close()"


@pytest.fixture
def file(migrated_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(migrated_file, tmp_path / "tiketa.db"))


@pytest.fixture
def house(file: Path, clock: FakeClock) -> Iterator[BoxOffice]:
    opened = BoxOffice(settings_for(f"sqlite:///{file}"), clock=clock)
    opened.perform_now(open_studio, 1)
    yield opened
    opened.close()


def guest(house: BoxOffice, visitor: str) -> Guest:
    return Guest(house, house.perform_now(add_showtime), visitor)


def remove(file: Path) -> None:
    file.unlink()


def replace(file: Path) -> None:
    shutil.copy(file, file.with_name("copy"))
    file.with_name("copy").replace(file)


@pytest.mark.parametrize("harm", [remove, replace])
def test_lost_file_takes_no_booking(house: BoxOffice, file: Path, harm: object) -> None:
    ana = guest(house, ANA)
    budi = Guest(house, ana.showtime_id, BUDI)
    ana.buy("C4")
    budi.hold("C5")
    assert callable(harm)
    harm(file)
    for act in (lambda: budi.confirm("C5"), lambda: budi.map):
        with pytest.raises(Unavailable):
            act()


@pytest.mark.parametrize("content", [None, b""])
def test_lost_house_is_not_begun_anew(house: BoxOffice, file: Path, content: bytes | None) -> None:
    house.close()
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DatabaseUnreachable, match="is missing or empty, and was not"):
        Database(f"sqlite:///{file}")
    Path(f"{file}.made").unlink()
    Database(f"sqlite:///{file}").close()


def test_other_name_opens_no_second(house: BoxOffice, file: Path) -> None:
    link = file.with_name("link.db")
    link.symlink_to(file)
    for beside in file.parent.glob("*.lock"):
        beside.unlink()
    run = subprocess.run([sys.executable, "-c", OPEN, f"sqlite:///{link}"], cwd=ROOT, capture_output=True, check=False)
    assert b"DatabaseInUse" in run.stderr


def test_damaged_file_is_not_opened(house: BoxOffice, file: Path) -> None:
    guest(house, ANA).buy("C4")
    house.close()
    with file.open("r+b") as opened:
        opened.seek(4096 * 5)
        opened.write(b"\xff" * 4096 * 3)
    with pytest.raises(DatabaseUnreachable, match=r"damaged|malformed"):
        Database(f"sqlite:///{file}")


def test_new_file_is_its_owners(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'new.db'}").close()
    assert (tmp_path / "new.db").stat().st_mode & 0o777 == 0o600
