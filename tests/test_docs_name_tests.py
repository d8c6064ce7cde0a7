"""What `docs/security.md` says is shown by a test is shown by one that exists."""

import re

from tests.support.source_code import ROOT, files_of

SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def test_named_tests_are_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", SECURITY))
    tests = "\n".join(path.read_text(encoding="utf-8") for path in files_of("tests", suffix=".py"))
    assert named
    assert named - set(re.findall(r"def (test_\w+)\(", tests)) == set()
