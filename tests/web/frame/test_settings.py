"""How an installation begins: its key, its files, its health."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from xianjie.config.secret import secret_key
from xianjie.instruments import jurisdictions

PROGRAM = (
    "import django; django.setup(); from django.conf import settings; print(settings.HOME, {})"
)


def test_a_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert len(key) >= 50
    assert secret_key(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert secret_key(_folder(tmp_path / "other")) != key


def test_two_that_begin_at_once_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_key_or_wait(tmp_path), range(32)))
    assert len(keys) == 1


def secret_key_or_wait(home: Path) -> str:
    """As a second process may do: it can meet the file before the first has written it."""
    for _ in range(1000):
        try:
            return secret_key(home)
        except RuntimeError:
            continue
    return secret_key(home)


def test_an_empty_key_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    with pytest.raises(RuntimeError, match="remove it, and a new key is made"):
        secret_key(tmp_path)


def test_an_empty_home_is_enough_and_may_be_made(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    environment = {
        **os.environ,
        "XIANJIE_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "xianjie.config.settings",
        "XIANJIE_HOSTS": "portal.example,127.0.0.1",
    }
    out = subprocess.run(
        [sys.executable, "-c", PROGRAM.format("settings.ALLOWED_HOSTS, settings.DEBUG")],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert out.strip() == f"{home} ['portal.example', '127.0.0.1'] False"
    assert (home / "secret_key").exists()


def test_pages_touch_no_database() -> None:
    assert Client().get("/zh/").status_code == 200
    assert Client().get("/zh/catalogue/").status_code == 200
    assert not Path(str(settings.DATABASES["default"]["NAME"])).exists()


@pytest.mark.django_db  # closing an answer closes connections that a test before it opened
@pytest.mark.parametrize(
    "file", ["xianjie/css/base.css", "django_htmx/htmx-2.min.js", "xianjie/mark.svg"]
)
def test_static_files_come_from_the_package_with_debugging_off(file: str) -> None:
    assert settings.DEBUG is False
    response = Client().get(f"/static/{file}")
    assert response.status_code == 200
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.getvalue()
    response.close()


def test_health_names_the_law_it_has_loaded() -> None:
    response = Client().get("/healthz")
    assert json.loads(response.content) == {"status": "ok", "jurisdictions": list(jurisdictions())}
    assert "no-store" in response.headers["Cache-Control"]


def _folder(path: Path) -> Path:
    path.mkdir()
    return path
