"""When wrangler takes the image of a container for an address."""

from pathlib import Path

import pytest

from fakeflare.worker.config.check.rules.containers.images import find_image_problem


@pytest.mark.parametrize(
    "image",
    [
        "docker.io/httpd:1",
        "docker.io:5000/team/httpd:1",
        "user@docker.io/httpd@sha256:0123",
        "localhost:80/a:latest",
        "1.2.3/a:1",
        "1.2.3.4./a:1",
        "0x7f.1.example/a:1",
        "//docker.io/a:1",
        "docker.io\\a:1",
        "[::1]:80/a:1",
        "0x7f.0.0.1/a:1",
        "\u00e4.example/a:1",
        "httpd:1",
        "httpd:/a:1",
    ],
)
def test_an_image_in_a_registry(tmp_path: Path, image: str) -> None:
    assert find_image_problem(tmp_path, image) is None


@pytest.mark.parametrize(
    "image",
    [
        "httpd:latest",
        "httpd:65536",
        ":1",
        "a b:1",
        "<image>:1",
        "{{ image }}:1",
        "a%zz.example/a:1",
        "a^b/a:1",
        "1.2.3.4.5/a:1",
        "1.2.3.256/a:1",
        "1.2.65536/a:1",
        "a.1/a:1",
        "a.0x/a:1",
        "/:1",
        "user:password@/a:1",
        "a:b:1/x:1",
    ],
)
def test_an_image_that_is_no_address(tmp_path: Path, image: str) -> None:
    problem = find_image_problem(tmp_path, image)
    assert problem is not None
    assert problem.endswith(":\nInvalid URL")


def test_a_path_that_no_file_can_have(tmp_path: Path) -> None:
    problem = find_image_problem(tmp_path, "x" * 300)
    assert problem is not None
    assert "needs to include at least a tag ':'" in problem
