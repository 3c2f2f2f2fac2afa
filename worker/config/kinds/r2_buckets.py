"""`r2_buckets`: R2 buckets."""

import re

from fakeflare.worker.config.bindings.entries import (
    BINDING,
    OPTIONALLY,
    REMOTE,
    SHOULD,
    Entry,
    EntryTable,
    Member,
)
from fakeflare.worker.config.bindings.faults import (
    EXPERIMENTAL_FIELD,
    FIELD_TYPE,
)
from fakeflare.worker.config.bindings.ids import (
    Ids,
)
from fakeflare.worker.config.bindings.kind import Kind
from fakeflare.worker.config.document.values import (
    MISSING,
    is_object,
)
from fakeflare.worker.config.findings.catalogue import define

BAD_BUCKET_NAME = define(
    "FF307",
    "bad-bucket-name",
    "error",
    "A bucket has a name that R2 does not allow.",
    """wrangler refuses the file. Bucket names have 3 to 63 lower-case letters, digits and dashes, and no
    dash at either end.""",
)

# workers-utils: src/config/validation.ts `isValidR2BucketName`, `bucketFormatMessage`
_BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")
_FORMAT = (
    "Bucket names must begin and end with an alphanumeric character, only contain lowercase letters, "
    "numbers, and hyphens, and be between 3 and 63 characters long."
)


def _check_bucket(entry: Entry) -> None:
    """`validateR2Binding`. An empty bucket_name is a fault of its own; an empty preview_bucket_name is
    not."""
    name, preview_name = entry.get("bucket_name"), entry.get("preview_bucket_name")
    if isinstance(name, str) and name and not _BUCKET_NAME.fullmatch(name):
        sentence = f"{{path}}.bucket_name={{name}} is invalid. {_FORMAT}"
        entry.fail(BAD_BUCKET_NAME, "bucket_name", sentence, hint=_advise_name(name), name=name)
    if isinstance(preview_name, str) and not _BUCKET_NAME.fullmatch(preview_name):
        # the blank after the equals sign is wrangler's
        sentence = f"{{path}}.preview_bucket_name= {{name}} is invalid. {_FORMAT}"
        hint = _advise_name(preview_name)
        entry.fail(BAD_BUCKET_NAME, "preview_bucket_name", sentence, hint=hint, name=preview_name)
    _check_local(entry)


def _advise_name(name: str) -> str | None:
    likely = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return f'Perhaps "{likely}".' if _BUCKET_NAME.fullmatch(likely) else None


def _check_local(entry: Entry) -> None:
    local = entry.get("local_dev")
    if local is MISSING:
        return
    if not is_object(local) and not isinstance(local, list):
        entry.fail(FIELD_TYPE, "local_dev", OPTIONALLY.replace("a string", "an object"))
    elif is_object(local) and "experimental_s3_credentials" in local:
        message = (
            '"local_dev.experimental_s3_credentials" fields are experimental and may change or break at any '
            "time."
        )
        place = (*entry.place, "local_dev", "experimental_s3_credentials")
        entry.findings.add(EXPERIMENTAL_FIELD, place, message, on="key")
        _check_credentials(entry, local["experimental_s3_credentials"])


def _check_credentials(entry: Entry, credentials: object) -> None:
    keys = ("accessKeyId", "secretAccessKey")
    if not (is_object(credentials) and all(isinstance(credentials.get(key), str) for key in keys)):
        entry.fail(
            FIELD_TYPE,
            "local_dev",
            '"{path}" bindings should, optionally, have a "local_dev.experimental_s3_credentials" field with '
            'string "accessKeyId" and "secretAccessKey" fields, but got {entry}.',
        )


KIND = Kind(
    "R2 Bucket",
    ("r2_buckets",),
    resource=("bucket_name",),
    entries=EntryTable(
        "r2_buckets",
        (
            BINDING,
            Member("bucket_name", SHOULD, may_be_empty=False),
            Member("preview_bucket_name", OPTIONALLY),
            Member("jurisdiction", OPTIONALLY),
            REMOTE,
        ),
        _check_bucket,
    ),
    # an empty preview_bucket_name is an error of wrangler's
    ids=Ids(
        ("bucket_name", "preview_bucket_name"),
        preview="preview_bucket_name",
        may_preview_be_empty=False,
        noun="bucket",
        qualifier="jurisdiction",
        listing="`wrangler r2 bucket list` shows the names",
    ),
    is_for_pages=True,
)
