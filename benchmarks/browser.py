"""What a first visit costs the browser, against a NiceGUI page with one word: `python -m benchmarks.browser`.

Visits alternate, each in a new context with nothing cached, so that other load on the machine affects both alike.
Bytes are what came over the wire, art below the fold included: the page is scrolled to its end.
"""

from statistics import median

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tools import chromium
from tools.running_cinema import Cinema

PLAIN = ("-m", "benchmarks.plain")
VISITS = 15
PHONE = {"width": 390, "height": 844}
MOST_PAINT, MOST_KIBIBYTES, MOST_SHIFT = 1.15, 450, 0.02
WATCH_SHIFTS = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({type: 'layout-shift', buffered: true});
"""
FIRST_PAINT = """() => new Promise((tell) => new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.name === 'first-contentful-paint') tell(entry.startTime);
}).observe({type: 'paint', buffered: true}))"""


def visit(browser: Browser, house: Cinema, path: str = "/") -> tuple[float, float, float]:
    """Return milliseconds to the first contentful paint, kibibytes over the wire, and how much the layout shifted."""
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.add_init_script(WATCH_SHIFTS)
    received = _count_bytes(context.new_cdp_session(page))
    page.goto(house.address + path)
    page.wait_for_function("window.did_handshake === true")
    painted = page.evaluate(FIRST_PAINT)
    _scroll_through(page)
    page.wait_for_load_state("networkidle")
    shift = page.evaluate("window.shift")
    context.close()
    return painted, sum(received) / 1024, shift


def _count_bytes(session: CDPSession) -> list[float]:
    received: list[float] = []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    return received


def _scroll_through(page: Page) -> None:
    while page.evaluate("scrollY + innerHeight < document.documentElement.scrollHeight - 1"):
        page.mouse.wheel(0, PHONE["height"] // 2)
        page.wait_for_function(
            "new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(() => next(true))))"
        )


def main() -> None:
    """Measure, and say how it compares with the aims."""
    with sync_playwright() as playwright, Cinema() as house, Cinema(program=PLAIN, ready="/") as plain:
        if not (path := chromium.find(playwright)):
            raise SystemExit("no Chromium here")
        browser = chromium.launch(playwright, path)
        for each in (plain, house):
            visit(browser, each)
        floors, visits = [], []
        for _ in range(VISITS):
            floors.append(visit(browser, plain))
            visits.append(visit(browser, house))
        browser.close()
    floor, paint = median(floor for floor, _, _ in floors), median(paint for paint, _, _ in visits)
    print(f"first paint {paint:.0f} ms, {paint / floor:.2f} times the floor's {floor:.0f} ms (aim {MOST_PAINT})")
    print(f"over the wire {median(size for _, size, _ in visits):.0f} KiB (aim {MOST_KIBIBYTES}), floor "
          f"{median(size for _, size, _ in floors):.0f} KiB")  # fmt: skip
    print(f"layout shift {max(shift for _, _, shift in visits):.3f} (aim {MOST_SHIFT})")


if __name__ == "__main__":
    main()
