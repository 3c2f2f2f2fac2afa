"""R2 buckets: what is special about them."""

import re

from fakeflare.worker.config.check.rules.bindings.entries import OPTIONALLY, Entry
from fakeflare.worker.config.check.rules.bindings.faults import (
    BAD_BUCKET_NAME,
    EXPERIMENTAL_FIELD,
    FIELD_TYPE,
)
from fakeflare.worker.config.document.values import MISSING, is_object

# workers-utils: src/config/validation.ts `isValidR2BucketName`, `bucketFormatMessage`
_BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")
_FORMAT = (
    "Bucket names must begin and end with an alphanumeric character, only contain lowercase letters, "
    "numbers, and hyphens, and be between 3 and 63 characters long."
)


def check_bucket(entry: Entry) -> None:
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
