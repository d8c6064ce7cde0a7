"""Migrations: landed ones are never edited, and each converts the rows that exist."""

from hashlib import sha256
from pathlib import Path

from alembic import command
from sqlalchemy import text

from tests.support.sample_house import Guest
from tiketa.kernel.actor import ActorKind
from tiketa.storage import migrations
from tiketa.storage.transaction import Transaction

VERSIONS = Path(migrations.__file__).parent / "versions"
# A new revision is added here; a digest that is here never changes.
LANDED = {
    "v0001_first_house.py": "6968c2649dc7ee1ee10ca4a2f5e2e8bf",
    "v0002_tickets_worth_having.py": "eb5c15d938a91ccd93933557803f8793",
    "v0003_contacts_and_refunds.py": "e5f1827307c3e0bec501570eb5f1d61d",
    "v0004_kinds_of_actors.py": "6619939515115cb8482dec77f7a92a96",
    "v0005_rate_buckets.py": "b31d9809bae0718be74bc4eea2089319",
    "v0006_showtimes_by_end.py": "368a7bcf5b76794819c38dbaff85604f",
    "v0008_sessions.py": "e71976ee0988a5ca200c7e491e7b0fee",
}


def digest(revision: Path) -> str:
    return sha256(revision.read_bytes()).hexdigest()[:32]


def test_landed_revisions_are_never_edited() -> None:
    assert {file.name: digest(file) for file in VERSIONS.glob("v*.py")} == LANDED


def test_old_kinds_of_actors_are_renamed(ana: Guest) -> None:
    code = ana.buy("C4")
    ana.pay(code)

    def there_and_back(tx: Transaction) -> None:
        config = migrations.config(tx.session.connection())
        command.downgrade(config, "0003")
        kinds = tx.session.scalars(text("SELECT by FROM booking_events ORDER BY id")).all()
        assert kinds == ["customer", "counter"]
        command.upgrade(config, "head")

    ana.office.perform_now(there_and_back)
    assert [event.by for event in ana.booking(code).events] == [ActorKind.VISITOR, ActorKind.STAFF]
