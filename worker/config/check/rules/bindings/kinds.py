"""What each kind of binding wants in its entries, in wrangler's words.

workers-utils: src/config/validation.ts, `validateKVBinding` and its neighbours.
"""

from fakeflare.worker.config.check.rules.bindings.entries import (
    MUST,
    MUST_A,
    MUST_AN,
    OPTIONALLY,
    REMOTE,
    SHOULD,
    Kind,
    Member,
)
from fakeflare.worker.config.check.rules.bindings.messaging import check_email, check_pipeline, check_producer
from fakeflare.worker.config.check.rules.bindings.platform import (
    check_k2,
    check_network,
    check_outbound,
    check_plugin,
    check_rate,
)
from fakeflare.worker.config.check.rules.bindings.storage import check_bucket
from fakeflare.worker.config.check.rules.bindings.workflows import check_workflow


def _require(key: str, sentence: str) -> Member:
    return Member(key, sentence, is_required=True)


_BINDING = _require("binding", SHOULD)
_MUST_BINDING = _require("binding", MUST)
_TEXTS = '"{path}" bindings should, optionally, have a []string "{key}" field but got {entry}.'
_K2 = '"{path}" must have a string "{key}" field.'

PRODUCERS = Kind(
    "queues.producers",
    (
        _BINDING,
        Member(
            "queue",
            '"{path}" bindings should optionally have a non-empty string "{key}" field but got {entry}.',
            may_be_empty=False,
        ),
        Member(
            "delivery_delay",
            '"{path}" should, optionally, have a number "{key}" field but got {entry}.',
            "number",
        ),
        REMOTE,
    ),
    check_producer,
    label="queue",
)

KINDS = (
    Kind(
        "kv_namespaces",
        (
            _BINDING,
            Member("id", SHOULD, may_be_empty=False),
            Member("preview_id", OPTIONALLY),
            REMOTE,
        ),
    ),
    Kind(
        "r2_buckets",
        (
            _BINDING,
            Member("bucket_name", SHOULD, may_be_empty=False),
            Member("preview_bucket_name", OPTIONALLY),
            Member("jurisdiction", OPTIONALLY),
            REMOTE,
        ),
        check_bucket,
    ),
    Kind(
        "d1_databases",
        (
            _BINDING,
            Member("database_id", MUST_A),
            *(
                Member(key, OPTIONALLY)
                for key in (
                    "preview_database_id",
                    "migrations_pattern",
                    "database_name",
                    "jurisdiction",
                    "migrations_dir",
                    "migrations_table",
                    "database_internal_env",
                )
            ),
            REMOTE,
        ),
    ),
    Kind("vectorize", (_BINDING, _require("index_name", MUST_AN), REMOTE)),
    Kind("ai_search_namespaces", (_BINDING, _require("namespace", MUST_A), REMOTE)),
    Kind("ai_search", (_BINDING, _require("instance_name", MUST_AN), REMOTE)),
    Kind("agent_memory", (_BINDING, _require("namespace", MUST_A), REMOTE)),
    Kind("hyperdrive", (_BINDING, _require("id", MUST_A), REMOTE)),
    Kind(
        "services",
        (
            _BINDING,
            _require("service", SHOULD),
            Member("environment", SHOULD),
            Member("entrypoint", SHOULD),
            REMOTE,
        ),
        check_plugin,
    ),
    Kind(
        "analytics_engine_datasets",
        (_BINDING, Member("dataset", OPTIONALLY, may_be_empty=False), REMOTE),
        label="analytics_engine",
    ),
    Kind(
        "dispatch_namespaces",
        (
            _require("binding", '"{path}" should have a string "{key}" field but got {entry}.'),
            Member("namespace", '"{path}" should optionally have a string "{key}" field but got {entry}.'),
            REMOTE,
        ),
        check_outbound,
        not_an_object='"{path}" binding should be objects, but got {entry}',
    ),
    Kind(
        "mtls_certificates",
        (_BINDING, Member("certificate_id", SHOULD, is_required=True, may_be_empty=False), REMOTE),
    ),
    Kind("pipelines", (_MUST_BINDING, REMOTE), check_pipeline, label="pipeline"),
    Kind(
        "k2",
        (_require("binding", _K2), _require("stream", _K2), REMOTE),
        check_k2,
        not_an_object='"{path}" bindings should be objects, but got {entry}',
        refuses_arrays=True,
    ),
    Kind(
        "secrets_store_secrets",
        (_MUST_BINDING, _require("store_id", MUST), _require("secret_name", MUST)),
    ),
    Kind("artifacts", (_MUST_BINDING, _require("namespace", MUST), REMOTE)),
    Kind(
        "unsafe_hello_world",
        (
            _MUST_BINDING,
            Member(
                "enable_timer",
                '"{path}" bindings must have a boolean "{key}" field but got {entry}.',
                "boolean",
            ),
        ),
    ),
    Kind(
        "flagship",
        (
            _MUST_BINDING,
            Member("app_id", '"{path}" bindings may have a string "{key}" field but got {entry}.'),
            REMOTE,
        ),
    ),
    Kind("worker_loaders", (_MUST_BINDING,), label="worker_loader"),
    Kind(
        "ratelimits",
        (_require("name", MUST), _require("namespace_id", MUST)),
        check_rate,
        name="name",
    ),
    Kind("vpc_services", (_BINDING, _require("service_id", MUST_A))),
    Kind("vpc_networks", (_BINDING,), check_network),
    Kind(
        "send_email",
        (
            _require("name", SHOULD),
            Member("destination_address", OPTIONALLY),
            Member("allowed_destination_addresses", _TEXTS, "object"),
            Member("allowed_sender_addresses", _TEXTS, "object"),
            REMOTE,
        ),
        check_email,
        name="name",
    ),
    Kind(
        "workflows",
        (
            _BINDING,
            _require("name", SHOULD),
            _require("class_name", SHOULD),
            Member("script_name", OPTIONALLY),
        ),
        check_workflow,
    ),
)
"""Every field that is a list of bindings."""
