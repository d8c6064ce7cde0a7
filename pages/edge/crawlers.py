"""`robots.txt` and `sitemap.xml`: which pages search engines may visit."""

from xml.etree import ElementTree  # only written here, never read

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse

from tiketa.office import BoxOffice
from tiketa.programme import movies

# Seats, tickets and bookings are a visitor's own, and change often.
NOT_FOR_THEM = ("/book/", "/ticket/", "/bookings", "/device/", "/account/", "/cashier", "/language/")


async def robots(request: Request) -> PlainTextResponse:
    """Answer `/robots.txt`."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in NOT_FOR_THEM),
        f"Sitemap: {request.base_url}sitemap.xml",
    ]
    return PlainTextResponse("\n".join(lines) + "\n")


async def sitemap(office: BoxOffice, request: Request) -> Response:
    """Answer `/sitemap.xml`: the gallery and every movie that has a studio."""
    cards = await office.perform(movies.now_showing)
    places = [str(request.base_url), *(f"{request.base_url}movie/{card.id}" for card in cards)]
    urlset = ElementTree.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for place in places:
        ElementTree.SubElement(ElementTree.SubElement(urlset, "url"), "loc").text = place
    return Response(ElementTree.tostring(urlset, "utf-8", xml_declaration=True), media_type="application/xml")
