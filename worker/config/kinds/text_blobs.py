"""`text_blobs`: files whose text `env` holds, in Workers without modules."""

from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind("Text Blob", ("text_blobs",), "map", reach="top")
