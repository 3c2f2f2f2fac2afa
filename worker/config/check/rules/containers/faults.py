"""What can be wrong with a container."""

from fakeflare.worker.config.findings.catalogue import define

BAD_CONTAINER = define(
    "FF470",
    "bad-container",
    "error",
    "`containers` is no array, or an entry or one of its objects is none.",
    """wrangler refuses the file. `containers` is an array of objects; in TOML each begins with
    `[[containers]]`.""",
)
NO_NAME = define(
    "FF471",
    "container-without-name",
    "error",
    "A container has no name, and wrangler cannot make one.",
    """wrangler refuses the file. It makes the name of a container of the Worker's `name` and the container's
    `class_name`; where one of these is missing, the container needs a `name` itself.""",
)
NO_IMAGE = define(
    "FF472",
    "container-without-image",
    "error",
    "A container does not say which image it runs.",
    """wrangler refuses the file. `image` is the path of a Dockerfile, from the configuration's folder, or an
    image in a registry with its tag.""",
)
IMAGE_NOT_FOUND = define(
    "FF473",
    "container-image-not-found",
    "error",
    "The image of a container is neither a Dockerfile that is there nor the name of an image in a registry.",
    """wrangler refuses the file. A path counts from the folder of the configuration and leads to the
    Dockerfile itself. An image in a registry has a tag and no protocol: `docker.io/httpd:1`. With
    `--no-files` this rule is silent.""",
)
BAD_ROLLOUT = define(
    "FF474",
    "bad-container-rollout",
    "error",
    "The steps or the pause of a container's rollout are none that wrangler takes.",
    """wrangler refuses the file. `rollout_step_percentage` is 5, 10, 20, 25, 50 or 100, or an array of rising
    numbers from 10 to 100 with 100 last, no longer than `max_instances`. `rollout_active_grace_period` is a
    number of seconds.""",
)
BAD_LIMITS = define(
    "FF475",
    "bad-container-limits",
    "error",
    "The size or the number of a container's instances is none that wrangler takes.",
    """wrangler refuses the file. `max_instances` is not negative. `instance_type` is one of the names, or an
    object of numbers: `vcpu`, `memory_mib`, `disk_mb`; the older limits in `configuration` exclude it.""",
)
DEPRECATED = define(
    "FF476",
    "deprecated-container-field",
    "warning",
    "A container uses a field or a value that has been replaced.",
    """wrangler warns and still takes it. The message says what to write instead; where that is only another
    name, `fakeflare check --fix` writes it.""",
)
BAD_ACCESS = define(
    "FF477",
    "bad-container-ssh",
    "error",
    "The SSH settings or the keys of a container are not what wrangler takes.",
    """wrangler refuses the file. `ssh` has `enabled` and may have a `port`; each key is an object with
    the text of an ED25519 key as `public_key`, those of `authorized_keys` with a `name` too.""",
)
BAD_CONSTRAINTS = define(
    "FF478",
    "bad-container-constraints",
    "error",
    "The constraints of a container contradict each other or name a place that there is not.",
    """wrangler refuses the file. `tiers` replaces `tier`; the message lists the regions, or the
    jurisdictions.""",
)
BAD_OBSERVABILITY = define(
    "FF479",
    "bad-container-observability",
    "error",
    "The observability of a container contradicts itself or is out of range.",
    """wrangler refuses the file. `enabled` and `logs.enabled` mean the same; instances are chosen by a
    share from 1 to 99 percent or by a number, not by both, and only while logs are on.""",
)
BAD_MANAGED = define(
    "FF480",
    "bad-managed-container",
    "error",
    "A container that Durable Objects manage has a field or a value that only other containers have.",
    """wrangler refuses the file. With `scheduling_policy: "durable_object"` the Durable Object starts the
    container and chooses the image from `images`; sizes, rollouts and single images are for the other
    policies.""",
)
BAD_MANAGED_IMAGE = define(
    "FF481",
    "bad-managed-image",
    "error",
    "An entry of a managed container's `images` is not what wrangler takes.",
    """wrangler refuses the file. Each entry has either a `dockerfile`, with a `build_context` and
    `build_vars` if need be, or an `image` in Cloudflare's registry, pinned by its digest.""",
)
REPEATED = define(
    "FF482",
    "repeated-container",
    "error",
    "Two containers have the same name, or are attached to the same Durable Object class.",
    "wrangler refuses the file. Each container has a name and a class of its own.",
)
NOT_LINKED = define(
    "FF483",
    "container-not-linked",
    "error",
    "A container and the Durable Object class that starts it do not refer to each other.",
    """wrangler refuses the file. Either the container names its class (`class_name`), or the class in
    `exports` names its container (`container`); where both do, they must agree.""",
)
NO_OBJECT = define(
    "FF484",
    "container-without-durable-object",
    "error",
    "The class of a container is no Durable Object class of this Worker.",
    """`wrangler dev` and `wrangler deploy` stop with this sentence. A container belongs to a Durable
    Object class of the same Worker: one that is bound, or declared in `migrations` or `exports`, and for
    managed containers one that SQLite stores. Bindings are not inherited: an environment with
    `containers` needs its own.""",
)
BAD_PREVIEW = define(
    "FF485",
    "bad-preview-container",
    "error",
    "A container under `previews` has a name, a policy or a class that it cannot have there.",
    """wrangler refuses the file. A preview's containers are named by Cloudflare and told apart by their
    `class_name`.""",
)
BAD_CLOUDCHAMBER = define(
    "FF486",
    "bad-cloudchamber",
    "error",
    "`cloudchamber` is not what wrangler takes.",
    """wrangler refuses the file. Cloudchamber was the name of Containers before they were published: a new
    project uses `containers`.""",
)
