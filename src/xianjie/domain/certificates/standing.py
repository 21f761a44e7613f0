"""How a certificate stands: what was changed since it was issued, and what the law says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xianjie.domain.certificates.facts import of_validity
from xianjie.domain.certificates.models import Certificate, Change, Scheme
from xianjie.identifiers.levels import Level
from xianjie.law import Answer, FactError, Law
from xianjie.text import Text

# What a certificate says of its holder and itself; a correction may say otherwise of these.
LABELS = {
    "name": Text("姓名", "Name"),
    "occupation": Text("职业（工种）", "Occupation"),
    "direction": Text("职业方向", "Direction"),
    "level": Text("等级", "Level"),
    "issued_on": Text("发证日期", "Issued on"),
    "issuer": Text("发证单位", "Issuer"),
    "institution": Text("鉴定（评价）机构", "Examined by"),
    "theory": Text("理论成绩", "Theory"),
    "practical": Text("操作成绩", "Practical skill"),
    "overall": Text("评定成绩", "Overall"),
}
FIELDS = tuple(LABELS)
SCHEMES = {
    Scheme.QUALIFICATION: Text("职业资格证书", "qualification certificate"),
    Scheme.LEVEL: Text("职业技能等级证书", "skill-level certificate"),
}
PHOTO = "photo"  # corrected as a field is; told by the digest of the picture


class State(StrEnum):
    """By the register's own records, whatever the law says of it."""

    LIVE = "live"
    SUSPENDED = "suspended"
    REVOKED = "revoked"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    State.LIVE: Text("在册", "on the register"),
    State.SUSPENDED: Text("暂停使用", "suspended"),
    State.REVOKED: Text("已撤销", "revoked"),
}


@dataclass(frozen=True)
class Standing:
    """What holds on a day.

    ``answer`` is the law's; None for a skill-level certificate, and where the law says nothing.
    """

    state: State
    answer: Answer | None
    sentence: Text
    is_settled: bool = True
    lacking: tuple[Text, ...] = ()  # the facts that the record would need to settle it


def level_of(certificate: Certificate, level: int) -> Text:
    """A level as certificates of this kind write it."""
    found = Level(level)
    if certificate.scheme == Scheme.LEVEL:
        return found.printed
    return Text(
        f"{found.qualification_name.zh}（{found.ordinal.zh}）",
        f"{found.qualification_name.en} ({found.ordinal.en})",
    )


def state_of(certificate: Certificate, on: date | None = None) -> State:
    """By its changes until that day, or all of them."""
    return state_after(certificate.changes.all(), on)


def state_after(changes: Iterable[Change], on: date | None = None) -> State:
    """The same from the changes themselves, where many are looked at."""
    state = State.LIVE
    for change in sorted(changes, key=lambda one: (one.on, one.pk)):
        if on is not None and change.on > on:
            break
        match change.kind:
            case Change.Kind.REVOKED:
                return State.REVOKED
            case Change.Kind.SUSPENDED:
                state = State.SUSPENDED
            case Change.Kind.LIFTED:
                state = State.LIVE
            case _:
                pass
    return state


def current(certificate: Certificate, on: date | None = None) -> dict[str, object]:
    """The fields with what was corrected until that day, or all of it."""
    return current_after(certificate, certificate.changes.all(), on)


def current_after(
    certificate: Certificate, changes: Iterable[Change], on: date | None = None
) -> dict[str, object]:
    """The same from the changes themselves, where many are looked at."""
    found = {name: getattr(certificate, name) for name in FIELDS}
    for corrections in _corrections(changes, on):
        found |= _read(corrections)
    return found


def photo_digest(certificate: Certificate, on: date | None = None) -> str:
    """SHA-256 of the photograph that it bears that day, or now; empty where it bears none."""
    return photo_digest_after(certificate, certificate.changes.all(), on)


def photo_digest_after(
    certificate: Certificate, changes: Iterable[Change], on: date | None = None
) -> str:
    """The same from the changes themselves, where many are looked at."""
    found = certificate.photo
    for corrections in _corrections(changes, on):
        found = str(corrections.get(PHOTO, found))
    return found


def _corrections(changes: Iterable[Change], on: date | None) -> list[Mapping[str, object]]:
    """What was corrected until that day, or at all, in order."""
    made = [
        one for one in changes if one.kind == Change.Kind.CORRECTED and (on is None or one.on <= on)
    ]
    return [one.corrections for one in sorted(made, key=lambda one: (one.on, one.pk))]


def _read(corrections: Mapping[str, object]) -> dict[str, object]:
    return {
        name: date.fromisoformat(str(value)) if name == "issued_on" else value
        for name, value in corrections.items()
        if name != PHOTO
    }


def standing(certificate: Certificate, law: Law, on: date) -> Standing:
    """Whether it holds that day, in one sentence that can be quoted with its clauses."""
    return standing_after(certificate, certificate.changes.all(), law, on)


def standing_after(
    certificate: Certificate, changes: Iterable[Change], law: Law, on: date
) -> Standing:
    """The same from the changes themselves, where many are looked at."""
    state = state_after(changes, on)
    if certificate.scheme == Scheme.LEVEL:
        return Standing(state, None, _of_level(certificate, state))
    decision = law.decision("certificate-validity")
    try:
        answer = decision.decide(of_validity(certificate, revoked=state is State.REVOKED))
    except FactError as error:  # an occupation of which the notices say nothing
        words = _REVOKED if state is State.REVOKED else error.message
        return Standing(state, None, words, is_settled=False)
    if state is State.SUSPENDED:
        return Standing(state, answer, _SUSPENDED)
    return Standing(
        state,
        answer,
        _of_qualification(certificate, answer),
        is_settled=answer.outcome is not None,
        lacking=tuple(decision.fact(name).label for name in answer.needs),
    )


def _of_level(certificate: Certificate, state: State) -> Text:
    match state:
        case State.LIVE:
            return Text(
                f"职业技能等级证书 {certificate.number} 由{certificate.issuer}于"
                f"{certificate.issued_on}核发，在册有效。",
                f"The skill-level certificate {certificate.number}, issued by "
                f"{certificate.issuer} on {certificate.issued_on}, is on the register and valid.",
            )
        case State.SUSPENDED:
            return _SUSPENDED
        case State.REVOKED:
            return _REVOKED


def _of_qualification(certificate: Certificate, answer: Answer) -> Text:
    name, day = certificate.occupation, certificate.issued_on
    match answer.outcome:
        case "valid" if "80/6" in answer.clauses:
            return Text(
                f"“{name}”属于准入类职业资格，没有退出国家职业资格目录；{day}核发的证书"
                f"（{certificate.number}）有效。",
                f"{name} is of the access type and has not left the national catalogue; the "
                f"certificate of {day} ({certificate.number}) is valid.",
            )
        case "valid":
            return Text(
                f"“{name}”职业资格证书（{certificate.number}，{day}核发）继续有效："
                "职业退出国家职业资格目录，不影响此前依法核发的证书，它仍是持证人技能水平的证明。",
                f"The qualification certificate of {name} ({certificate.number}, issued on {day}) "
                "stays valid: that the occupation leaves the national catalogue does not touch "
                "certificates lawfully issued before, and it goes on proving its holder's skill.",
            )
        case "revoked":
            return _REVOKED
        case "irregular":
            return Text(
                f"按登记的日期（{day}），这张证书不是在规定期限内核发的，不能作为有效证书使用。",
                f"By the day on the register ({day}) the certificate was not issued within the "
                "time that was allowed, and cannot be used as a valid one.",
            )
        case _:
            return Text(
                "仅凭登记册的记载不能确定这张证书的效力：缺少其考试的事实。",
                "The register's record does not settle its standing: facts of its exam are "
                "missing.",
            )


_SUSPENDED = Text("这张证书现已暂停使用。", "The certificate is suspended.")
_REVOKED = Text("这张证书已被撤销，不再有效。", "The certificate was revoked and is not valid.")
