"""The public log's files as clients ask for them, and its page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.certificates.sealed import staged
from tests.certificates.witness import witnessing
from xianjie.calendar import end_of
from xianjie.domain.certificates import sealing_days
from xianjie.domain.certificates.publishing import folder, log_key, log_verifier, publish
from xianjie.domain.certificates.witnessing import configured, gather
from xianjie.instruments import law
from xianjie.ops.records import now
from xianjie.tlog.notes import read_verifier
from xianjie.tlog.verifying import Trust, verify

pytestmark = pytest.mark.django_db
FOR_EVER = "public, max-age=31536000, immutable"
AT = datetime(2021, 3, 1, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, settings: Settings) -> None:
    settings.HOME = tmp_path


def sealed(count: int, at: datetime = AT) -> None:
    staged(count, at)
    publish(files=folder(), key=log_key(), at=at)


class Served(Client):
    """A log read as any client of the web would."""

    def read(self, path: str) -> bytes | None:
        answer = self.get(f"/log/{path}")
        return answer.content if answer.status_code == 200 else None


def test_who_reads_the_addresses_verifies_the_log() -> None:
    sealed(300)
    sealing_days.cut(files=folder(), key=log_key(), witnesses=[], law=law(), at=AT)
    client = Served()
    key = client.get("/log/key").content.decode()
    found = verify(client, Trust(read_verifier(key)), list(folder().below("tile")))
    assert found.head.checkpoint.size == 300
    assert len(found.days) == len(sealing_days.days_kept(folder())) > 0


def test_types_and_caches_are_those_of_tlog_tiles() -> None:
    sealed(300)
    client = Client()
    for path, kind, keeping in (
        ("checkpoint", "text/plain; charset=utf-8", "no-cache"),
        ("key", "text/plain; charset=utf-8", "no-cache"),
        ("tile/0/000", "application/octet-stream", FOR_EVER),
        (
            "tile/entries/001.p/44",
            "application/octet-stream",
            FOR_EVER,
        ),
    ):
        answer = client.get(f"/log/{path}")
        assert answer.status_code == 200, path
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["Cache-Control"] == keeping
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        again = client.get(f"/log/{path}", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    assert client.head("/log/checkpoint").status_code == 200
    assert client.post("/log/checkpoint").status_code == 405


def test_what_is_not_published_is_not_there() -> None:
    client = Client()
    assert client.get("/log/checkpoint").status_code == 404
    assert client.get("/log/tile/0/000").status_code == 404
    sealed(3)
    folder().write("tile/0/000.p/4", b"x")  # of a crash: no checkpoint has it
    folder().write("other", b"x")
    for path in (
        "tile/0/000.p/4",
        "tile/0/000",
        "other",
        "../keys/log.pem",
        "%2e%2e/keys/log.pem",
        "tile/0/000.p/003",
        "sealing/2021-03-01",
        "sealing/../checkpoint",
        "",
    ):
        assert client.get(f"/log/{path}").status_code == 404, path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_says_where_the_log_stands(lang: str, tmp_path: Path, settings: Settings) -> None:
    client = Client()

    def words() -> str:
        answer = client.get(f"/{lang}/log/")
        assert answer.status_code == 200
        return answer.content.decode().partition("<main")[2]

    assert ("还没有封存过" if lang == "zh" else "nothing is sealed yet") in words()
    sealed(3)
    sealing_days.cut(files=folder(), key=log_key(), witnesses=[], law=law(), at=AT)
    told = words()
    assert log_verifier().text.replace("+", "&#43;") in told or log_verifier().text in told
    assert ("还没有见证方" if lang == "zh" else "There is no witness yet") in told
    assert ("演示的日志" if lang == "zh" else "demonstration's log") in told
    late = (AT - end_of(date(2020, 9, 30))).days
    assert (f"迟 {late} 天" if lang == "zh" else f"Cut {late} days late") in told
    with witnessing(tmp_path / "one", log_verifier()) as one:
        settings.LOG_WITNESSES, settings.LOG_QUORUM = ((one.verifier, one.address),), 1
        assert ("尚未会签" if lang == "zh" else "not yet") in words()
        gather(files=folder(), witnesses=configured(), at=now())
    told = words()
    assert "witness.example/one" in told
    assert "--witness witness.example/one" in told


def test_the_page_of_checking_leads_here() -> None:
    assert '/zh/log/"' in Client().get("/zh/verify/").content.decode()
