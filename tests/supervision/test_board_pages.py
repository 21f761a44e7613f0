"""Pages of supervision: what each shows to whom, where its figures lead, what is said there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
from django.test import Client

from tests.supervision.found import Supervised, make_supervised, moment, run_of
from tests.supervision.looked_at import ISSUED, Register, issuer, office, province, register, sat
from tests.supervision.test_figures import evaluated, issue
from tests.supervision.test_flights import SECOND, asked_for
from tests.web.work.conftest import LogIn, log_in
from xianjie.domain.accounts.acting import actor_of
from xianjie.domain.accounts.models import User
from xianjie.domain.evaluations.models import Plan, PublicNotice
from xianjie.domain.filings.models import Organisation
from xianjie.domain.supervision import alerts
from xianjie.domain.supervision.described import DESCRIBED
from xianjie.domain.supervision.models import Alert, AlertStep
from xianjie.indicators import version

__all__ = ["issuer", "log_in", "office", "province", "register", "sat"]
BOARD, ALERTS, OWN = "/zh/work/supervision/", "/zh/work/alerts/", "/zh/work/own-alerts/"
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def supervised(db: None) -> Supervised:
    """With an alert each, certificates each, and people evaluated of one."""
    del db
    made = make_supervised()
    evaluated(made, passed=9, failed=1, absent=0)
    for body in (made.body, made.other):
        issue(body, date(2020, 9, 1))
        made.alert(body)
    return made


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def links(page: str, prefix: str) -> list[str]:
    return sorted(set(re.findall(rf'href="({prefix}[^"]*)"', page)))


def rows(client: Client, address: str) -> list[list[str]]:
    """Those of the export."""
    sign = "&" if "?" in address else "?"
    answer = client.get(f"{address}{sign}form=csv")
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


@pytest.mark.parametrize(("who", "seen"), [("bureau", 1), ("other-bureau", 1), ("province", 2)])
def test_each_figure_of_the_board_leads_to_as_many_rows(
    supervised: Supervised, log_in: LogIn, who: str, seen: int
) -> None:
    client = log_in(supervised.actors[who])
    page = words(client, BOARD)
    assert f"未了结预警 {seen} 条" in page
    for state in ("open", "waiting"):
        assert len(rows(client, f"{ALERTS}?state={state}")) == seen
    day = links(page, "/zh/work/supervision/certificates/\\?day=2020-09-01")
    assert len(rows(client, day[0])) == seen
    assert len(rows(client, "/zh/work/supervision/bodies/?year=2020")) == seen
    assert rows(client, "/zh/work/supervision/days/?year=2020") == [["2020-09-01", str(seen)]]


def test_what_is_chosen_stays_chosen_in_the_lists(supervised: Supervised, log_in: LogIn) -> None:
    issue(supervised.body, date(2020, 9, 1), occupation="焊工")
    client = log_in(supervised.actors["bureau"])
    page = words(client, f"{BOARD}?year=2020&occupation=焊工&scheme=level")
    (day,) = links(page, "/zh/work/supervision/certificates/\\?day=2020-09-01")
    assert [row[2] for row in rows(client, day)] == ["焊工"]
    (month,) = links(page, "/zh/work/alerts/\\?indicator=outside_filing&month=")
    assert month.endswith("2020-09")
    assert len(rows(client, month)) == 1


def test_a_bureau_meets_no_body_but_its_own(supervised: Supervised, log_in: LogIn) -> None:
    client = log_in(supervised.actors["bureau"])
    own, other = supervised.body, supervised.other
    for address in _all_pages(supervised, own.pk):
        assert other.name not in words(client, address), address
    for kind, number in (("alerts", _alert_of(other.pk)), ("supervision/bodies", other.pk)):
        assert client.get(f"/zh/work/{kind}/{number}/").status_code == 404
    foreign = words(client, f"{ALERTS}?body={other.pk}")
    assert other.name not in foreign


def test_a_body_meets_its_own_alerts_and_no_board(supervised: Supervised, log_in: LogIn) -> None:
    client = log_in(supervised.actors["body"])
    assert client.get(BOARD).status_code == 404
    assert client.get(f"/zh/work/alerts/{_alert_of(supervised.other.pk)}/").status_code == 404
    for address in (OWN, ALERTS, f"{ALERTS}?body={supervised.other.pk}"):
        assert supervised.other.name not in words(client, address)
    assert "预警待说明" in words(client, "/zh/work/")


@pytest.mark.parametrize(
    ("who", "lang"),
    [
        ("bureau", "zh"),
        ("province", "en"),
        *(
            pytest.param(who, lang, marks=pytest.mark.slow)
            for who, lang in (
                ("bureau", "en"),
                ("province", "zh"),
                ("auditor", "zh"),
                ("auditor", "en"),
            )
        ),
    ],
)
def test_every_page_answers_in_both_languages_and_as_files(
    supervised: Supervised, log_in: LogIn, who: str, lang: str
) -> None:
    client = log_in(supervised.actors[who])
    for address in _all_pages(supervised, supervised.body.pk):
        there = address.replace("/zh/", f"/{lang}/")
        words(client, there)
        for form in ("csv", "xlsx"):
            sign = "&" if "?" in there else "?"
            assert client.get(f"{there}{sign}form={form}").status_code == 200


def _all_pages(supervised: Supervised, body: int) -> Iterator[str]:
    yield from (
        BOARD,
        f"{BOARD}?year=2020&scheme=level&occupation=电工",
        f"{BOARD}?year=x&scheme=x",
    )
    yield f"/zh/work/supervision/bodies/{body}/"
    for name in ("bodies", "days", "certificates", "pass-rates"):
        yield f"/zh/work/supervision/{name}/"
    yield from (f"{ALERTS}?month=2020-09", f"{ALERTS}?month=never&body=x&state=x")
    yield f"/zh/work/alerts/{_alert_of(supervised.body.pk)}/"


def _alert_of(body: int) -> int:
    return Alert.objects.get(body=body).pk


def test_the_list_is_narrowed_to_days(supervised: Supervised, log_in: LogIn) -> None:
    issue(supervised.body, date(2020, 9, 2))
    client = log_in(supervised.actors["bureau"])
    for days, count in (
        ("2020-09-01", 1),
        ("2020-09-01/2020-09-02", 2),
        ("2020", 2),
        ("2019", 0),
        ("soon", 2),
    ):
        address = f"/zh/work/supervision/certificates/?day={days}"
        assert len(rows(client, address)) == count, days


def test_an_alert_tells_its_evidence_thresholds_clauses_and_what_to_do(
    supervised: Supervised, log_in: LogIn
) -> None:
    certificate = issue(supervised.body, date(2020, 9, 2))
    shown = supervised.alert(
        indicator="serial_gap",
        rows=77,
        evidence=[{"day": "2020-09-02", "number": certificate.number, "by_chance": 0.00123}],
    )
    page = words(log_in(supervised.actors["bureau"]), f"/zh/work/alerts/{shown.pk}/")
    assert f"/zh/work/certificates/{certificate.pk}/" in page
    assert "共 77 行" in page
    assert "0.00123" in page
    assert "系统编号不跳号" in page  # why the threshold is what it is
    assert "/zh/law/clause/252/2.4/" in page
    assert "说明缺号的去向" in page


def test_evidence_names_bodies_sites_and_decisions_and_shows_no_code(
    supervised: Supervised, log_in: LogIn
) -> None:
    organisation = Organisation.objects.create(body=supervised.other, kind="social_organisation")
    site = organisation.sites.create(
        name="北区场地", address="x", area="440304", seats=9, tenure="owned"
    )
    row = {"day": "2020-09-02", "other_body": str(supervised.other.pk), "outcome": "not_earned"}
    shown = supervised.alert(
        indicator="two_sittings_at_once",
        evidence=[{**row, "other_site": f"site-{site.pk}"}, {**row, "other_site": "site-x"}],
    )
    page = words(log_in(supervised.actors["bureau"]), f"/zh/work/alerts/{shown.pk}/")
    for told in (supervised.other.name, "北区场地", "未取得"):
        assert told in page
    assert "not_earned" not in page
    assert f"site-{site.pk}" not in page
    assert "site-x" in page  # of no site: as it stands


def test_an_issuer_explains_and_its_bureau_asks_again_and_dismisses(
    supervised: Supervised, log_in: LogIn
) -> None:
    issuer_, bureau = log_in(supervised.actors["body"]), log_in(supervised.actors["bureau"])
    here = f"/zh/work/alerts/{_alert_of(supervised.body.pk)}/"
    assert f'href="{here}explain/"' in words(issuer_, OWN)
    assert f'href="{here}dismiss/"' not in words(issuer_, here)
    answer = issuer_.post(f"{here}explain/", {"words": "已批准增项"}, follow=True)
    assert "已批准增项" in answer.content.decode()
    assert "预警已说明，待判断" in words(bureau, "/zh/work/")
    assert "已批准增项" in words(bureau, here)
    assert bureau.post(f"{here}explain/", {"words": "x"}).status_code == 404
    bureau.post(f"{here}reopen/", {"words": "请附批文"})
    assert "请附批文" in words(issuer_, here)
    issuer_.post(f"{here}correct/", {"words": "已补录"})
    assert bureau.post(f"{here}dismiss/", {"words": ""}).status_code == 400
    bureau.post(f"{here}dismiss/", {"words": "批文属实"})
    assert list(AlertStep.objects.values_list("kind", flat=True)) == [
        "explained",
        "reopened",
        "corrected",
        "dismissed",
    ]
    refused = bureau.post(f"{here}dismiss/", {"words": "再次"})
    assert refused.status_code == 400
    assert "不能排除" in refused.content.decode()


def test_what_is_said_is_shown_as_words_and_exported_inert(
    supervised: Supervised, log_in: LogIn
) -> None:
    one = supervised.alert(subject=FORMULA, sentence_zh=f"{FORMULA} <script>")
    alerts.explain(
        by=supervised.actors["body"],
        alert=one.pk,
        words="<script>alert(1)</script>",
        on=date(2020, 9, 15),
        at=moment(),
    )
    client = log_in(supervised.actors["bureau"])
    answer = client.get(f"/zh/work/alerts/{one.pk}/").content.decode()
    assert "<script>alert" not in answer
    assert any(row[0].startswith(f"'{FORMULA}") for row in rows(client, ALERTS))


def test_an_alert_is_not_there_before_the_day_of_its_run(
    supervised: Supervised, log_in: LogIn
) -> None:
    later = run_of(date(2020, 9, 16))
    one = supervised.alert(first_run=later, last_run=later)
    client = log_in(supervised.actors["bureau"])
    assert client.get(f"/zh/work/alerts/{one.pk}/").status_code == 404
    assert client.post(f"/zh/work/alerts/{one.pk}/dismiss/", {"words": "x"}).status_code == 400


def test_what_would_be_found_is_shown_before_it_is_asked_for_and_before_it_is_approved(
    register: Register, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = asked_for(register, 11, 12)
    maker, checker = (
        log_in(actor_of(User.objects.get(username=one.username), SECOND))
        for one in (register.office.filed_maker, register.office.filed_checker)
    )
    monkeypatch.setenv("XIANJIE_NOW", ISSUED.isoformat())
    approving = f"/zh/work/issuing/{batch.pk}/approve/"
    assert "这 2 张证书今天发出，不会新增预警" in words(checker, approving)
    plan = Plan.objects.get(from_on=SECOND)
    PublicNotice.objects.filter(plan=plan).update(until_on=ISSUED)
    found = words(checker, approving)
    batch.lines.update(dropped=True)
    asking = words(maker, f"/zh/work/plans/{plan.pk}/report/submit/")
    for page in (found, asking):
        assert "这 2 张证书今天发出，将新增 1 条预警" in page
        assert DESCRIBED["before_the_exam"].title.zh in page
        assert version()[:12] in page
    assert not Alert.objects.exists()
