"""`robots.txt` and `sitemap.xml`: which pages search engines may visit."""

from xml.etree import ElementTree  # only written here, never read

from fastapi import Response
from fastapi.responses import PlainTextResponse

from tiketa.office import BoxOffice
from tiketa.programme import movies

# Seats, tickets and bookings are a visitor's own, and change often.
NOT_FOR_THEM = ("/book/", "/ticket/", "/bookings", "/device/", "/account/", "/cashier", "/sessions", "/language/")


async def robots(office: BoxOffice) -> PlainTextResponse:
    """Answer `/robots.txt`; where the sitemap is, only PUBLIC_URL says: a request may name any host."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_THEM)]
    if house := office.settings.public_url:
        lines.append(f"Sitemap: {house}/sitemap.xml")
    return PlainTextResponse("\n".join(lines) + "\n")


async def sitemap(office: BoxOffice) -> Response:
    """Answer `/sitemap.xml`: the gallery and every movie that has a studio; 404 without PUBLIC_URL."""
    house = office.settings.public_url
    if house is None:
        return Response(status_code=404)
    cards = await office.perform(movies.now_showing)
    places = [f"{house}/", *(f"{house}/movie/{card.id}" for card in cards)]
    urlset = ElementTree.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for place in places:
        ElementTree.SubElement(ElementTree.SubElement(urlset, "url"), "loc").text = place
    return Response(ElementTree.tostring(urlset, "utf-8", xml_declaration=True), media_type="application/xml")
