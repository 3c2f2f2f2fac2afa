"""Stands in for the helper of the SDK's own test runner, which is not published: its names, and no more.

On Cloudflare these start pytest inside the Worker; here pytest runs around it.
"""

from typing import Any, NoReturn

from workers import Response, WorkerEntrypoint


def run_pytest(arguments: list[str]) -> NoReturn:
    raise NotImplementedError(f"pytest runs already: {arguments}")


class RunSuiteRequest:
    """Only imported."""


class TestRunner:
    """Only imported."""

    __test__ = False


class TestRunnerEntrypoint(WorkerEntrypoint):
    """The base of the Workers under test."""

    async def fetch(self, request: Any) -> Response:
        return Response("not found", status=404)

    def plugins(self) -> list[object]:
        return []
