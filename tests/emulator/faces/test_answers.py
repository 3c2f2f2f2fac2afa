from starlette.responses import Response
from starlette.types import Message, Scope

from fakeflare.emulator.faces.answers import answer
from fakeflare.emulator.journal.record import RequestRecord, put_record
from tests.bench import NOW


async def test_an_answer_is_noted_in_the_record_of_its_request() -> None:
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    async def receive() -> Message:
        raise AssertionError("nothing is read")

    record = RequestRecord("rest", "GET", "/", NOW, 0.0)
    scope: Scope = {"type": "http"}
    put_record(scope, record)
    await answer(Response("hello", 202), scope, receive, send)
    assert (record.status, record.sent) == (202, 5)
    assert (messages[0]["status"], messages[1]["body"]) == (202, b"hello")
