import pytest

from fakeflare.worker.config.findings.placeholders import looks_like_placeholder

LEFT_OVER = """
<Add-KV-ID>
<ADD YOUR KV NAMESPACEID HERE>
<<REMOTE_WORKER_PLACEHOLDER>>
<TBD>
TBD
TODO
your-id
YOUR_HYPERDRIVE_ID
id-of-your-kv
UPDATE_THIS_FOR_REMOTE_USE
REPLACE_ME
replace-with-your-id
CHANGEME
INSERT_ID
paste-id-here
placeholder-kv-id
{{ id }}
prefix-{{id}}
${KV_ID}
%COMPAT_DATE
%ID%
__KV_ID__
[your id]
...
xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX
00000000-0000-0000-0000-000000000000
000000000000000000000000000000000
""".strip().split("\n")

MEANT = """
0f2ac74b498b48028cb68387c421e279
f8b1e2f4-9c1d-4a6e-8f57-0d8b6a1c2e3f
shared-store
local-content-kv
playground-cache
test-kv-id
todo-app
todos
yourself
inserts
2026-08-01
1001
0
x
my-bucket
""".strip().split("\n")


@pytest.mark.parametrize("text", LEFT_OVER)
def test_what_templates_leave_is_a_placeholder(text: str) -> None:
    assert looks_like_placeholder(text)


@pytest.mark.parametrize("text", ["", *MEANT])
def test_names_and_ids_are_no_placeholders(text: str) -> None:
    assert not looks_like_placeholder(text)


def test_a_long_text_is_not_looked_at() -> None:
    assert not looks_like_placeholder("<" + 300 * "x" + ">")
