"""MIME types (MIME Sniffing standard, section 4; workerd/src/workerd/util/mimetype.c++)."""

import re
from typing import NamedTuple

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_PARAMETER = re.compile(r"""[ \t\r\n]*([^;=]+)(?:=(?:"((?:[^"\\]|\\.)*)"?[^;]*|([^;]*)))?(?:;|$)""")
_BLANKS = " \t\r\n"


class ContentType(NamedTuple):
    """Type and subtype in lower case, and its parameters."""

    essence: str
    parameters: dict[str, str]

    def format(self) -> str:
        """The type as text, its parameters quoted where they have to be."""
        return self.essence + "".join(f";{name}={_quote(value)}" for name, value in self.parameters.items())


def parse_content_type(text: str) -> ContentType | None:
    """None for what is no MIME type."""
    essence, _, rest = text.strip(_BLANKS).partition(";")
    kind, _, subkind = essence.rstrip(_BLANKS).partition("/")
    if not (_TOKEN.fullmatch(kind) and _TOKEN.fullmatch(subkind)):
        return None
    parameters: dict[str, str] = {}
    for name, quoted, plain in _PARAMETER.findall(rest):
        value = re.sub(r"\\(.)", r"\1", quoted) if quoted else plain.rstrip(_BLANKS)
        if value and _TOKEN.fullmatch(name):
            parameters.setdefault(name.lower(), value)
    return ContentType(f"{kind}/{subkind}".lower(), parameters)


def _quote(value: str) -> str:
    if _TOKEN.fullmatch(value):
        return value
    escaped = re.sub(r'(["\\])', r"\\\1", value)
    return f'"{escaped}"'
