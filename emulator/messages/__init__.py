"""What the control face reads and says: one class a message, the home of all that is known of it.

Members, types, bounds, defaults and words stand there once; parsing, the sentences of refusals, the OpenAPI
document, flags, the signatures of `fakeflare.control` and the tables of docs/control.md come from them. A
message knows nothing of HTTP and of the store. All modules here but `errors` need msgspec, so that nothing
imports them before the first message comes.
"""
