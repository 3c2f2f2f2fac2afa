"""HTTP statuses as workerd groups and names them (workerd/src/workerd/api/http.c++, `defaultStatusText`)."""

from http import HTTPStatus

NULL_BODY_STATUSES = (101, 204, 205, 304)
REDIRECT_STATUSES = (301, 302, 303, 307, 308)

# Where Python's phrase is another one, or changes with its version.
_PHRASES = {
    413: "Payload Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    418: "I'm a teapot",
    422: "Unprocessable Entity",
}
_CLASSES = {2: "Successful", 3: "Redirection", 4: "Client Error", 5: "Server Error"}


def get_phrase(status: int) -> str:
    """The text of a status that was given none."""
    if status in _PHRASES:
        return _PHRASES[status]
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return _CLASSES.get(status // 100, "")
