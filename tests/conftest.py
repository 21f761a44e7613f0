"""What every test has: settings, a home of its own, no network, hypothesis profiles."""

import fcntl
import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.core.signals import setting_changed
from django.test.client import ClientHandler
from hypothesis import HealthCheck, settings

from tests.commands import product
from tests.postgres import postgres

__all__ = ["postgres"]  # a fixture for all tests

ROOT = Path(__file__).resolve().parent.parent
PROVINCES = {"province_home", "own_province"}  # fixtures that take most of a minute to be made

# Set before Django reads its settings: a test never sees a person's data or a moved clock.
HOME = Path(tempfile.mkdtemp(prefix="xianjie-tests-"))
os.environ["XIANJIE_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "xianjie.config.settings"
os.environ.pop("XIANJIE_NOW", None)

# No deadline: two workers share two cores with a browser, so one slow example proves nothing.
_shared: dict[str, Any] = {
    "deadline": None,
    "print_blob": True,
    "suppress_health_check": [HealthCheck.too_slow],
}
# quick, and covering for the lines of the core, draw the same examples every time, so a commit
# passes or fails for its own sake; full and soak draw new ones, to find what quick cannot.
settings.register_profile("quick", derandomize=True, max_examples=15, **_shared)
settings.register_profile("covering", derandomize=True, max_examples=30, **_shared)
settings.register_profile("full", max_examples=100, **_shared)
settings.register_profile("soak", max_examples=100_000, **_shared)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


class NetworkRefusedError(RuntimeError):
    """A test, or the product under it, tried to reach another host."""


# Now, since the fixtures of a folder may need models when they are imported.
django.setup()


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """One worker makes the province and has its tests; what samples much comes before the rest."""
    for item in items:
        in_browser = item.path.is_relative_to(ROOT / "tests" / "browser")  # grouped by file
        if not in_browser and PROVINCES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group("province"))
    yield
    items.sort(
        key=lambda item: (
            not any(item.iter_markers("sampled")) and not item.get_closest_marker("browser")
        )
    )


@pytest.fixture(autouse=True, scope="session")
def _middleware_loaded_once() -> Iterator[None]:
    """Each test client would load it anew, and look through all static files to do so."""
    load = ClientHandler.load_middleware
    loaded: dict[str, Any] = {}

    def load_once(self: ClientHandler, is_async: bool = False) -> None:
        if not loaded:
            load(self, is_async)
            loaded.update(
                (name, value)
                for name, value in vars(self).items()
                if name.endswith(("chain", "middleware"))
            )
        vars(self).update(loaded)

    def forget(**_: object) -> None:
        loaded.clear()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load_once)
        setting_changed.connect(forget)
        yield
        setting_changed.disconnect(forget)


@pytest.fixture(scope="session")
def _province_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's province, made by the command itself once for all workers.

    Only copied: SQLite adds and removes files beside a database that is even read, which
    would trip the other worker's copying.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    home = shared / "province"
    with (shared / "province.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            partial = home.with_suffix(".partial")
            product(partial, "demo", "--no-serve", timeout=600)
            # Once here, rather than beside the server of each copy.
            product(partial, "messages", "deliver", timeout=600)
            product(partial, "demo", "--no-serve")  # seals what this added
            partial.rename(home)
    return home


@pytest.fixture(scope="session")
def province_home(_province_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This worker's copy of the province. Nobody writes to it."""
    return shutil.copytree(_province_made, tmp_path_factory.mktemp("province") / "home")


@pytest.fixture
def own_province(_province_made: Path, tmp_path: Path) -> Path:
    """A copy of the province for one test."""
    return shutil.copytree(_province_made, tmp_path / "province")


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Refuse every connection and every look-up that would leave this machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    getaddrinfo = socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:  # noqa: ANN401  # as in socket
        _refuse_other_hosts(self.family, address)
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:  # noqa: ANN401  # as in socket
        _refuse_other_hosts(self.family, address)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # as in socket
        _refuse_other_names(host)
        return getaddrinfo(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield


def _refuse_other_hosts(family: int, address: Any) -> None:  # noqa: ANN401  # as in socket
    if family in {socket.AF_INET, socket.AF_INET6}:
        _refuse_other_names(address[0])


def _refuse_other_names(host: str | bytes | None) -> None:
    if host is None or _is_loopback(host.decode() if isinstance(host, bytes) else host):
        return
    raise NetworkRefusedError(f"tests reach no host but this one, and this asked for {host!r}")


def _is_loopback(host: str) -> bool:
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.split("%", maxsplit=1)[0]).is_loopback
    except ValueError:
        return False
