"""The response that shows what went wrong: text, and for a browser a page."""

from html import escape

from fakeflare.worker.javascript.fetch.headers import Headers
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.runtime.serve.failures import Excerpt, Failure

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --edge: light-dark(#d8d8d8, #3c3c3c);
  --mark: light-dark(#fde8e6, #4a211d); --loud: light-dark(#b3261e, #ff8a80) }}
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2.5rem auto; padding: 0 1rem }}
h1 {{ font-size: 1.3rem; color: var(--loud); overflow-wrap: anywhere; white-space: pre-wrap }}
h2 {{ font-size: 1rem; margin: 2rem 0 .4rem }}
pre {{ font: 13px/1.55 ui-monospace, monospace; overflow-x: auto; border: 1px solid var(--edge);
  border-radius: 6px; padding: .8rem 0; margin: 0 }}
pre span, pre mark {{ display: block; padding: 0 1rem; width: max-content; min-width: 100%;
  box-sizing: border-box }}
mark {{ background: var(--mark); color: inherit; font-weight: 600 }}
i {{ display: inline-block; min-width: 3.5ch; margin-right: 1.5ch; text-align: right; opacity: .55;
  font-style: normal; font-weight: 400; user-select: none }}
footer {{ margin-top: 2rem; opacity: .6; font-size: 13px }}
</style>
<h1>{title}</h1>
{excerpt}<h2>Traceback</h2>
<pre><span>{text}</span></pre>
<footer>fakeflare dev: only you see this page. A Worker on Cloudflare answers with error 1101 here.</footer>
</html>
"""


def answer_failure(failure: Failure, is_page: bool) -> Response:
    """Make the response that shows a failure: 500, as a page or as text."""
    body = render_failure(failure) if is_page else failure.text
    kind = "text/html;charset=UTF-8" if is_page else "text/plain;charset=UTF-8"
    return Response(body.encode("utf-8", "replace"), 500, Headers([("content-type", kind)]))


def render_failure(failure: Failure) -> str:
    """Write a whole HTML page that loads nothing from elsewhere."""
    excerpt = "" if failure.excerpt is None else _render_excerpt(failure.excerpt)
    return _PAGE.format(title=escape(failure.title), excerpt=excerpt, text=escape(failure.text.rstrip("\n")))


def _render_excerpt(excerpt: Excerpt) -> str:
    lines = []
    for number, line in enumerate(excerpt.lines, excerpt.first):
        tag = "mark" if number == excerpt.line else "span"
        lines.append(f"<{tag}><i>{number}</i>{escape(line)}</{tag}>")
    return f"<h2>{escape(excerpt.path)}, line {excerpt.line}</h2>\n<pre>{''.join(lines)}</pre>\n"
