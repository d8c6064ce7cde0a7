"""One Chromium for all browser tests of a process: to start one takes longer than most tests."""

from playwright.sync_api import Browser, Playwright, sync_playwright

from tools import chromium


class SharedBrowser:
    """A browser that is opened when it is first asked for, and can be closed and opened again."""

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    def open(self) -> Browser | None:
        """Return the browser, or None where there is no Chromium."""
        if not (self._browser and self._browser.is_connected()):
            self.close()
            self._playwright = sync_playwright().start()
            path = chromium.find(self._playwright)
            self._browser = chromium.launch(self._playwright, path) if path else None
        return self._browser

    def close(self) -> None:
        """Close it, and the event loop that Playwright runs in this thread: no other loop can run beside it."""
        if self._browser:
            self._browser.close()
        if self._playwright:
            self._playwright.stop()
        self._browser = self._playwright = None


shared_browser = SharedBrowser()
