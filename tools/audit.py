"""Asks for known faults of what is locked: `python -m tools.audit`; exit status 1 where there is one.

Without a registry that answers there is nothing to say, and that is said.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

PIP_AUDIT = "pip-audit==2.10.1"
LASTS = 300  # seconds; it asks about each package
ASK = ("--disable-pip", "--require-hashes", "--requirement", "requirements-dev.txt", "--format", "json")


def report() -> list[dict[str, Any]]:
    """Return what pip-audit found about each package; nothing where it could not ask."""
    command = [sys.executable, "-m", "uv", "tool", "run", PIP_AUDIT, *ASK]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LASTS)  # noqa: S603
        return list(json.loads(done.stdout)["dependencies"])
    except (subprocess.TimeoutExpired, ValueError, LookupError):
        return []


def verdict(packages: Sequence[Mapping[str, Any]]) -> tuple[int, list[str]]:
    """Return the exit status, and the lines to print."""
    known = [package for package in packages if "skip_reason" not in package]
    faults = [
        f"{package['name']} {package['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'none'}"
        for package in known
        for fault in package.get("vulns", ())
    ]
    return bool(faults), faults or [
        f"no known fault in {len(known)} of {len(packages)} packages that could be asked about"
    ]


def main() -> int:
    """Print what is known."""
    status, lines = verdict(report())
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
