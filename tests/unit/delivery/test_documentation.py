"""The page `/docs` of each service is whole on a network that leads nowhere, and tells nobody that it is looked at."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx

PAGE = "http://service/below/docs"
KINDS = {"script": "text/javascript", "stylesheet": "text/css", "icon": "image/png"}


class Named(HTMLParser):
    """What a page names to be fetched: by its place, what it is to be."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.inline: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        where = given.get("src") or given.get("href")
        if where is not None:
            self.found[where] = given.get("rel") or tag
        elif tag in {"script", "style"} or any(name.startswith("on") or name == "style" for name in given):
            self.inline.append(tag)


async def test_the_page_names_only_what_the_service_itself_answers(http: httpx.AsyncClient) -> None:
    page = await http.get(PAGE)
    assert page.status_code == 200
    named = Named(page.text)
    assert set(named.found.values()) == set(KINDS)
    for where, kind in named.found.items():
        assert urlsplit(where)[:2] == ("", ""), f"{where} names a host"
        answer = await http.get(urljoin(PAGE, where))
        assert answer.status_code == 200, where
        assert answer.headers["content-type"].split(";")[0] == KINDS[kind], where
        assert answer.content, where


async def test_what_it_shows_is_the_services_own_document(http: httpx.AsyncClient) -> None:
    start = await http.get(urljoin(PAGE, "docs/start.js"))
    assert 'url: "openapi.json"' in start.text and "validatorUrl: null" in start.text
    shown = await http.get(urljoin(PAGE, "openapi.json"))
    assert shown.status_code == 200 and shown.json()["paths"]


async def test_the_browser_is_told_to_ask_nobody_else(http: httpx.AsyncClient) -> None:
    page = await http.get(PAGE)
    policy = {name: sources for name, *sources in map(str.split, page.headers["content-security-policy"].split(";"))}
    assert policy == {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    assert not Named(page.text).inline, "the policy would keep it from running"


async def test_there_is_no_second_page_with_a_script_from_elsewhere(http: httpx.AsyncClient) -> None:
    assert (await http.get(urljoin(PAGE, "redoc"))).status_code == 404
