"""The catalogue: what it holds, and how a name is found in it."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianjie.errors import XianjieError
from xianjie.instruments.catalogue import (
    AmbiguousOccupation,
    Catalogue,
    CatalogueError,
    CodeMatch,
    Occupation,
    Treatment,
    UnknownOccupation,
    fold,
    load,
)

CATALOGUE = load()
SPLIT_ITEMS = (8, 21, 38, 52, 58, 66)
CORRECTED = [
    (22, "硬质合金烧结合工", "硬质合金烧结工", "H"),
    (23, "金属材料热处理工", "金属材热处理工", "H"),
    (23, "金属材料精整工", "金属材精整工", "H"),
    (25, "重冶金法冶炼工", "重冶火法冶炼工", "H"),
    (25, "重冶金法冶炼工", "重冶湿法冶炼工", "H"),
    (50, "水生生物病害防治员", "水生物病害防治员", "M"),
]


def names_of(found: tuple[Occupation, ...]) -> list[str]:
    return [entry.occupation for entry in found]


class TestContent:
    def test_counts(self) -> None:
        assert len(CATALOGUE.items()) == 76
        assert len(CATALOGUE.rows()) == 100
        assert len(CATALOGUE.occupations) == 192

    @pytest.mark.parametrize(
        ("treatment", "occupations", "items"),
        [
            (Treatment.BATCH_1, 29, 14),
            (Treatment.BATCH_2, 156, 66),
            (Treatment.ACCESS_TYPE, 7, 3),
        ],
    )
    def test_treatments(self, treatment: Treatment, occupations: int, items: int) -> None:
        with_it = [entry for entry in CATALOGUE.occupations if entry.treatment is treatment]
        assert len(with_it) == occupations
        assert len({entry.item for entry in with_it}) == items

    def test_split_items(self) -> None:
        split = tuple(item.number for item in CATALOGUE.items() if item.is_split)
        assert split == SPLIT_ITEMS
        item = CATALOGUE.items()[65]
        assert item.treatments == (Treatment.ACCESS_TYPE, Treatment.BATCH_2, Treatment.BATCH_1)

    @pytest.mark.parametrize(
        ("name", "treatment", "hrss_organised"),
        [
            ("森林消防员", Treatment.ACCESS_TYPE, False),
            ("保安员", Treatment.ACCESS_TYPE, True),
            ("消防员", Treatment.ACCESS_TYPE, False),
            ("电工", Treatment.BATCH_2, True),
            ("汽车维修工", Treatment.BATCH_1, True),
            ("筑路工", Treatment.BATCH_2, False),
        ],
    )
    def test_facts_of_the_law(
        self, name: str, treatment: Treatment, *, hrss_organised: bool
    ) -> None:
        entry = CATALOGUE.find(name)
        assert (entry.treatment, entry.hrss_organised) == (treatment, hrss_organised)
        assert entry.access_from is None

    def test_corrections(self) -> None:
        found = [
            (entry.item, entry.as_scanned, entry.occupation, entry.correction.confidence)
            for entry in CATALOGUE.occupations
            if entry.correction is not None
        ]
        assert found == CORRECTED

    def test_bracket_style_is_recorded_but_no_correction(self) -> None:
        (style,) = CATALOGUE.bracket_styles
        assert (style.item, style.occupation) == (73, "(粮油) 仓储管理员")
        assert CATALOGUE.find(style.occupation).correction is None

    def test_dadian(self) -> None:
        matches = [entry.dadian_match for entry in CATALOGUE.occupations]
        assert [matches.count(match) for match in CodeMatch] == [180, 10, 2]
        electrician = CATALOGUE.find("电工")
        assert (electrician.dadian_code, electrician.dadian_edition) == ("6-31-01-03", "2022")
        none = CATALOGUE.find("育婴员")
        assert (none.dadian_code, none.dadian_name, none.dadian_edition) == (None, None, None)

    def test_rows_are_the_printed_ones(self) -> None:
        rows = CATALOGUE.rows()
        assert [row.number for row in rows] == list(range(1, 101))
        assert rows[2].occupations == ("锅炉设备检修工", "变电设备检修工")
        assert rows[-1].departments == ("应急管理部", "国家林业和草原局")
        scanned = [name for row in rows for name in row.occupations]
        assert scanned.count("重冶金法冶炼工") == 2

    def test_treatment_has_a_label_in_both_languages(self) -> None:
        assert [treatment.label.zh for treatment in Treatment] == [
            "第一批",
            "第二批",
            "拟转为准入类",
        ]

    def test_digest_changes_with_any_fact(self) -> None:
        first, *rest = CATALOGUE.occupations
        changed = dataclasses.replace(first, departments=("别的部门",))
        other = Catalogue((changed, *rest), CATALOGUE.bracket_styles)
        same = Catalogue(CATALOGUE.occupations, CATALOGUE.bracket_styles)
        assert len(CATALOGUE.digest) == 64
        assert CATALOGUE.digest == same.digest != other.digest

    def test_loaded_once(self) -> None:
        assert load() is CATALOGUE


class TestFind:
    @pytest.mark.parametrize("entry", CATALOGUE.occupations, ids=lambda entry: entry.occupation)
    def test_by_either_name(self, entry: Occupation) -> None:
        assert CATALOGUE.find(entry.occupation) is entry

    @pytest.mark.parametrize(("_item", "as_scanned", "corrected", "_confidence"), CORRECTED)
    def test_by_scanned_name(
        self, _item: int, as_scanned: str, corrected: str, _confidence: str
    ) -> None:
        if as_scanned == "重冶金法冶炼工":
            with pytest.raises(AmbiguousOccupation):
                CATALOGUE.find(as_scanned)
            return
        assert CATALOGUE.find(as_scanned).occupation == corrected

    @pytest.mark.parametrize(
        "name",
        [
            "(粮油) 仓储管理员",
            "（粮油）仓储管理员",
            "(粮油)仓储管理员",
            "粮油仓储管理员",
            "〔粮油〕仓储管理员",
            "【粮油】 仓储·管理员",
            " [粮油]\u3000仓储管理员\n",
            "\ufeff粮油・仓储管理员\u200b",
        ],
    )
    def test_however_it_is_printed(self, name: str) -> None:
        assert CATALOGUE.find(name).occupation == "(粮油) 仓储管理员"

    def test_the_prefix_belongs_to_the_name(self) -> None:
        with pytest.raises(UnknownOccupation) as caught:
            CATALOGUE.find("仓储管理员")
        assert names_of(caught.value.suggestions) == ["(粮油) 仓储管理员"]

    def test_a_name_of_two_is_refused_with_both(self) -> None:
        with pytest.raises(AmbiguousOccupation) as caught:
            CATALOGUE.find("重冶金法 冶炼工")
        assert names_of(caught.value.candidates) == ["重冶火法冶炼工", "重冶湿法冶炼工"]
        assert caught.value.name == "重冶金法 冶炼工"
        for text in (caught.value.in_("zh"), caught.value.in_("en")):
            assert "重冶火法冶炼工" in text
            assert "重冶湿法冶炼工" in text

    def test_an_unknown_name_first_says_that_the_notices_are_silent(self) -> None:
        with pytest.raises(UnknownOccupation) as caught:
            CATALOGUE.find("汽车修理工")
        error = caught.value
        assert error.name == "汽车修理工"
        assert error.in_("zh").startswith("两份通知都没有提到“汽车修理工”")
        assert error.in_("en").startswith("The notices say nothing of “汽车修理工”")
        assert error.in_("zh").index("汽车维修工") > error.in_("zh").index("不一定是写错")
        assert "汽车维修工" in error.in_("en")
        assert isinstance(error, CatalogueError)
        assert isinstance(error, XianjieError)

    def test_an_unknown_name_with_nothing_near(self) -> None:
        with pytest.raises(UnknownOccupation) as caught:
            CATALOGUE.find("Astronaut")
        assert caught.value.suggestions == ()
        assert "没有相近的名称" in caught.value.in_("zh")
        assert "No name in the annex comes near" in caught.value.in_("en")

    def test_a_name_is_doubted_where_it_is_not_found_and_only_there(self) -> None:
        assert CATALOGUE.doubt("汽车维修工") is None
        doubt = CATALOGUE.doubt("汽车修理工")
        assert doubt is not None
        assert "汽车维修工" in doubt.zh
        assert "汽车维修工" in doubt.en

    @pytest.mark.parametrize("name", ["", " ", "\u3000"])
    def test_no_name_at_all(self, name: str) -> None:
        with pytest.raises(UnknownOccupation, match="没有给出工种名称"):
            CATALOGUE.find(name)

    def test_a_very_long_name_is_cut_in_the_message(self) -> None:
        with pytest.raises(UnknownOccupation) as caught:
            CATALOGUE.find("长" * 10_000)
        assert len(caught.value.in_("zh")) < 200


class TestNear:
    @pytest.mark.parametrize(
        ("name", "first"),
        [
            ("电公", "电工"),
            ("维修电工", "电工"),
            ("育婴师", "育婴员"),
            ("保育师", "保育员"),
            ("硬质合金烧结", "硬质合金烧结工"),
            ("装配钳工", "钳工"),
            ("检验员", "动物检疫检验员"),
        ],
    )
    def test_nearest_first(self, name: str, first: str) -> None:
        assert names_of(CATALOGUE.near(name))[0] == first

    def test_the_last_character_alone_is_not_near(self) -> None:
        assert CATALOGUE.near("焊工") == ()

    def test_limit(self) -> None:
        assert len(CATALOGUE.near("检验员", limit=2)) == 2

    @pytest.mark.parametrize("name", ["", "工", "长" * 41])
    def test_too_short_or_too_long_to_compare(self, name: str) -> None:
        assert CATALOGUE.near(name) == ()


class TestSearch:
    def test_whole_name_then_beginning_then_within(self) -> None:
        assert names_of(CATALOGUE.search("电工")) == ["电工", "电线电缆制造工"]
        assert names_of(CATALOGUE.search("消防员")) == ["消防员", "森林消防员"]
        assert names_of(CATALOGUE.search("炼钢"))[:2] == ["炼钢原料工", "炼钢工"]

    @pytest.mark.parametrize(
        ("words", "names"),
        [
            ("民政部", ["矫形器装配工", "假肢装配工", "孤残儿童护理员"]),
            ("安全保护服务", ["保安员", "安检员", "智能楼宇管理员", "安全评价师"]),
            ("重冶金法", ["重冶火法冶炼工", "重冶湿法冶炼工"]),
            ("6-31-01-03", ["电工"]),
            ("6－31－01－03", ["电工"]),
            ("保育师", ["保育员"]),
            ("公安部 保安", ["保安员"]),
            ("公安部 电工", []),
        ],
    )
    def test_looks_through_every_column(self, words: str, names: list[str]) -> None:
        assert names_of(CATALOGUE.search(words)) == names

    def test_no_words_find_everything(self) -> None:
        assert CATALOGUE.search(" () ") == CATALOGUE.occupations


def full_width(name: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)


MARKS = st.sampled_from(["", " ", "\u3000", "\xa0", "·", "・", "（", "）", "〔", "]", "\u200b"])


@given(entry=st.sampled_from(CATALOGUE.occupations), data=st.data())
def test_look_up_survives_any_marks_of_printing(entry: Occupation, data: st.DataObject) -> None:
    name = entry.occupation
    if data.draw(st.booleans()):
        name = full_width(name)
    printed = "".join(data.draw(MARKS) + character for character in name) + data.draw(MARKS)
    assert CATALOGUE.find(printed) is entry


@given(st.text())
def test_any_text_is_found_or_refused_by_name(name: str) -> None:
    known = {fold(entry.occupation) for entry in CATALOGUE.occupations}
    if fold(name) in known:
        assert fold(CATALOGUE.find(name).occupation) == fold(name)
        return
    with pytest.raises(CatalogueError) as caught:
        CATALOGUE.find(name)
    assert caught.value.in_("zh")
    assert caught.value.in_("en")
    assert len(CATALOGUE.near(name)) <= 5
