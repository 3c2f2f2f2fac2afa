"""What `env` holds besides KV."""

import asyncio
import re
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
import pytest

from fakeflare.worker.bindings.context import BindingContext
from fakeflare.worker.bindings.env import make_env
from fakeflare.worker.bindings.unavailable import BindingUnavailable
from fakeflare.worker.config.bindings.binding import Binding, UnavailableBinding
from fakeflare.worker.config.kinds.assets import AssetsBinding
from fakeflare.worker.config.kinds.kv_namespaces import KvBinding
from fakeflare.worker.config.kinds.services import ServiceBinding
from fakeflare.worker.config.kinds.vars import Variable
from fakeflare.worker.config.kinds.version_metadata import VersionBinding
from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.language.kernel.null import jsnull

BUCKET = UnavailableBinding("BUCKET", "r2_buckets", "R2 Bucket", "r2_buckets[0]", "files")
VERSION = VersionBinding("V")
SENTENCE = (
    'env.BUCKET is an R2 Bucket binding (r2_buckets[0], "files"), which is not emulated by fakeflare yet'
)


def build(*bindings: Binding, **context: Any) -> Any:
    return make_env(bindings, BindingContext(httpx.AsyncHTTPTransport(), **context))


def test_variables_of_every_json_kind() -> None:
    values = {"T": "text", "I": 5, "F": 2.5, "B": True, "N": None, "O": {"a": [1, {"b": None}]}, "L": [1]}
    env = build(*(Variable(name, value=value) for name, value in values.items()))
    assert (env.T, env.I, env.F, env.B) == ("text", 5, 2.5, True)
    assert env.N is jsnull
    assert (env.O.a[1].b, env.O.constructor.name) == (jsnull, "Object")
    assert env.L.to_py() == [1]
    with pytest.raises(AttributeError, match=r"^MISSING$"):
        _ = env.MISSING


def test_version_metadata_is_made_up() -> None:
    version = build(VERSION).V
    assert uuid.UUID(version.id)
    assert version.tag == ""
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", version.timestamp)
    assert datetime.fromisoformat(version.timestamp)
    assert build(VERSION).V.id != version.id


def test_of_two_with_one_name_the_later_and_what_is_emulated_win() -> None:
    assert build(Variable("A", value=1), Variable("A", value=2)).A == 2
    assert build(VERSION, BUCKET._replace(name="V")).V.tag == ""
    assert "not emulated" in repr(build(BUCKET, Variable("BUCKET", value=1)).BUCKET)


def test_services_and_assets_need_somebody_who_answers() -> None:
    with pytest.raises(RuntimeError, match=r"env\.S has no Workers"):
        build(ServiceBinding("S", service="other"))
    with pytest.raises(RuntimeError, match=r"env\.FILES has no assets"):
        build(AssetsBinding("FILES", directory="site"))


def test_an_unavailable_binding_can_be_looked_at() -> None:
    bucket = build(BUCKET).BUCKET
    assert bucket
    assert repr(bucket) == "[env.BUCKET: R2 Bucket, not emulated by fakeflare yet]"
    assert str(bucket) == f"{bucket}"
    assert isinstance(bucket.constructor.name, str)
    assert not hasattr(bucket, "put")
    assert getattr(bucket, "put", None) is None


@pytest.mark.parametrize(
    "use",
    [
        lambda bucket: bucket.put("k", "v"),
        lambda bucket: bucket(),
        lambda bucket: list(bucket),
        lambda bucket: bucket["k"],
    ],
)
def test_an_unavailable_binding_cannot_be_used(use: Callable[[Any], object]) -> None:
    with pytest.raises(BindingUnavailable) as caught:
        use(build(BUCKET).BUCKET)
    assert str(caught.value) == SENTENCE


def test_the_sdk_shows_members_as_they_are(in_world: Callable[..., None]) -> None:
    async def answer(_request: object) -> Response:
        return Response(b"answer")

    async def check() -> None:
        from workers.rpc import _EnvWrapper, _FetcherWrapper

        env: Any = _EnvWrapper(build(BUCKET, AssetsBinding("OTHER", directory="site"), fetch_asset=answer))
        with pytest.raises(BindingUnavailable, match="R2 Bucket"):
            await env.BUCKET.put("k", "v")
        assert type(env.OTHER) is _FetcherWrapper
        response = await env.OTHER.fetch("http://other/")
        assert await response.text() == "answer"

    in_world(check)


def test_making_env_needs_no_loop_and_asks_nobody() -> None:
    carrier = httpx.MockTransport(lambda _request: pytest.fail("asked"))
    env: Any = make_env([KvBinding("KV", id="id")], BindingContext(carrier))
    assert env.KV.constructor.name == "KvNamespace"
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
