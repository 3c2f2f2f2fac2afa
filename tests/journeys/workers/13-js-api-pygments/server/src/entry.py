"""Highlights source code for other Workers, which call its methods."""

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from workers import Response, WorkerEntrypoint


class Default(WorkerEntrypoint):
    async def fetch(self):
        return Response("call highlight(code, language)")

    async def highlight(self, code, language="text"):
        try:
            lexer = get_lexer_by_name(language)
        except ClassNotFound:
            return {"error": f"unknown language {language}", "known": False}
        return {
            "html": highlight(code, lexer, HtmlFormatter(cssclass="code")),
            "language": lexer.name,
            "aliases": lexer.aliases,
            "known": True,
        }

    async def fail(self):
        raise ValueError("asked to fail")
