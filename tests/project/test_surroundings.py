"""What tests/conftest.py promises to every test."""

import os
import socket
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from tests.conftest import HOME, PROVINCES, ROOT, NetworkRefusedError
from tests.sampling import sample

ELSEWHERE = "198.51.100.7"  # an address kept for documents: nobody is there


def test_the_home_is_a_folder_that_goes_away() -> None:
    assert Path(os.environ["XIANJIE_HOME"]) == HOME
    assert HOME.parent == Path(tempfile.gettempdir())
    assert "XIANJIE_NOW" not in os.environ


def test_the_settings_are_those_of_the_product() -> None:
    assert settings.SETTINGS_MODULE == "xianjie.config.settings"


def test_another_host_is_refused_by_address() -> None:
    with socket.socket() as client, pytest.raises(NetworkRefusedError, match=ELSEWHERE):
        client.connect((ELSEWHERE, 80))
    with socket.socket() as client, pytest.raises(NetworkRefusedError, match=ELSEWHERE):
        client.connect_ex((ELSEWHERE, 80))


def test_another_host_is_refused_by_name() -> None:
    with pytest.raises(NetworkRefusedError, match="example"):
        socket.create_connection(("registry.example", 443), timeout=1)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_this_host_is_reached(name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection((name, port), timeout=5) as client:
            assert client.getpeername()[1] == port


@pytest.mark.xdist_group("runner")
def test_groups_of_tests_are_kept_together(request: pytest.FixtureRequest) -> None:
    """Else what a group shares, such as a walk of the portal, is made once for each core."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("one process has all groups")
    assert request.node.nodeid.endswith("@runner")


def test_the_province_is_made_and_asked_by_one_worker(request: pytest.FixtureRequest) -> None:
    """Else the other would wait for most of a minute while it is made."""
    asking = [
        item
        for item in request.session.items
        if PROVINCES & set(getattr(item, "fixturenames", ()))
        and not item.path.is_relative_to(ROOT / "tests" / "browser")
    ]
    groups = {mark.args for item in asking for mark in item.iter_markers("xdist_group")}
    assert groups <= {("province",)}
    assert all(item.get_closest_marker("xdist_group") for item in asking)


def test_samples_from_different_starts_leave_nothing_out() -> None:
    assert {one for start in range(3) for one in sample(range(10), of=3, start=start)} == {
        *range(10)
    }


def test_what_takes_a_sample_is_whole_in_the_full_run() -> None:
    """Which asks for it by its mark."""
    for path in (ROOT / "tests").rglob("test_*.py"):
        text = path.read_text(encoding="utf-8")
        if "from tests.sampling import" in text and path != Path(__file__):
            assert "mark.sampled" in text or "mark.slow" in text, path
