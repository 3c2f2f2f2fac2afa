"""Which namespace a tag belongs to, guessed from the tags alone, without building a tree.

The rules are those of the HTML standard's "tree construction dispatcher" (section 13.2.6) as lol-html
simplifies them (cloudflare/lol-html: src/parser/tree_builder_simulator/mod.rs).
"""

from collections.abc import Mapping

HTML = "http://www.w3.org/1999/xhtml"
SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"

# HTML standard, section 13.2.6.5: start tags that end foreign content
_BREAKOUT_NAMES = (
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing "
    "menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var"
)
_BREAKOUT = frozenset(_BREAKOUT_NAMES.split())
_BREAKOUT_FONT = frozenset({"color", "size", "face"})
# Elements in which HTML begins again.
_SVG_ISLANDS = frozenset({"desc", "title", "foreignobject"})
_MATHML_ISLANDS = frozenset({"mi", "mo", "mn", "ms", "mtext"})
_HTML_ENCODINGS = frozenset({"text/html", "application/xhtml+xml"})


class Namespaces:
    """The namespaces that are open at a place in the document."""

    def __init__(self) -> None:
        self._open = [HTML]

    @property
    def current(self) -> str:
        return self._open[-1]

    def enter(self, name: str, attributes: Mapping[str, str], is_self_closing: bool) -> str:
        """The namespace of a start tag, whose names are in lower case; what follows may be in another."""
        if name in ("svg", "math"):
            opened = SVG if name == "svg" else MATHML
            self._open += [] if is_self_closing else [opened]
            return opened
        if self.current != HTML and _is_breakout(name, attributes):
            self._open.pop()
        namespace = self.current
        if not is_self_closing and self._is_island(name, attributes):
            self._open.append(HTML)
        return namespace

    def leave(self, name: str) -> None:
        opener = {SVG: "svg", MATHML: "math"}.get(self.current)
        if opener is not None:
            if name == opener:
                self._open.pop()
        elif len(self._open) > 1:
            outer = self._open[-2]
            islands = _SVG_ISLANDS if outer == SVG else _MATHML_ISLANDS | {"annotation-xml"}
            if outer != HTML and name in islands:
                self._open.pop()

    def _is_island(self, name: str, attributes: Mapping[str, str]) -> bool:
        if self.current == SVG:
            return name in _SVG_ISLANDS
        if self.current == MATHML:
            is_html = attributes.get("encoding", "").lower() in _HTML_ENCODINGS
            return name in _MATHML_ISLANDS or (name == "annotation-xml" and is_html)
        return False


def _is_breakout(name: str, attributes: Mapping[str, str]) -> bool:
    return name in _BREAKOUT or (name == "font" and bool(attributes.keys() & _BREAKOUT_FONT))
