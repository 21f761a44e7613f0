"""Any byte of a sealed event, any seal, a cut tail, a changed head: found, the first row named."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.domain.conftest import AT, Province
from xianjie.domain.audit.events import record
from xianjie.domain.audit.models import Event, Seal
from xianjie.domain.audit.sealing import Heads, TamperedError, Verified, seal, verify


@pytest.fixture
def heads(tmp_path: Path) -> Heads:
    return Heads(tmp_path / "audit")


@pytest.fixture
def sealed(province: Province, heads: Heads) -> list[Event]:
    exam = province.exam()
    for number in range(3):
        province.registered(exam, number)
    count = seal(heads=heads, at=AT)
    events = list(Event.objects.order_by("pk"))
    assert count == len(events) > 5
    assert verify(heads=heads) == Verified(count, 0, None)
    return events


COLUMNS = ("at", "actor", "action", "subject_kind", "area", "ground", "data")


@pytest.mark.parametrize("column", COLUMNS)
def test_any_byte_of_an_event_is_missed(sealed: list[Event], heads: Heads, column: str) -> None:
    event = next(one for one in sealed[2:] if getattr(one, column))
    number = Seal.objects.get(event=event.pk).number
    whole = getattr(event, column)
    for place in range(len(whole)):
        for other in ("\t", "7", "'"):
            changed = f"{whole[:place]}{other}{whole[place + 1 :]}"
            if changed == whole:
                continue
            _set(event.pk, column, changed)
            with pytest.raises(TamperedError, match=f"第 {number} 条"):
                verify(heads=heads)
    _set(event.pk, column, whole)
    verify(heads=heads)


def test_bytes_that_are_no_text_are_named_too(sealed: list[Event], heads: Heads) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_event SET actor = CAST(x'ff41' AS TEXT) WHERE id = %s", [sealed[3].pk]
        )
    with pytest.raises(TamperedError, match="第 4 条"):
        verify(heads=heads)


def test_a_removed_an_added_and_a_moved_row_are_named(sealed: list[Event], heads: Heads) -> None:
    Event.objects.filter(pk=sealed[2].pk).delete()
    with pytest.raises(TamperedError, match="第 3 条"):
        verify(heads=heads)
    sealed[2].pk = sealed[2].id
    Event.objects.bulk_create([sealed[2]])
    verify(heads=heads)
    Seal.objects.filter(number=4).update(event=10**9)
    with pytest.raises(TamperedError, match="第 4 条"):
        verify(heads=heads)


def test_a_cut_tail_is_named_and_not_written_on(sealed: list[Event], heads: Heads) -> None:
    last = len(sealed)
    Seal.objects.filter(number__gte=last - 1).delete()
    with pytest.raises(TamperedError, match=f"第 {last - 1} 条起缺失"):
        verify(heads=heads)
    with pytest.raises(TamperedError, match="起缺失"):
        seal(heads=heads, at=AT)


def test_a_chain_made_anew_does_not_fit_the_signed_head(
    sealed: list[Event], heads: Heads, tmp_path: Path
) -> None:
    Event.objects.filter(pk=sealed[0].pk).update(actor="someone")
    Seal.objects.all().delete()
    other = Heads(tmp_path / "other")
    seal(heads=other, at=AT)
    verify(heads=other)
    with pytest.raises(TamperedError):
        verify(heads=heads)


def test_a_changed_head_is_no_head(sealed: list[Event], heads: Heads, tmp_path: Path) -> None:
    del sealed
    path = tmp_path / "audit" / "heads.jsonl"
    path.write_text(path.read_text().replace('"number": ', '"number": 1'))
    with pytest.raises(TamperedError, match=r"heads\.jsonl"):
        verify(heads=heads)


def test_an_event_is_of_its_transaction_and_is_never_changed(province: Province) -> None:
    count = Event.objects.count()
    with transaction.atomic():
        record(by="x", at=AT, action="test", subject=province.centre)
        transaction.set_rollback(True)
    assert Event.objects.count() == count
    province.exam()
    event = Event.objects.latest("pk")
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


def _set(event: int, column: str, value: str) -> None:
    assert column in COLUMNS
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_event SET {column} = %s WHERE id = %s", [value, event])  # noqa: S608
