"""FF300 to FF329: what can be wrong with the shape of a binding of any kind."""

from fakeflare.worker.config.findings.catalogue import define

NOT_A_LIST = define(
    "FF300",
    "bindings-not-a-list",
    "error",
    "A field that lists bindings is no array.",
    """wrangler refuses the file. Each entry of such a field is an object in an array, even if there is
    only one: `"kv_namespaces": [{"binding": "CACHE"}]`; in TOML the header has two brackets,
    `[[kv_namespaces]]`. A header with one bracket makes a single table.""",
)
NOT_AN_OBJECT = define(
    "FF301",
    "bindings-not-an-object",
    "error",
    "A field of bindings is no object.",
    """wrangler refuses the file. `durable_objects` and `queues` are objects that hold their lists,
    `{"bindings": [...]}` and `{"producers": [...], "consumers": [...]}`; `ai`, `browser`, `images` and the
    like exist once for each Worker, as `{"binding": "AI"}`.""",
)
ENTRY_NOT_AN_OBJECT = define(
    "FF302",
    "entry-not-an-object",
    "error",
    "An entry in a list of bindings is no object.",
    """wrangler refuses the file; in an environment its validator crashes. Write an object with the
    binding's name, or remove the entry.""",
)
NO_NAME = define(
    "FF303",
    "binding-without-name",
    "error",
    "A binding has no name.",
    """wrangler refuses the file. The name is what the Worker's code finds in `env`, and a string. It is
    called `binding`, except in `durable_objects`, `send_email`, `ratelimits`, `unsafe` and `logfwdr`,
    which call it `name`.""",
)
FIELD_MISSING = define(
    "FF304",
    "binding-field-missing",
    "error",
    "A binding does not say what it is bound to.",
    "wrangler refuses the file. Add the field that the message names.",
)
FIELD_TYPE = define(
    "FF305",
    "binding-field-wrong-type",
    "error",
    "A field of a binding has the wrong type.",
    """wrangler refuses the file. Ids and names are strings even if they look like numbers, `remote` is
    true or false without quotes, and `null` is not the same as leaving the field out.""",
)
FIELD_EMPTY = define(
    "FF306",
    "binding-field-empty",
    "error",
    "A field of a binding is empty.",
    """wrangler refuses the file. Fill it in; where the field is optional, leave it out: without an id
    wrangler creates a KV namespace, an R2 bucket or a queue at the first deploy.""",
)
EXCLUSIVE_FIELDS = define(
    "FF308",
    "exclusive-binding-fields",
    "error",
    "A binding has two fields of which it may have one.",
    "wrangler refuses the file, since it cannot know which of the two is meant. Remove one of them.",
)
DEPRECATED_FIELD = define(
    "FF317",
    "deprecated-binding-field",
    "warning",
    "A field of a binding is deprecated.",
    "wrangler warns. The field has no effect, or another has taken its place; the message says which.",
)
EXPERIMENTAL_FIELD = define(
    "FF319",
    "experimental-field",
    "warning",
    "A field is experimental.",
    """wrangler warns: it may change or break at any time. The environment variable
    WRANGLER_DISABLE_EXPERIMENTAL_WARNING silences wrangler, ignoring this rule silences this check.""",
)
