"""Where a Chromium is, for tests, pictures and measurements."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

# Turns off what Chromium fetches by itself.
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


def find(playwright: Playwright) -> str | None:
    """Return the Chromium of the environment's choice (TIKETA_CHROMIUM), Playwright's own, or the system's."""
    own = playwright.chromium.executable_path
    installed = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return os.environ.get("TIKETA_CHROMIUM") or (own if Path(own).exists() else next(filter(None, installed), None))


def launch(playwright: Playwright, path: str) -> Browser:
    """Start it; for root without its sandbox, which it refuses there."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
