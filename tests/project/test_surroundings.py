"""What tests/conftest.py promises to every test."""

import os
import socket
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from tests.conftest import HOME, NetworkRefusedError

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
