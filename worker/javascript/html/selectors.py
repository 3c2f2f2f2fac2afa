"""CSS selectors that can be decided when a start tag comes: those of lol-html.

`cssselect` parses them; what it accepts beyond lol-html's is refused in lol-html's words
(cloudflare/lol-html: src/selectors_vm/error.rs), behind workerd's "Parser error: ".
"""

import re
from collections.abc import Callable, Sequence
from typing import NoReturn, Protocol

from cssselect import SelectorSyntaxError, parse
from cssselect.parser import (
    Attrib,
    Class,
    CombinedSelector,
    Element,
    Function,
    Hash,
    Negation,
    Pseudo,
    Tree,
    parse_series,
)

from fakeflare.worker.javascript.html.tokens import lower_ascii
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError


class Candidate(Protocol):
    """An element, as far as selectors ask about it."""

    @property
    def parent(self) -> "Candidate | None": ...
    @property
    def name(self) -> str: ...

    @property
    def is_html(self) -> bool: ...
    @property
    def index(self) -> int:
        """Counted from 1 among its siblings."""
        ...

    @property
    def index_of_type(self) -> int:
        """Counted from 1 among its siblings of the same name."""
        ...

    def get_value(self, name: str) -> str | None:
        """The value of the attribute called `name`, which is in lower case."""
        ...


Matcher = Callable[[Candidate], bool]
Comparison = Callable[[str, str], bool]

_SPACE = re.compile("[\t\n\f\r ]+")
_COMBINATORS = ">", "+", "~"

# HTML standard, section 4.16.2, "Case-sensitivity of selectors"
_CASELESS_NAMES = (
    "accept accept-charset align alink axis bgcolor charset checked clear codetype color compact declare "
    "defer dir direction disabled enctype face frame hreflang http-equiv lang language link media method "
    "multiple nohref noresize noshade nowrap readonly rel rev rules scope scrolling selected shape target "
    "text type valign valuetype vlink"
)
_CASELESS_ATTRIBUTES = frozenset(_CASELESS_NAMES.split())

_COMPARISONS: dict[str, Comparison] = {
    "=": lambda value, wanted: value == wanted,
    "~=": lambda value, wanted: wanted in _SPACE.split(value) and wanted != "",
    "|=": lambda value, wanted: value == wanted or value.startswith(f"{wanted}-"),
    "^=": lambda value, wanted: value.startswith(wanted) and wanted != "",
    "$=": lambda value, wanted: value.endswith(wanted) and wanted != "",
    "*=": lambda value, wanted: wanted in value and wanted != "",
}


def parse_selector(text: str) -> Matcher:
    """What decides whether an element is meant; JsTypeError for what is no selector or not supported."""
    try:
        selectors = parse(text)
    except SelectorSyntaxError as error:
        _refuse(_explain(text, str(error)))
    if any(selector.pseudo_element is not None for selector in selectors):
        _refuse("Unsupported pseudo-class or pseudo-element in selector.")
    return _match_any([_compile(selector.parsed_tree) for selector in selectors])


def _refuse(message: str) -> NoReturn:
    raise JsTypeError(f"Parser error: {message}")


def _explain(text: str, complaint: str) -> str:
    stripped = text.strip()
    if not stripped or stripped.endswith(","):
        return "The selector is empty."
    if stripped.endswith(_COMBINATORS):
        return "Dangling combinator in selector."
    if "nested :not()" in complaint:
        return "Nested negation in selector."
    return "Unexpected end of selector." if "EOF" in complaint else "Unexpected token in selector."


def _match_any(matchers: Sequence[Matcher]) -> Matcher:
    return matchers[0] if len(matchers) == 1 else lambda element: any(match(element) for match in matchers)


def _compile(tree: Tree) -> Matcher:
    compile_part = _COMPILERS.get(type(tree))
    if compile_part is None:
        _refuse("Unsupported pseudo-class or pseudo-element in selector.")
    return compile_part(tree)


def _compile_element(tree: Element) -> Matcher:
    _check_namespace(tree.namespace)
    if tree.element is None:
        return lambda element: True  # noqa: ARG005 - a matcher
    name = lower_ascii(tree.element)
    return lambda element: element.name == name


def _check_namespace(namespace: str | None) -> None:
    if namespace not in (None, "*"):
        _refuse("Selectors with explicit namespaces are not supported.")


def _compile_hash(tree: Hash) -> Matcher:
    rest, wanted = _compile(tree.selector), tree.id
    return lambda element: element.get_value("id") == wanted and rest(element)


def _compile_class(tree: Class) -> Matcher:
    rest, wanted = _compile(tree.selector), tree.class_name
    return lambda element: wanted in _SPACE.split(element.get_value("class") or "") and rest(element)


def _compile_attribute(tree: Attrib) -> Matcher:
    _check_namespace(tree.namespace)
    rest, name = _compile(tree.selector), lower_ascii(tree.attrib)
    if tree.value is None:
        return lambda element: element.get_value(name) is not None and rest(element)
    compare = _COMPARISONS.get(tree.operator)
    if compare is None:
        _refuse("Unexpected token in the attribute selector.")
    wanted, flag = str(tree.value.value), tree.flag
    is_caseless_in_html = flag is None and name in _CASELESS_ATTRIBUTES

    def match(element: Candidate) -> bool:
        value = element.get_value(name)
        if value is None or not rest(element):
            return False
        if flag == "i" or (is_caseless_in_html and element.is_html):
            return compare(lower_ascii(value), lower_ascii(wanted))
        return compare(value, wanted)

    return match


def _compile_negation(tree: Negation) -> Matcher:
    if isinstance(tree.subselector, CombinedSelector):
        _refuse("Unsupported syntax in selector.")
    rest, denied = _compile(tree.selector), _compile(tree.subselector)
    return lambda element: not denied(element) and rest(element)


def _compile_pseudo(tree: Pseudo) -> Matcher:
    rest = _compile(tree.selector)
    if tree.ident == "first-child":
        return lambda element: element.index == 1 and rest(element)
    if tree.ident == "first-of-type":
        return lambda element: element.index_of_type == 1 and rest(element)
    _refuse("Unsupported pseudo-class or pseudo-element in selector.")


def _compile_function(tree: Function) -> Matcher:
    rest = _compile(tree.selector)
    if tree.name not in ("nth-child", "nth-of-type"):
        _refuse("Unsupported pseudo-class or pseudo-element in selector.")
    try:
        step, offset = parse_series(tree.arguments)
    except ValueError:
        _refuse("Unexpected token in selector.")
    if tree.name == "nth-child":
        return lambda element: _is_nth(element.index, step, offset) and rest(element)
    return lambda element: _is_nth(element.index_of_type, step, offset) and rest(element)


def _is_nth(index: int, step: int, offset: int) -> bool:
    if step == 0:
        return index == offset
    return (index - offset) % step == 0 and (index - offset) // step >= 0


def _compile_combination(tree: CombinedSelector) -> Matcher:
    if tree.combinator not in (" ", ">"):
        _refuse(f"Unsupported combinator `{tree.combinator}` in selector.")
    outer, inner = _compile(tree.selector), _compile(tree.subselector)
    if tree.combinator == ">":
        return lambda element: inner(element) and element.parent is not None and outer(element.parent)
    return lambda element: inner(element) and _has_ancestor(element, outer)


def _has_ancestor(element: Candidate, match: Matcher) -> bool:
    ancestor = element.parent
    while ancestor is not None:
        if match(ancestor):
            return True
        ancestor = ancestor.parent
    return False


_COMPILERS: dict[type, Callable[..., Matcher]] = {
    Element: _compile_element,
    Hash: _compile_hash,
    Class: _compile_class,
    Attrib: _compile_attribute,
    Negation: _compile_negation,
    Pseudo: _compile_pseudo,
    Function: _compile_function,
    CombinedSelector: _compile_combination,
}
