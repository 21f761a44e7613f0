"""Certificates of the province: an old register, issued batches, one to approve, an application."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from xianjie.documents.photos import photo
from xianjie.documents.portraits import portrait
from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body, User
from xianjie.domain.accounts.sealed import keyed_hash, seal
from xianjie.domain.appraisals.models import Candidate, Exam
from xianjie.domain.certificates import applying, importing, photographs, submitting
from xianjie.domain.certificates.issuing import issue
from xianjie.domain.certificates.models import (
    Application,
    Batch,
    Certificate,
    IssuingCode,
)
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.evaluations.states import PlanState, in_state
from xianjie.identifiers.levels import Level
from xianjie.identifiers.persons import check_digit
from xianjie.instruments import catalogue
from xianjie.law import Law
from xianjie.ops.province.made_up import PAPER

# 99 is no province's: the code of Guangdong is not borne out by our sources.
_CENTRE_CODE = "99000001"
_OLD_CODES = ("99010201", "99020201", "99030301")
_OLD = 1_200
_HOLDER = "李旧证"


def old_rows(chance: random.Random) -> Iterator[dict[str, str]]:
    """Rows of an old register, as a prefecture would hand them in; the first is the holder's."""
    occupations = [one.occupation for one in catalogue.load().occupations]
    serials: dict[tuple[str, int, int], int] = {}
    for number in range(_OLD):
        issued = date(2005, 1, 4) + timedelta(days=chance.randrange(5_500))
        level = Level(5 - number % 5)
        code = _OLD_CODES[number % len(_OLD_CODES)]
        key = (code, issued.year, level.value)
        serials[key] = serials.get(key, 0) + 1
        yield {
            "证书编号": f"{issued:%y}{code}{level.value}{serials[key]:05}",
            "姓名": _HOLDER if number == 0 else f"{chance.choice('陈林黄张李王吴刘')}旧{number}",
            "证件号码": _document(number),
            "职业（工种）": "电工" if number == 0 else chance.choice(occupations),
            "等级": level.qualification_name.zh,
            "发证日期": issued.isoformat(),
            "发证机关": "省人力资源和社会保障厅",
            "鉴定机构": f"第{number % 60 + 1}职业技能鉴定所",
            "理论成绩": str(chance.randrange(60, 100)),
            "操作成绩": str(chance.randrange(60, 100)),
            "评定成绩": "合格",
        }


def _document(number: int) -> str:
    """Nobody's: those born in 1890 hold no certificate of 2005."""
    born = date(1890, 1, 1) + timedelta(days=number % 3_650)
    first = f"440100{born:%Y%m%d}{number // 3_650:03}"
    return first + check_digit(first)


def write_old_register(path: Path) -> None:
    """The old register as a file that can be imported."""
    rows = list(old_rows(random.Random(5)))  # noqa: S311 - the same every time
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def import_old_register(by: Actor, path: Path, at: datetime) -> None:
    importing.run(
        by=by,
        path=path,
        mapping={},
        area="440100",
        report=None,
        lang="zh",
        dry_run=False,
        at=at,
    )


def enter_code(centre: Body) -> None:
    """Under which code the centre numbers its certificates."""
    IssuingCode.objects.create(body=centre, code=_CENTRE_CODE, from_on=date(2010, 1, 1))


def issue_qualifications(
    maker: Actor, checker: Actor, centre: Body, *, law: Law, on: date, at: datetime
) -> None:
    """One exam's results are issued, who failed among them refused; another waits for approval."""
    exams = Exam.objects.filter(publications__isnull=False).order_by("pk")[:2]
    for number, exam in enumerate(exams):
        tickets = list(exam.places.order_by("ticket").values_list("ticket", flat=True))
        batch = submitting.submit_results(
            by=maker,
            body=centre,
            tickets=tickets,
            title=f"{exam.title}核发",
            law=law,
            on=on,
            at=at,
        )
        if number == 0:
            submitting.approve(by=checker, batch=batch.pk, on=on, at=at)
            issue(batch=batch.pk, law=law, issuer=issuer(), at=at)


def issue_levels(
    maker: Actor, checker: Actor, body: Body, *, law: Law, on: date, at: datetime
) -> None:
    """All of the organisation's first accepted plan: who failed there is refused."""
    accepted = Plan.objects.filter(in_state(PlanState.ACCEPTED, on), organisation=body.pk)
    plan = accepted.earliest("from_on")
    batch = submitting.submit_participants(
        by=maker,
        body=body,
        participants=list(plan.participants.order_by("pk").values_list("pk", flat=True)),
        title=f"{plan.title}核发",
        law=law,
        on=on,
        at=at,
    )
    _add_portraits(maker, batch, at)
    submitting.approve(by=checker, batch=batch.pk, on=on, at=at)
    issue(batch=batch.pk, law=law, issuer=issuer(), at=at)


def _add_portraits(by: Actor, batch: Batch, at: datetime) -> None:
    """Drawn ones, plainly nobody's; the last line is left without."""
    lines = list(batch.lines.filter(refused=False).order_by("pk"))[:-1]
    pictures = {line.pk: photo(portrait(line.pk)) for line in lines}
    photographs.add_to_lines(by=by, batch=batch.pk, pictures=pictures, at=at)


def own_old_certificate(user: User) -> Certificate:
    """Let the account be that of the old register's first person."""
    number = _document(0)
    Candidate.objects.create(
        user=user,
        name=_HOLDER,
        document="resident",
        number_hash=keyed_hash(f"resident:{number}"),
        number_sealed=seal(number),
    )
    return Certificate.objects.get(name=_HOLDER)


def apply_for_another(by: Actor, *, law: Law, on: date, at: datetime) -> Application:
    """A lost certificate, applied for at the counter, with all documents there."""
    certificate = Certificate.objects.filter(imported__isnull=False).order_by("pk")[1]
    made = applying.apply(
        by=by,
        certificate=certificate,
        document="resident",
        number=_document(1),
        reason=Application.Reason.LOST,
        paper={},
        contact="10000000000",
        law=law,
        on=on,
        at=at,
    )
    applying.attach(
        by=by,
        application=made.pk,
        kind="identity",
        filename="身份证.pdf",
        content=PAPER,
        on=on,
        at=at,
    )
    return made
