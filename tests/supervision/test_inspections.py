"""Random inspections: drawn by a seed that nobody chooses, filled in by who was drawn, once."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.certificates.sealed import sealed
from tests.filings.conftest import LONG_AGO, ON, acting, moment
from tests.supervision.conftest import Desk, bureau_of, desk, later
from xianjie.domain.accounts.acting import Actor, Denied, actor_of
from xianjie.domain.accounts.models import User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.accounts.sealed import unseal_bytes
from xianjie.domain.certificates.feed import entries_since
from xianjie.domain.certificates.models import LogEntry, Sealing
from xianjie.domain.supervision import inspecting
from xianjie.domain.supervision.drawing import Candidate, Lists, draw, lists_of
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.inspecting import Answer, Seen
from xianjie.domain.supervision.models import Draw, Inspection
from xianjie.domain.supervision.stages import Stage, stage_of
from xianjie.durable import Folder
from xianjie.instruments.inspection import checklist
from xianjie.tlog.entries import opens, read_entry

__all__ = ["desk"]


def lists(weights: Sequence[int], count: int = 1, each: int = 1) -> Lists:
    bodies = [Candidate(f"S{place:012}", f"机构{place}", one) for place, one in enumerate(weights)]
    return Lists("440100", count, each, bodies, ["a", "b", "c"], {bodies[0].number: ["a"]})


def seed(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def test_a_draw_is_told_by_its_seed_and_lists_alone() -> None:
    """Worked out by hand from the documented rule."""
    found = draw(lists([1, 2, 1], count=3, each=2), "00")

    def ticket(*parts: str) -> str:
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    smallest = {
        "S000000000000": ticket("00", "S000000000000", "1"),
        "S000000000001": min(
            ticket("00", "S000000000001", "1"), ticket("00", "S000000000001", "2")
        ),
        "S000000000002": ticket("00", "S000000000002", "1"),
    }
    assert [one.body.number for one in found] == sorted(smallest, key=lambda one: smallest[one])
    for one in found:
        free = "bc" if one.body.number == "S000000000000" else "abc"
        wanted = sorted(free, key=lambda code: ticket("00", one.body.number, code))[:2]
        assert list(one.inspectors) == wanted


@given(st.permutations(range(8)), st.integers(0, 10**6))
def test_the_order_of_the_lists_does_not_matter(order: list[int], number: int) -> None:
    whole = lists([1, 2, 3, 1, 5, 1, 2, 1], count=4)
    mixed = Lists(
        whole.area,
        whole.count,
        whole.each,
        [whole.bodies[place] for place in order],
        whole.inspectors,
        whole.conflicts,
    )
    assert draw(whole, seed(number)) == draw(mixed, seed(number))


def test_weights_are_chances() -> None:
    """Of 4,000 seeds the body of weight 3 is first about three times in six."""
    whole = lists([1, 3, 1, 1])
    first = Counter(draw(whole, seed(number))[0].body.number for number in range(4_000))
    assert 0.46 < first["S000000000001"] / 4_000 < 0.54
    for place in (0, 2, 3):
        assert 0.13 < first[f"S{place:012}"] / 4_000 < 0.21


def test_lists_are_read_back_as_they_were() -> None:
    whole = lists([1, 2])
    assert lists_of(whole.as_json()) == whole
    assert lists_of(whole.as_json()).digest == whole.digest
    with pytest.raises(SupervisionError, match="格式"):
        lists_of({"bodies": []})


@pytest.fixture
def log(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "log")


def announced(desk: Desk, count: int = 1, each: int = 1) -> Draw:
    return inspecting.announce(
        by=desk.officer,
        area="440100",
        title="2020年第二季度双随机抽查",
        count=count,
        each=each,
        days=20,
        on=ON,
        at=moment(ON),
    )


def drawn(desk: Desk, log: Folder, count: int = 1, each: int = 1) -> Draw:
    made = announced(desk, count, each)
    sealed(log, moment(ON, 2))
    return inspecting.draw_now(by=desk.officer, announced=made.pk, at=moment(ON, 3))


def test_the_lists_are_in_the_log_before_anything_is_drawn(desk: Desk, log: Folder) -> None:
    desk.alert("a")
    desk.alert("b")
    made = announced(desk)
    entry = LogEntry.objects.get()
    assert (entry.index, entry.kind, entry.day) == (made.log_index, "draw", ON)
    assert opens(read_entry(entry.leaf.encode()), {"lists": made.digest}, bytes.fromhex(entry.salt))
    kept = lists_of(made.lists)
    assert kept.digest == made.digest
    assert [(one.number, one.weight) for one in kept.bodies] == [(desk.organisation.number, 3)]
    assert "supervisor" not in str(made.lists)
    with pytest.raises(SupervisionError, match="封存后"):
        inspecting.draw_now(by=desk.officer, announced=made.pk, at=moment(ON))
    sealed(log, moment(ON, 2))
    assert entries_since(0, on=ON).items == []  # a draw is no certificate's


def test_the_seed_is_the_root_over_the_lists_and_it_is_drawn_once(desk: Desk, log: Folder) -> None:
    made = drawn(desk, log)
    head = Sealing.objects.get()
    assert (made.seed, made.log_size) == (head.root, head.size)
    inspection = made.inspections.get()
    again = draw(lists_of(made.lists), made.seed)
    assert [one.body.number for one in again] == [desk.organisation.number]
    assert [made.people[code] for code in again[0].inspectors] == [
        one.pk for one in inspection.inspectors.all()
    ]
    with pytest.raises(SupervisionError, match="不能重抽"):
        inspecting.draw_now(by=desk.other, announced=made.pk, at=moment(ON, 4))
    with pytest.raises(SupervisionError, match="要抽 2 家"):
        announced(desk, count=2)
    with pytest.raises(SupervisionError, match="不足 2 人"):
        announced(desk, each=2)
    with pytest.raises(Denied):
        inspecting.announce(
            by=desk.body, area="440100", title="x", count=1, each=1, days=5, on=ON, at=moment(ON)
        )


def test_who_ever_acted_for_a_body_does_not_inspect_it(desk: Desk) -> None:
    desk.organisation.body.memberships.create(
        user_id=desk.supervisor.user,
        role=Role.EVALUATION,
        from_on=LONG_AGO,
        to_on=date(2015, 1, 1),
        granted_by="tests",
    )
    with pytest.raises(SupervisionError, match="不足 1 人"):
        announced(desk)


def in_order() -> list[Seen]:
    return [Seen(one, Answer.IN_ORDER) for one in checklist().items]


def saved(by: Actor, inspection: Inspection, seen: Sequence[Seen]) -> None:
    inspecting.save_items(
        by=by, inspection=inspection.pk, seen=seen, words="现场检查", at=moment(ON, 4)
    )


def handed_in(by: Actor, inspection: Inspection) -> Inspection:
    return inspecting.hand_in(by=by, inspection=inspection.pk, on=ON, at=moment(ON, 5))


def test_it_is_saved_half_done_and_handed_in_once_whole(desk: Desk, log: Folder) -> None:
    inspection = drawn(desk, log).inspections.get()
    saved(desk.supervisor, inspection, in_order()[:3])
    with pytest.raises(SupervisionError, match="还有 7 项"):
        handed_in(desk.supervisor, inspection)
    saved(desk.supervisor, inspection, in_order()[3:])
    assert handed_in(desk.supervisor, inspection).case is None
    for again in (
        lambda: saved(desk.supervisor, inspection, in_order()),
        lambda: handed_in(desk.supervisor, inspection),
    ):
        with pytest.raises(SupervisionError, match="已提交"):
            again()


def test_what_is_not_in_order_opens_a_case(desk: Desk, log: Folder) -> None:
    inspection = drawn(desk, log).inspections.get()
    with pytest.raises(SupervisionError, match="写明情况"):
        saved(desk.supervisor, inspection, [Seen("scope", Answer.NOT_IN_ORDER, " ")])
    saved(desk.supervisor, inspection, in_order())
    saved(desk.supervisor, inspection, [Seen("scope", Answer.NOT_IN_ORDER, "超出备案等级")])
    case = handed_in(desk.supervisor, inspection).case
    assert case
    assert (case.body, stage_of(case)) == (desk.organisation.body, Stage.LOOK)
    assert "1 项不符合" in case.title


def test_only_who_was_drawn_fills_it_in(desk: Desk, log: Folder) -> None:
    inspection = drawn(desk, log).inspections.get()
    bureau = bureau_of(desk.officer)
    for stranger in (acting("supervisor-2", Role.SUPERVISOR, bureau), desk.officer, desk.body):
        with pytest.raises(Denied):
            saved(stranger, inspection, in_order())
    user = User.objects.get(pk=desk.supervisor.user)
    saved(actor_of(user, ON), inspection, in_order())


def test_a_photograph_is_kept_sealed_without_what_the_camera_wrote(desk: Desk, log: Folder) -> None:
    inspection = drawn(desk, log).inspections.get()
    sent = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (2_000, 1_000), "navy").save(sent, "JPEG", exif=exif)
    assert b"secret place" in sent.getvalue()
    saved(desk.supervisor, inspection, [Seen("site", Answer.IN_ORDER, "", sent.getvalue())])
    item = inspection.items.get()
    assert item.photo
    kept = unseal_bytes(bytes(item.photo))
    assert hashlib.sha256(kept).hexdigest() == item.digest
    assert b"secret place" not in kept
    assert Image.open(io.BytesIO(kept)).size == (1_600, 800)
    saved(desk.supervisor, inspection, [Seen("site", Answer.IN_ORDER, "整洁")])
    item.refresh_from_db()
    assert item.photo  # stays when the item is said anew without one


def test_until_when_is_counted_in_working_days(desk: Desk) -> None:
    assert announced(desk).until_on == later(20)
