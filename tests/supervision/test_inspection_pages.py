"""Inspections on pages: announced, drawn, filled in on the spot, published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

from tests.certificates.sealed import sealed
from tests.filings.conftest import ON, acting, moment
from tests.filings.test_pages import LogIn, log_in, sent, text
from tests.supervision.conftest import Desk, bureau_of, desk
from xianjie.domain.accounts.roles import Role
from xianjie.domain.certificates.models import LogEntry
from xianjie.domain.supervision import sanctioning
from xianjie.domain.supervision.drawing import draw, lists_of
from xianjie.domain.supervision.models import Draw, Inspection
from xianjie.durable import Folder
from xianjie.instruments.inspection import checklist
from xianjie.tlog.entries import opens, read_entry

__all__ = ["desk", "log_in"]
ANNOUNCED = {"title": "第二季度抽查", "area": "440100", "count": "1", "each": "1", "days": "20"}


def public(path: str) -> str:
    answer = Client().get(f"/zh/register/{path}")
    assert answer.status_code == 200, path
    return answer.content.decode()


def drawn(officer: Client, desk: Desk, folder: Path) -> Inspection:
    page = sent(officer, "inspections/new/", **ANNOUNCED)
    assert "稍后刷新" in text(officer, page)
    sealed(Folder(folder), moment(ON, 2))
    sent(officer, f"{page}draw/")
    assert desk.organisation.body.name in text(officer, page)
    return Inspection.objects.get()


def test_from_the_lists_to_what_was_found_for_all_to_see(
    desk: Desk, log_in: LogIn, tmp_path: Path
) -> None:
    officer = log_in(desk.officer)
    inspection = drawn(officer, desk, tmp_path / "log")
    supervisor = log_in(desk.supervisor)
    assert "待检查：第1评价机构" in text(supervisor, "")
    form = f"my-inspections/{inspection.pk}/"
    answers = {f"answer_{one}": "in_order" for one in checklist().items}
    half = dict(list(answers.items())[:4])
    sent(supervisor, form, act="save", words="进行中", **half)
    assert "4 / 10" in text(supervisor, form)
    wrong = supervisor.post(f"/zh/work/{form}", {"act": "hand_in", **half})
    assert "还有 6 项没有检查" in wrong.content.decode()
    answers["answer_marks"] = "not_in_order"
    sent(supervisor, form, act="hand_in", words="", words_marks="成绩改动没有签字", **answers)
    assert "已提交，不能再改" in text(supervisor, form)
    page = f"inspections/{Draw.objects.get().pk}/"
    shown = public(page)
    for words in ("发现不符合", "试卷、评分和成绩有原始记录", "第1评价机构"):
        assert words in shown
    for hidden in ("supervisor", "成绩改动没有签字"):
        assert hidden not in shown
    assert "第二季度抽查" in public("inspections/")
    assert "第二季度抽查" in public(f"{desk.organisation.number}/")
    assert "1 项不符合" in text(officer, "cases/?of=inspection")
    inspection.refresh_from_db()
    case = text(officer, f"cases/{inspection.case_id}/")
    for words in ("成绩改动没有签字", f"/zh/work/inspected/{inspection.pk}/"):
        assert words in case
    english = officer.get("/en/work/cases/").content.decode()
    assert f"Inspection {inspection.draw_id}-1: not all in order" in english


def test_anybody_can_draw_again_from_what_is_published(
    desk: Desk, log_in: LogIn, tmp_path: Path
) -> None:
    inspection = drawn(log_in(desk.officer), desk, tmp_path / "log")
    told = json.loads(public(f"inspections/{inspection.draw_id}/lists.json"))
    lists = lists_of(told)
    assert lists.digest == told["digest"]
    leaf = LogEntry.objects.get(index=told["log_index"]).leaf.encode()
    assert opens(read_entry(leaf), {"lists": lists.digest}, bytes.fromhex(told["log_salt"]))
    (again,) = draw(lists, told["seed"])
    assert again.body.number == desk.organisation.number


def test_only_who_was_drawn_sees_the_form(desk: Desk, log_in: LogIn, tmp_path: Path) -> None:
    inspection = drawn(log_in(desk.officer), desk, tmp_path / "log")
    bureau = bureau_of(desk.officer)
    other = log_in(acting("supervisor-2", Role.SUPERVISOR, bureau))
    assert other.get(f"/zh/work/my-inspections/{inspection.pk}/").status_code == 404
    assert "第1评价机构" not in text(other, "my-inspections/")


def test_a_body_on_the_blacklist_is_published_with_its_grounds(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIANJIE_NOW", ON.isoformat())
    case = desk.opened()
    desk.found(case)
    step = desk.blacklisted(case)
    assert "虚假评价" not in public("blacklist/")
    assert step.blacklisting_id
    sanctioning.decide_blacklisting(
        by=desk.other,
        blacklisting=step.blacklisting_id,
        grant=True,
        words="",
        on=ON,
        at=moment(ON, 2),
    )
    for page in ("blacklist/", f"{desk.organisation.number}/"):
        assert "虚假评价" in public(page)
    monkeypatch.setenv("XIANJIE_NOW", "2021-06-01")
    assert "虚假评价" not in public("blacklist/")
