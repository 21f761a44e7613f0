"""The packaged table cannot be loaded when it breaks one of its own rules."""

from importlib.resources import files

import pytest

from xianjie.instruments.catalogue import DamagedCatalogue, load, parse

FOLDER = files("xianjie.instruments.catalogue")
OCCUPATIONS, CORRECTIONS, SOURCE = (
    FOLDER.joinpath(name).read_text("utf-8")
    for name in ("occupations.csv", "corrections.toml", "source.toml")
)


def edited(line: int, column: int, value: str) -> str:
    """The table with one cell changed; lines count from 1."""
    lines = OCCUPATIONS.splitlines()
    cells = lines[line - 1].split(",")
    cells[column] = value
    lines[line - 1] = ",".join(cells)
    return "\n".join(lines)


def test_the_packaged_texts_make_the_packaged_catalogue() -> None:
    assert parse(OCCUPATIONS, CORRECTIONS, SOURCE).digest == load().digest


@pytest.mark.parametrize(
    ("occupations", "said"),
    [
        pytest.param(edited(1, 0, "line"), "line 1: columns must be", id="other columns"),
        pytest.param(edited(3, 0, "x"), "line 3: row cannot be 'x'", id="row is no number"),
        pytest.param(edited(3, 0, "4"), "line 3: row must grow by one", id="row leaps"),
        pytest.param(edited(3, 1, ""), "line 3: item cannot be ''", id="no item"),
        pytest.param(edited(3, 2, ""), "line 3: names and departments", id="no qualification"),
        pytest.param(edited(3, 5, "甲、"), "line 3: names and departments", id="no department"),
        pytest.param(edited(3, 6, "batch_3"), "treatment cannot be 'batch_3'", id="batch"),
        pytest.param(edited(3, 7, "soon"), "access_from cannot be 'soon'", id="no day"),
        pytest.param(edited(3, 8, "6-31"), "line 3: Dadian code", id="malformed code"),
        pytest.param(edited(3, 9, ""), "line 3: Dadian code", id="code without name"),
        pytest.param(edited(3, 10, "none"), "line 3: Dadian code", id="code without match"),
        pytest.param(edited(3, 10, "near"), "dadian_match cannot be 'near'", id="match"),
        pytest.param(edited(3, 10, "exact,x"), "line 3: must have 11 cells", id="too many"),
        pytest.param(
            OCCUPATIONS.replace(",电工,exact", ""), "line 3: must have 11 cells", id="too few"
        ),
        pytest.param(edited(5, 5, "甲"), "line 5: differs within row 3", id="row disagrees"),
        pytest.param(
            edited(3, 4, "电器工"), "disagree on [(1, '电器工', '电工')]", id="unrecorded"
        ),
        pytest.param(
            "\n".join(OCCUPATIONS.splitlines()[:-1]), "must count {'items': 76", id="count"
        ),
    ],
)
def test_a_broken_rule_is_named(occupations: str, said: str) -> None:
    with pytest.raises(DamagedCatalogue) as caught:
        parse(occupations, CORRECTIONS, SOURCE)
    assert said in caught.value.in_("en")
    assert caught.value.in_("zh")


def test_an_access_day_is_read() -> None:
    line = next(
        number for number, text in enumerate(OCCUPATIONS.splitlines(), 1) if ",保安员," in text
    )
    catalogue = parse(edited(line, 7, "2031-05-01"), CORRECTIONS, SOURCE)
    assert str(catalogue.find("保安员").access_from) == "2031-05-01"


@pytest.mark.parametrize(
    ("corrections", "said"),
    [
        (CORRECTIONS.replace('"M"', '"U"'), "confidence is H or M, not 'U'"),
        (CORRECTIONS.replace("item = 22", "item = 21"), "corrections.toml and occupations.csv"),
    ],
)
def test_a_damaged_correction_is_named(corrections: str, said: str) -> None:
    with pytest.raises(DamagedCatalogue) as caught:
        parse(OCCUPATIONS, corrections, SOURCE)
    assert said in caught.value.in_("en")
