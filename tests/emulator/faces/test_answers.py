from starlette.responses import Response
from starlette.types import Message

from fakeflare.emulator.faces.answers import answer


async def test_a_face_without_a_visit_answers_all_the_same() -> None:
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    async def receive() -> Message:
        raise AssertionError("nothing is read")

    await answer(Response("hello", 202), {"type": "http"}, receive, send)
    assert (messages[0]["status"], messages[1]["body"]) == (202, b"hello")
