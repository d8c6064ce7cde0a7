"""Makes the pictures that cannot be SVG, for link previews and for the app's icons: `python -m tools.previews`."""

from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from components.movies.poster import POSTERS, PREVIEWS
from tools import chromium

IMAGES = Path(__file__).parent.parent / "assets" / "images"
PREVIEW = {"width": 800, "height": 420}  # in the shape that link previews are cut to
ICONS = (192, 512)


def main() -> None:
    """Make them all."""
    PREVIEWS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        if not (path := chromium.find(playwright)):
            raise SystemExit("no Chromium here")
        browser = chromium.launch(playwright, path)
        posters = sorted(POSTERS.glob("*.svg"))
        for poster in posters:
            _preview(browser, PREVIEWS / f"{poster.stem}.jpg", [poster])
        _preview(browser, PREVIEWS / "all-studios.jpg", posters)
        for size in ICONS:
            _icon(browser, size)
        browser.close()


def _preview(browser: Browser, target: Path, posters: list[Path]) -> None:
    """Show one poster before its own backdrop, or a wall of many."""
    page = browser.new_page(viewport=PREVIEW)  # type: ignore[arg-type]
    whole_page = "position:absolute;inset:0;width:100%;height:100%;object-fit:cover"
    wide = f'<img src="{posters[0].as_uri()}#wide" style="{whole_page}">'
    one = f'{wide}<img src="{posters[0].as_uri()}" style="position:absolute;left:46px;top:20px;height:380px">'
    wall = "".join(f'<img src="{poster.as_uri()}" style="width:14.2857%">' for poster in posters)
    file = target.with_suffix(".html")
    file.write_text(f'<body style="margin:0;overflow:hidden;line-height:0">{one if len(posters) == 1 else wall}')
    page.goto(file.as_uri(), wait_until="networkidle")
    page.screenshot(path=target, type="jpeg", quality=70)
    page.close()
    file.unlink()


def _icon(browser: Browser, size: int) -> None:
    page = browser.new_page(viewport={"width": size, "height": size})
    page.goto((IMAGES / "favicon.svg").as_uri())
    page.screenshot(path=IMAGES / f"icon-{size}.png")
    page.close()


if __name__ == "__main__":
    main()
