"""Changes of certificates in words, as pages of staff and of holders show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from xianjie.domain.certificates.models import Appeal, Application, Certificate, Change, Proposal
from xianjie.domain.certificates.standing import LABELS, PHOTO
from xianjie.text import Text
from xianjie.web.workbench.names import level_name

KINDS = {
    Change.Kind.REVOKED: Text("撤销", "revoke"),
    Change.Kind.SUSPENDED: Text("暂停使用", "suspend"),
    Change.Kind.LIFTED: Text("恢复使用", "lift the suspension"),
    Change.Kind.CORRECTED: Text("更正", "correct"),
    Change.Kind.SUPERSEDED: Text("换发", "exchange"),
}
REASONS = {
    Application.Reason.LOST: Text("遗失", "lost"),
    Application.Reason.WRONG: Text("信息有误", "wrong information"),
    Application.Reason.DAMAGED: Text("损坏", "damaged"),
    Application.Reason.OVERSEAS: Text("出国（境）就业", "employment abroad"),
}
_PHOTO = Text("照片", "Photograph")
_PICTURE = Text("换成所附的一张", "the one that is attached")


@dataclass(frozen=True)
class Told:
    """A change: what, since when, why, on which basis, what is otherwise, and the objection."""

    kind: Text
    on: date
    reason: Text
    basis: Text
    corrections: list[tuple[Text, Text | str]]
    appeal: Appeal | None
    pk: int


def changes_of(certificate: Certificate, on: date) -> list[Told]:
    """Those until a day, in order."""
    changes = certificate.changes.filter(on__lte=on)
    found = changes.select_related("appeal").order_by("on", "pk")
    return [_told(one) for one in found]


def corrections_of(thing: Change | Proposal) -> list[tuple[Text, Text | str]]:
    """Each field with what it is from then on."""
    told: Mapping[str, object] = thing.corrections
    return [_correction(name, value) for name, value in told.items()]


def _told(change: Change) -> Told:
    is_exchange = change.kind == Change.Kind.SUPERSEDED
    reason, basis = Text(change.reason, change.reason), Text(change.basis, change.basis)
    if is_exchange:  # what an exchange keeps are the reason and number of its application
        reason = REASONS[Application.Reason(change.reason)]
        basis = Text(f"申请 {change.basis}", f"application {change.basis}")
    return Told(
        KINDS[Change.Kind(change.kind)],
        change.on,
        reason,
        basis,
        corrections_of(change),
        getattr(change, "appeal", None),
        change.pk,
    )


def _correction(name: str, value: object) -> tuple[Text, Text | str]:
    if name == PHOTO:
        return _PHOTO, _PICTURE
    if name == "level":
        return LABELS[name], level_name(int(str(value)))
    return LABELS[name], str(value)
