"""Gives each page of a site a preview card: the meta tags that social networks look for."""

from html import escape
from urllib.parse import urlsplit

from js import HTMLRewriter
from pyodide.ffi import create_proxy
from workers import WorkerEntrypoint, fetch

SITE = "https://pages.example"


class Remove:
    """Takes out the cards that a page brings itself."""

    def element(self, element):
        element.remove()


class AddCard:
    """Puts the new card at the end of <head>."""

    def __init__(self, card):
        self.card = card

    def element(self, head):
        for name, content in self.card.items():
            head.append(f'<meta property="og:{name}" content="{escape(content)}">', html=True)


class LinkOut:
    """Links to other sites open in a tab of their own."""

    def element(self, link):
        if (link.getAttribute("href") or "").startswith("https://"):
            link.setAttribute("target", "_blank")


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        path = urlsplit(request.url).path
        page = await fetch(f"{SITE}{path}")
        card = {"title": f'Read "{path[1:] or "home"}"', "type": "article", "url": f"{SITE}{path}"}
        rewriter = HTMLRewriter.new()
        rewriter.on('meta[property^="og:"]', create_proxy(Remove()))
        rewriter.on("head", create_proxy(AddCard(card)))
        rewriter.on("a[href]", create_proxy(LinkOut()))
        return rewriter.transform(page.js_object)
