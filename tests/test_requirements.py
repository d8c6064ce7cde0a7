"""What is installed: locked with hashes, from short lists that say why."""

import re
from pathlib import Path

from tools.audit import verdict
from tools.licences import LIST, ROOT, locked

LISTED = re.compile(r"^([\w.-]+)(?:\[.*\])?==([^\s;]+)")
LISTS = ("requirements.in", "requirements-dev.in")


def lines_of(name: str) -> list[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if LISTED.match(line)]


def lock_of(name: str) -> Path:
    return ROOT / name.replace(".in", ".txt")


def test_every_requirement_has_a_reason() -> None:
    assert [line for name in LISTS for line in lines_of(name) if "  # " not in line] == []


def test_locks_follow_their_lists() -> None:
    for name in LISTS:
        versions = {package.lower(): version for package, version in locked(lock_of(name)).items()}
        wanted = [LISTED.match(line) for line in lines_of(name)]
        differing = [found[1] for found in wanted if found and versions.get(found[1].lower()) != found[2]]
        assert differing == [], "make lock"


def test_development_runs_what_is_deployed() -> None:
    assert locked(ROOT / "requirements.txt").items() <= locked(ROOT / "requirements-dev.txt").items()


def test_everything_locked_has_hashes() -> None:
    for name in LISTS:
        blocks = re.split(r"\n(?=[\w.-]+(?:\[.*\])?==)", lock_of(name).read_text(encoding="utf-8"))[1:]
        assert blocks
        assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_locks_name_no_registry() -> None:
    assert [name for name in LISTS if "://" in (ROOT / name).read_text() + lock_of(name).read_text()] == []


def test_licences_list_what_is_locked() -> None:
    rows = [line.split(" | ") for line in LIST.read_text(encoding="utf-8").splitlines() if "==" not in line]
    listed = {row[0].removeprefix("| "): row[1] for row in rows if len(row) == 3}
    assert listed.items() >= locked().items(), "make lock"


def test_audit_fails_on_known_faults() -> None:
    fault = {"id": "CVE-1", "fix_versions": ["2"]}
    bad = {"name": "bad", "version": "1", "vulns": [fault]}
    good = {"name": "good", "version": "1", "vulns": []}
    unknown = {"name": "unknown", "skip_reason": "not found"}
    assert verdict([good, bad]) == (1, ["bad 1: CVE-1, mended in 2"])
    assert verdict([good, unknown])[0] == 0
    assert "0 of 1" in verdict([unknown])[1][0]
