"""What a Worker's files may be called, and two Workers side by side in one process."""

from collections.abc import Iterator

import pytest

from tests.journeys.workers.development import Development, developing


def test_a_main_module_may_be_called_worker_and_be_imported() -> None:
    with developing("main-named-worker") as worker:
        seen = worker.client.get("/").json()

    assert seen == {"imported": "the main module", "same_class": True, "module": "worker"}


def test_a_main_module_may_be_called_like_a_standard_one() -> None:
    with developing("main-named-queue") as worker:
        answers = [worker.client.get("/").text for _ in range(2)]

    assert answers == ["1 in the line", "2 in the line"]


@pytest.fixture(scope="module")
def both() -> Iterator[Development]:
    with developing("two-workers/front", "two-workers/back") as worker:
        yield worker


def test_the_first_worker_answers_and_reaches_the_other(both: Development) -> None:
    relayed = both.client.post("/there", content="with a body")

    assert (relayed.status_code, relayed.text) == (
        202,
        "front relays: back has seen POST there with a body",
    )


def test_modules_of_one_name_are_each_workers_own(both: Development) -> None:
    assert both.client.get("/here").text == "front has seen here"


def test_the_other_workers_methods_can_be_called(both: Development) -> None:
    assert both.client.get("/sum").json() == {"sum": 5, "by": "back"}


def test_the_order_of_the_flags_chooses_the_main_worker() -> None:
    with developing("two-workers/back", "two-workers/front") as worker:
        answer = worker.client.get("/direct")

    assert (answer.status_code, answer.text) == (202, "back has seen GET direct")
