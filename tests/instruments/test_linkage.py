"""Linkage: eight steps, five of them examined, each once; the annex's occupations as of 2022."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.ops.conftest import Run, run
from xianjie.identifiers.levels import Level
from xianjie.instruments.linkage import Kind, linkage

__all__ = ["run"]


def test_eight_steps_of_which_five_are_examined() -> None:
    steps = linkage().steps
    assert [one.label.zh for one in steps] == [
        "学徒工",
        "初级工",
        "中级工",
        "高级工",
        "技师",
        "高级技师",
        "特级技师",
        "首席技师",
    ]
    assert [one.level for one in steps if one.kind is Kind.EXAMINED] == list(Level)
    assert all((one.level is None) == (one.kind is not Kind.EXAMINED) for one in steps)
    for level in Level:
        assert linkage().step(level).label == level.skill_name
        assert linkage().step(level).qualification == level.qualification_name


def test_above_a_level_is_the_next_and_above_the_last_an_appointment() -> None:
    above = [linkage().above(level) for level in Level]
    assert [one.level for one in above if one] == [4, 3, 2, 1, None]
    assert set(linkage().usual_years) == set(Level) - {Level.ELEMENTARY}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_has_the_steps_and_finds_occupations(lang: str) -> None:
    client = Client()
    whole = client.get(f"/{lang}/linkage/").content.decode()
    assert whole.count("/occupation/") == 192
    found = client.get(f"/{lang}/linkage/?q=广电&match=inferred").content.decode()
    assert "电子设备装接工" in found
    assert found.count("/occupation/") < 10
    assert client.get(f"/{lang}/linkage/?q=zzzz").status_code == 200


def test_the_api_and_the_command_tell_the_same_steps(run: Run) -> None:
    told = Client().get("/api/v1/linkage?q=电工").json()
    said = json.loads(run("linkage", "电工", "--format", "json").out)
    assert [one["name"] for one in told["steps"]] == [one["name"] for one in said["steps"]]
    assert said["occupation"] in told["occupations"]
    assert "初级工" in run("linkage").out
