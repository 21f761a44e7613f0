"""Alerts as runs would store them, made through the models, at bodies of two prefectures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from xianjie.domain.accounts.acting import Actor, actor_of
from xianjie.domain.accounts.models import Body, Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.supervision.models import Alert, Run

ON = date(2020, 9, 15)
_LONG_AGO = date(2010, 1, 1)
_ROW = {"day": "2020-09-01", "number": "Y000044010001204000001", "occupation": "电工", "level": 4}


def moment(on: date = ON) -> datetime:
    return datetime.combine(on, time(1), UTC)


@dataclass
class Supervised:
    """Two evaluation organisations, each in its prefecture with its bureau; the province."""

    body: Body
    other: Body
    actors: dict[str, Actor]
    run: Run
    _number: count[int] = field(default_factory=lambda: count(1))

    def alert(self, body: Body | None = None, **told: Any) -> Alert:  # noqa: ANN401 - columns
        """One of the body's that the first run found."""
        whose, number = body or self.body, next(self._number)
        given = {
            "key": f"{number:032}",
            "indicator": "outside_filing",
            "body": whose,
            "area": whose.area,
            "subject": f"电工 {number}",
            "day": date(2020, 9, 1),
            "score": 90.0,
            "sentence_zh": "1 张电工4级证书，核发时单位备案不含该职业等级",
            "sentence_en": "certificates of 电工, level 4, at whose issue the body was not filed",
            "rows": 1,
            "evidence": [{**_ROW, "lacking": "scope"}],
            "first_run": self.run,
            "last_run": self.run,
            **told,
        }
        return Alert.objects.create(**given)


def run_of(on: date) -> Run:
    return Run.objects.create(
        on=on, at=moment(on), version="v1", tables="t1", found=1, opened=1, ended=0
    )


def make_supervised() -> Supervised:
    body = _body("evaluation", "广州一评价机构", "440106")
    other = _body("evaluation", "深圳一评价机构", "440304")
    province = _body("department", "省厅", "440000")
    people = {
        "body": (Role.EVALUATION, body),
        "other": (Role.EVALUATION, other),
        "bureau": (Role.PREFECTURE, _body("bureau", "广州一局", "440100")),
        "other-bureau": (Role.PREFECTURE, _body("bureau", "深圳一局", "440300")),
        "province": (Role.PROVINCE, province),
        "auditor": (Role.AUDITOR, province),
    }
    actors = {name: _actor(name, role, of) for name, (role, of) in people.items()}
    return Supervised(body, other, actors, run_of(date(2020, 9, 10)))


def _actor(name: str, role: Role, body: Body) -> Actor:
    user = User.objects.create(username=f"supervised-{name}", name=name)
    Membership.objects.create(
        user=user, body=body, role=role, from_on=_LONG_AGO, granted_by="tests"
    )
    return actor_of(user, ON)


def _body(kind: str, name: str, area: str) -> Body:
    return Body.objects.create(kind=kind, name=name, area=area, opened_on=_LONG_AGO)
