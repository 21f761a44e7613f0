"""Comparing a notice with the catalogue: agreement up to the corrections, or what differs."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.instruments.annexes import fixture_text, real_text, row_numbers, with_line, without
from xianjie.instruments.catalogue import Occupation, Treatment, fold, load
from xianjie.instruments.notice_reader import (
    Comparison,
    Difference,
    DifferenceKind,
    check,
    compare,
    read,
)

CATALOGUE = load()
FIXTURE = fixture_text()
TEXTS = [fixture_text, real_text]
CORRECTED_IN_PLACE = [
    ("硬质合金烧结合工", "硬质合金烧结工"),
    ("金属材料热处理工", "金属材热处理工"),
    ("金属材料精整工", "金属材精整工"),
    ("重冶金法冶炼工、电解", "重冶火法冶炼工、电解"),
    ("重冶金法冶炼工\t", "重冶湿法冶炼工\t"),
    ("水生生物病害防治员", "水生物病害防治员"),
]


def replaced(old: str, new: str) -> str:
    assert old in FIXTURE
    return FIXTURE.replace(old, new, 1)


def line_of(words: str) -> int:
    return next(n for n, line in enumerate(FIXTURE.split("\n"), 1) if words in line)


def only(comparison: Comparison) -> Difference:
    (difference,) = comparison.differences
    return difference


class TestAgreement:
    @pytest.mark.parametrize("text_of", TEXTS)
    def test_agrees_up_to_the_recorded_corrections(self, text_of: Callable[[], str]) -> None:
        comparison = check(text_of(), CATALOGUE)
        assert comparison.agrees
        assert comparison.differences == ()
        assert [(found.item, found.corrected) for found in comparison.corrections] == [
            (22, "硬质合金烧结工"),
            (23, "金属材热处理工"),
            (23, "金属材精整工"),
            (25, "重冶火法冶炼工"),
            (25, "重冶湿法冶炼工"),
            (50, "水生物病害防治员"),
        ]
        assert all(found.ground.zh and found.ground.en for found in comparison.corrections)
        assert [found.confidence for found in comparison.corrections] == [*"HHHHHM"]

    @pytest.mark.parametrize("text_of", TEXTS)
    def test_counts(self, text_of: Callable[[], str]) -> None:
        counts = compare(read(text_of()), CATALOGUE).counts
        assert (counts.items, counts.rows, counts.occupations) == (76, 100, 192)
        assert list(counts.treatments.values()) == [29, 156, 7]
        assert counts.split_items == (8, 21, 38, 52, 58, 66)

    def test_bracket_style_is_noted(self) -> None:
        (note,) = check(FIXTURE, CATALOGUE).notes
        assert "(粮油) 仓储管理员" in note.zh
        assert "only the style" in note.en

    def test_a_notice_with_the_corrected_names_agrees_without_corrections(self) -> None:
        text = FIXTURE
        for scanned, corrected in CORRECTED_IN_PLACE:
            assert scanned in text
            text = text.replace(scanned, corrected, 1)
        comparison = check(text, CATALOGUE)
        assert comparison.agrees
        assert comparison.corrections == ()

    @pytest.mark.parametrize("skipped", range(len(CORRECTED_IN_PLACE)))
    def test_a_notice_corrected_but_for_one_name_agrees(self, skipped: int) -> None:
        text = FIXTURE
        for index, (scanned, corrected) in enumerate(CORRECTED_IN_PLACE):
            text = text if index == skipped else text.replace(scanned, corrected, 1)
        comparison = check(text, CATALOGUE)
        assert comparison.agrees
        assert len(comparison.corrections) == 1

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("(粮油) 仓储管理员", "（粮油）仓储管理员"),
            ("水泥、石灰、石膏及其制品制造人员", "水泥，石灰，石膏及其制品制造人员"),
            ("砌筑工、混凝土工、钢筋工", "砌筑工；混凝土工；钢筋工"),
        ],
    )
    def test_marks_of_printing_do_not_count(self, old: str, new: str) -> None:
        assert check(replaced(old, new), CATALOGUE).agrees

    def test_the_division_into_rows_does_not_count(self) -> None:
        text = replaced(
            "\t锅炉设备检修工、变电设备检修工\t中国电力企业联合会\t",
            "\t锅炉设备检修工\t中国电力企业联合会\t\n\t\t变电设备检修工\t中国电力企业联合会\t",
        )
        comparison = check(text, CATALOGUE)
        assert comparison.agrees
        assert comparison.counts.rows == 101


class TestDifferences:
    def test_a_department(self) -> None:
        text = replaced("电工\t应急管理部、人力资源和社会保障部", "电工\t应急管理部")
        difference = only(check(text, CATALOGUE))
        assert difference.kind is DifferenceKind.DEPARTMENTS
        assert difference.occupations == ("电工",)
        assert (difference.expected, difference.found) == (
            "应急管理部、人力资源和社会保障部",
            "应急管理部",
        )
        line = line_of("电工\t应急管理部")
        assert difference.message.zh == (
            f"第 {line} 行，序号 1（电工）：实施部门应为“应急管理部、人力资源和社会保障部”，"
            "通知作“应急管理部”。"
        )
        assert difference.message.en == (
            f"line {line}, item 1 (电工): implementing departments should be "
            "“应急管理部、人力资源和社会保障部”, the notice has “应急管理部”."
        )

    def test_a_batch_is_said_in_words(self) -> None:
        text = replaced(
            "电梯安装维修工、制冷空调系统安装维修工\t人力资源和社会保障部\t1", "@"
        ).replace("@", "电梯安装维修工、制冷空调系统安装维修工\t人力资源和社会保障部\t2")
        difference = only(check(text, CATALOGUE))
        assert difference.kind is DifferenceKind.TREATMENT
        assert difference.occupations == ("电梯安装维修工", "制冷空调系统安装维修工")
        assert "批次应为“第一批”，通知作“第二批”" in difference.message.zh
        assert "batch should be “batch 1”, the notice has “batch 2”" in difference.message.en

    def test_a_qualification(self) -> None:
        difference = only(check(replaced("炼钢人员", "炼铁炼钢人员"), CATALOGUE))
        assert difference.kind is DifferenceKind.QUALIFICATION
        assert (difference.expected, difference.found) == ("炼钢人员", "炼铁炼钢人员")

    def test_names_exchanged_within_a_cell(self) -> None:
        text = replaced("氧化铝制取工、铝电解工", "铝电解工、氧化铝制取工")
        difference = only(check(text, CATALOGUE))
        assert (difference.kind, difference.item) == (DifferenceKind.ORDER, 24)
        assert "次序" in difference.message.zh

    def test_the_two_corrected_names_exchanged(self) -> None:
        text = replaced(
            "重冶金法冶炼工、电解精炼工、重冶金法冶炼工",
            "重冶湿法冶炼工、电解精炼工、重冶火法冶炼工",
        )
        comparison = check(text, CATALOGUE)
        assert [found.kind for found in comparison.differences] == [DifferenceKind.NAME] * 2
        assert comparison.differences[0].expected == "重冶火法冶炼工（重冶金法冶炼工）"

    def test_an_occupation_moved_to_another_item(self) -> None:
        text = replaced("筑路工、桥隧工", "筑路工").replace("砌筑工、", "砌筑工、桥隧工、", 1)
        differences = check(text, CATALOGUE).differences
        assert {found.occupations for found in differences} == {("桥隧工",)}
        assert [found.kind for found in differences] == [
            DifferenceKind.ITEM,
            DifferenceKind.DEPARTMENTS,
        ]
        assert "序号应为“4”，通知作“5”" in differences[0].message.zh

    def test_an_occupation_added(self) -> None:
        difference = only(check(replaced("砌筑工、", "砌筑工、抹灰工、"), CATALOGUE))
        assert difference.kind is DifferenceKind.UNEXPECTED
        assert difference.occupations == ("抹灰工",)
        assert "“抹灰工”在目录中没有对应的工种" in difference.message.zh

    def test_an_occupation_printed_twice(self) -> None:
        difference = only(check(replaced("砌筑工、", "砌筑工、砌筑工、"), CATALOGUE))
        assert (difference.kind, difference.found) == (DifferenceKind.UNEXPECTED, "砌筑工")

    def test_an_occupation_left_out_of_a_row(self) -> None:
        difference = only(check(replaced("砌筑工、", ""), CATALOGUE))
        assert difference.kind is DifferenceKind.MISSING
        assert "行中缺少“砌筑工”" in difference.message.zh
        assert "in a row “砌筑工” is missing" in difference.message.en

    def test_the_first_of_two_alike_names_left_out(self) -> None:
        text = replaced("重冶金法冶炼工、电解精炼工", "电解精炼工")
        assert only(check(text, CATALOGUE)).occupations == ("重冶火法冶炼工",)

    def test_a_number_mistyped(self) -> None:
        differences = check(replaced("\n33\t", "\n38\t"), CATALOGUE).differences
        assert differences[0].kind is DifferenceKind.ITEM
        assert differences[0].occupations == ("中药炮制工",)
        assert "缺少序号 33–37" in differences[1].message.zh

    def test_rows_of_two_items_exchanged(self) -> None:
        lines = FIXTURE.split("\n")
        first, second = line_of("炼钢原料工") - 1, line_of("高炉原料工") - 1
        lines[first], lines[second] = lines[second], lines[first]
        comparison = check("\n".join(lines), CATALOGUE)
        assert not comparison.agrees
        assert {found.line for found in comparison.differences} == {
            first + 1,
            second + 1,
            second + 2,
        }

    def test_an_empty_catalogue_entry_is_missing_below_the_header(self) -> None:
        text = without(FIXTURE, row_numbers(FIXTURE)[0])
        missing = check(text, CATALOGUE).differences[0]
        assert missing.kind is DifferenceKind.MISSING
        assert missing.line == read(FIXTURE).header_line

    @pytest.mark.parametrize("batch", ["3", "第三批", "准备"])
    def test_a_damaged_row_is_not_also_missing(self, batch: str) -> None:
        row = "汽车维修工\t交通运输部、人力资源和社会保障部\t"
        difference = only(check(replaced(row + "1", row + batch), CATALOGUE))
        assert difference.kind is DifferenceKind.DAMAGED
        assert difference.occupations == ("汽车维修工",)
        assert f"“{batch}”" in difference.message.zh

    def test_an_annex_that_has_nothing_to_do_with_the_catalogue(self) -> None:
        text = "序号\t职业资格\t\t部门\t批次\n1\t甲类\t甲工、乙工\t甲部\t1\n2\t\t\t\t"
        comparison = check(text, CATALOGUE)
        kinds = {found.kind for found in comparison.differences}
        assert {DifferenceKind.MISSING, DifferenceKind.NAME, DifferenceKind.DAMAGED} <= kinds
        assert comparison.notes == ()


ROWS = st.sampled_from(row_numbers(FIXTURE))


def named(comparison: Comparison, names: tuple[str, ...], line: int) -> bool:
    """Whether one difference names each of the names, in both languages, near that line."""
    return any(
        all(name in found.message.zh and name in found.message.en for name in names)
        and abs(found.line - line) <= 6
        for found in comparison.differences
    )


def occupations_at(index: int) -> tuple[str, ...]:
    return tuple(FIXTURE.split("\n")[index].split("\t")[2].split("、"))


@pytest.mark.parametrize("index", row_numbers(FIXTURE))
def test_any_row_removed_is_named(index: int) -> None:
    comparison = check(without(FIXTURE, index), CATALOGUE)
    missing = [found for found in comparison.differences if found.kind is DifferenceKind.MISSING]
    assert [found.scanned for found in missing] == [occupations_at(index)]
    assert named(comparison, occupations_at(index), index)


OTHER_BATCH = {Treatment.BATCH_1: "2", Treatment.BATCH_2: "1", Treatment.ACCESS_TYPE: "1"}
TREATMENT_AT = {row.line - 1: row.treatment for row in read(FIXTURE).rows}


def with_batch(index: int, batch: str) -> str:
    cells = FIXTURE.split("\n")[index].split("\t")
    return with_line(FIXTURE, index, "\t".join([*cells[:4], batch]))


@pytest.mark.parametrize("index", row_numbers(FIXTURE))
def test_any_batch_changed_is_named(index: int) -> None:
    comparison = check(with_batch(index, OTHER_BATCH[TREATMENT_AT[index]]), CATALOGUE)
    first = comparison.differences[0]
    assert (first.kind, first.line) == (DifferenceKind.TREATMENT, index + 1)
    assert first.scanned == occupations_at(index)
    assert named(comparison, occupations_at(index), index + 1)


@given(index=ROWS, batch=st.sampled_from(["3", "第三批", "准备", "?"]))
def test_any_batch_made_unreadable_is_named(index: int, batch: str) -> None:
    comparison = check(with_batch(index, batch), CATALOGUE)
    first = comparison.differences[0]
    assert (first.kind, first.line) == (DifferenceKind.DAMAGED, index + 1)
    assert first.occupations == occupations_at(index)


@given(index=ROWS)
def test_a_batch_left_blank_is_inherited_or_named(index: int) -> None:
    inherits = TREATMENT_AT.get(index - 1) is TREATMENT_AT[index]
    starts_item = FIXTURE.split("\n")[index].split("\t")[0] != ""
    comparison = check(with_batch(index, ""), CATALOGUE)
    assert comparison.agrees == (inherits and not starts_item)
    assert comparison.agrees or named(comparison, occupations_at(index), index + 1)


NEW_NAMES = st.text("甲乙丙丁电工员师炼铁", min_size=1, max_size=8) | st.sampled_from(
    [entry.occupation for entry in CATALOGUE.occupations]
)


@given(index=ROWS, data=st.data())
def test_any_occupation_renamed_is_named(index: int, data: st.DataObject) -> None:
    names = occupations_at(index)
    place = data.draw(st.integers(0, len(names) - 1))
    new = data.draw(NEW_NAMES)
    cells = FIXTURE.split("\n")[index].split("\t")
    renamed = [*names[:place], new, *names[place + 1 :]]
    text = with_line(FIXTURE, index, "\t".join([*cells[:2], "、".join(renamed), *cells[3:]]))
    entry = expected_at(index, place)
    comparison = check(text, CATALOGUE)
    is_same = fold(new) in (fold(entry.occupation), fold(entry.as_scanned))
    assert comparison.agrees == is_same
    assert is_same or named(comparison, (entry.occupation,), index + 1)


def expected_at(index: int, place: int) -> Occupation:
    row = next(n for n, found in enumerate(row_numbers(FIXTURE), 1) if found == index)
    return [entry for entry in CATALOGUE.occupations if entry.row == row][place]


@given(index=ROWS, department=st.text("甲乙部委会", min_size=1, max_size=5))
def test_any_department_changed_is_named(index: int, department: str) -> None:
    cells = FIXTURE.split("\n")[index].split("\t")
    text = with_line(FIXTURE, index, "\t".join([*cells[:3], department, cells[4]]))
    comparison = check(text, CATALOGUE)
    assert {found.kind for found in comparison.differences} == {DifferenceKind.DEPARTMENTS}
    assert named(comparison, occupations_at(index), index + 1)


def test_the_real_notice_with_any_row_removed_names_it() -> None:
    text = real_text()
    for index in row_numbers(text):
        names = text.split("\n")[index].split("\t")[2]
        comparison = check(without(text, index), CATALOGUE)
        said = "\n".join(found.message.zh for found in comparison.differences)
        assert all(name in said for name in re.split("、", names))
