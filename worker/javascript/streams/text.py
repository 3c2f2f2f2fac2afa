"""Streams that encode and decode text as it passes (workerd/src/workerd/api/streams/encoding.c++)."""

from fakeflare.worker.javascript.language.buffers.typed_arrays import read_bytes
from fakeflare.worker.javascript.language.kernel.coercions import encode_text, is_nullish, to_string
from fakeflare.worker.javascript.language.kernel.errors import JsTypeError
from fakeflare.worker.javascript.language.kernel.members import read_property
from fakeflare.worker.javascript.streams.sources import QueueSource
from fakeflare.worker.javascript.streams.transforms import TransformSink, TransformStream, join_ends
from fakeflare.worker.javascript.web.encoding import TextDecoder


class _EncodingSink(TransformSink):
    def __init__(self) -> None:
        super().__init__(QueueSource(holds_bytes=True))
        self._lead = ""

    async def transform(self, chunk: object) -> None:
        text = self._lead + to_string(chunk)
        # the first half of a surrogate pair waits for the other
        self._lead = text[-1] if text and "\ud800" <= text[-1] <= "\udbff" else ""
        self._pass_on(text[: len(text) - len(self._lead)])

    async def flush(self) -> None:
        self._pass_on(self._lead)

    def _pass_on(self, text: str) -> None:
        if text:
            self.source.enqueue(encode_text(text))


class TextEncoderStream(TransformStream):
    encoding = "utf-8"

    @classmethod
    def construct(cls, *_arguments: object) -> "TextEncoderStream":
        found: TextEncoderStream = join_ends(cls, _EncodingSink())
        return found


class _DecodingSink(TransformSink):
    def __init__(self, decoder: TextDecoder) -> None:
        super().__init__(QueueSource())
        self._decoder = decoder

    async def transform(self, chunk: object) -> None:
        data = read_bytes(chunk)
        if data is None:
            raise JsTypeError(
                "This TransformStream is being used as a byte stream, but received a value that is not a "
                "BufferSource."
            )
        self._pass_on(self._decoder.decode_bytes(data, is_last=False))

    async def flush(self) -> None:
        self._pass_on(self._decoder.decode_bytes(b"", is_last=True))

    def _pass_on(self, text: str) -> None:
        if text:
            self.source.enqueue(text)


class TextDecoderStream(TransformStream):
    encoding = "utf-8"
    fatal = False
    ignoreBOM = False

    @classmethod
    def construct(cls, label: object = None, options: object = None, *_rest: object) -> "TextDecoderStream":
        # workerd: options without `fatal` mean that it is wanted, unless pedantic_wpt is on
        fatal = read_property(options, "fatal")
        is_fatal = not is_nullish(options) if fatal is None else bool(fatal)
        decoder = TextDecoder(
            "utf-8" if label is None else to_string(label),
            is_fatal,
            bool(read_property(options, "ignoreBOM")),
        )
        found: TextDecoderStream = join_ends(cls, _DecodingSink(decoder))
        found.encoding, found.fatal, found.ignoreBOM = decoder.encoding, decoder.fatal, decoder.ignoreBOM
        return found
