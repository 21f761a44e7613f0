"""Registers are read as of days that have come; the law answers for any day."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.api.asking import V1, ask, fields, get, refused
from xianjie.clock import VARIABLE

LATE = "2020-09-16"


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    del db
    monkeypatch.setenv(VARIABLE, "2020-09-15")


@pytest.mark.parametrize("path", ["/register", "/register/S000044010001", "/statistics"])
def test_no_register_is_read_as_of_a_day_to_come(path: str) -> None:
    for lang, said in (("zh", f"{LATE} 还没有到"), ("en", f"{LATE} has not come")):
        problem = refused(get(f"{path}?on={LATE}&lang={lang}"), 422, "invalid-request")
        assert fields(problem) == ["on"]
        assert said in problem["errors"][0]["message"]
    assert get(f"{path}?on=2020-09-15").status_code in {200, 404}


@pytest.mark.parametrize("path", ["/verify", "/verify/many"])
def test_no_certificate_is_checked_as_of_a_day_to_come(path: str) -> None:
    pair = {"number": "2099000001500007", "name": "张三"}
    body = {"rows": [pair]} if path.endswith("many") else pair
    response = Client().post(
        V1 + path, json.dumps(body | {"as_of": LATE}), content_type="application/json"
    )
    assert fields(refused(response, 422, "invalid-request")) == ["as_of"]


def test_the_law_answers_for_days_to_come() -> None:
    assert get("/catalogue/电工?on=2099-12-31").status_code == 200
    facts = {"occupation": "电工", "reason": "lost", "requested_on": "2099-12-31"}
    assert ask("replacement", {"facts": facts}).status_code == 200
