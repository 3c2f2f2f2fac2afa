"""FF300 to FF329: what can be wrong with the shape of a binding."""

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
BAD_BUCKET_NAME = define(
    "FF307",
    "bad-bucket-name",
    "error",
    "A bucket has a name that R2 does not allow.",
    """wrangler refuses the file. Bucket names have 3 to 63 lower-case letters, digits and dashes, and no
    dash at either end.""",
)
EXCLUSIVE_FIELDS = define(
    "FF308",
    "exclusive-binding-fields",
    "error",
    "A binding has two fields of which it may have one.",
    "wrangler refuses the file, since it cannot know which of the two is meant. Remove one of them.",
)
BAD_PERIOD = define(
    "FF309",
    "bad-ratelimit-period",
    "error",
    "A rate limit counts over a period that does not exist.",
    "wrangler refuses the file. Rate limits count over 10 or over 60 seconds.",
)
BAD_WORKFLOW_NAME = define(
    "FF310",
    "bad-workflow-name",
    "error",
    "A workflow has a name that is not allowed.",
    """wrangler refuses the file. The name has 1 to 64 letters, digits, underscores and hyphens, and does
    not begin with a hyphen.""",
)
DUPLICATE_WORKFLOW = define(
    "FF311",
    "duplicate-workflow-name",
    "error",
    "Two workflows have the same name.",
    "wrangler refuses the file. A workflow is created under its name, so each binding's `name` is its own.",
)
BAD_WORKFLOW_SETTING = define(
    "FF312",
    "bad-workflow-setting",
    "error",
    "A setting of a workflow has a value that is not allowed.",
    """wrangler refuses the file. `limits.steps` and `concurrency.limit` are positive integers, a retention
    is a positive integer of milliseconds or a text such as `3 days`, schedules are not empty.""",
)
MANY_STEPS = define(
    "FF313",
    "too-many-workflow-steps",
    "warning",
    "A workflow asks for more steps than production allows.",
    "wrangler warns: it runs locally, and may not run once it is deployed. The maximum is 25,000 steps.",
)
BAD_CONSUMER_TYPE = define(
    "FF314",
    "bad-consumer-type",
    "error",
    "A queue's consumer is of a type that cannot be configured here.",
    """wrangler refuses the file. Only Workers consume queues by configuration; a pull consumer is made
    with `wrangler queues consumer http add QUEUE`.""",
)
DUPLICATE_CONSUMER = define(
    "FF315",
    "duplicate-consumer",
    "error",
    "A queue is listed twice among the consumers.",
    """wrangler says nothing, and sets up the same consumer twice: a queue has one consumer, so the
    settings of one of the two entries are lost, or the deploy fails. Keep one entry.""",
)
DUPLICATE_TAIL_CONSUMER = define(
    "FF316",
    "duplicate-tail-consumer",
    "warning",
    "The same tail Worker is listed twice.",
    "wrangler says nothing. One entry is enough, and two may make every log arrive twice. Keep one.",
)
DEPRECATED_FIELD = define(
    "FF317",
    "deprecated-binding-field",
    "warning",
    "A field of a binding is deprecated.",
    "wrangler warns. The field has no effect, or another has taken its place; the message says which.",
)
SUPPORTED_UNSAFE = define(
    "FF318",
    "needless-unsafe-binding",
    "warning",
    "A binding under `unsafe` has a type that wrangler knows by itself.",
    """wrangler warns. What stands under `unsafe` is sent to the API as it is, unchecked, and does not
    exist in `wrangler dev`. Use the field that the type has by now.""",
)
EXPERIMENTAL_FIELD = define(
    "FF319",
    "experimental-field",
    "warning",
    "A field is experimental.",
    """wrangler warns: it may change or break at any time. The environment variable
    WRANGLER_DISABLE_EXPERIMENTAL_WARNING silences wrangler, ignoring this rule silences this check.""",
)
IGNORED_REMOTE = define(
    "FF320",
    "ignored-remote",
    "warning",
    "A service binding has both `dev` and `remote`.",
    "wrangler warns: the local plugin of `dev` is used, and `remote` is ignored. Remove one of them.",
)
ALWAYS_REMOTE = define(
    "FF321",
    "always-remote",
    "error",
    "`remote` is false for a binding that exists only remotely.",
    "wrangler refuses the file. Leave `remote` out.",
)
BAD_DELAY = define(
    "FF322",
    "bad-update-delay",
    "error",
    "The delay of `code_update_strategy` is not allowed.",
    "wrangler refuses the file. `max_delay` is in seconds, at most a day, and not finer than a millisecond.",
)
MOVED_SCHEMA = define(
    "FF323",
    "logfwdr-schema-moved",
    "error",
    "`logfwdr` has the field `schema`, which is gone.",
    """wrangler refuses the file. Use `unsafe.capnp`, with `base_path` and `source_schemas`, or with
    `compiled_schema`.""",
)
NO_SCRIPT_NAME = define(
    "FF324",
    "environment-without-script-name",
    "error",
    "A Durable Object's binding names an environment but no Worker.",
    """wrangler refuses the file. `environment` is that of another Worker, which `script_name` names. A
    class of this Worker needs neither.""",
)
