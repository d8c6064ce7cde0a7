"""Which browser a visitor has, in two words that they know it by: "Firefox, Android"."""

from functools import lru_cache

from starlette.datastructures import Headers

LOOKED_AT = 400  # characters of what a browser says about itself
# The first that is named counts: most browsers also name those that they come from.
PROGRAMS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def browser_of(headers: Headers) -> str:
    """Return the names of program and system, as far as they are known; nothing of what was said is kept itself."""
    return _named(headers.get("user-agent", "")[:LOOKED_AT])


@lru_cache(maxsize=256)
def _named(said: str) -> str:
    named = (next((name for mark, name in kinds.items() if mark in said), "") for kinds in (PROGRAMS, SYSTEMS))
    return ", ".join(filter(None, named))
