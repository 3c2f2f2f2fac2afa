"""`wasm_modules`: WebAssembly in Workers without modules."""

from fakeflare.worker.config.bindings.kind import Kind

KIND = Kind("Wasm Module", ("wasm_modules",), "map", reach="top")
