"""`data_blobs`: files whose bytes `env` holds, in Workers without modules."""

from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind("Data Blob", ("data_blobs",), "map", reach="top")
