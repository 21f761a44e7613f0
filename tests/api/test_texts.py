"""The texts that answers cite."""

import pytest

from tests.api.asking import get, refused
from xianjie.api.problems import KINDS
from xianjie.instruments import jurisdictions, law


def test_jurisdictions_with_their_layers_and_dates() -> None:
    listed = {entry["id"]: entry for entry in get("/jurisdictions").json()}
    assert tuple(listed) == jurisdictions()
    assert [name for name, entry in listed.items() if entry["default"]] == ["CN-GD"]
    assert listed["CN-GD"]["chain"] == ["CN", "CN-GD"]
    dates = {entry["name"]: entry["day"] for entry in listed["CN-GD"]["dates"]}
    assert dates == {name: day.day.isoformat() for name, day in law("CN-GD").parameters.items()}


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_clauses_and_readings_in_both_languages(jurisdiction: str) -> None:
    clauses = get(f"/clauses?jurisdiction={jurisdiction}").json()
    assert [entry["id"] for entry in clauses] == list(law(jurisdiction).clauses)
    for entry, clause in zip(clauses, law(jurisdiction).clauses.values(), strict=True):
        assert entry["says"] == {"zh": clause.says.zh, "en": clause.says.en}
        assert (entry["provenance"] is None) == (clause.provenance is None)
    readings = get(f"/readings?jurisdiction={jurisdiction}").json()
    assert [entry["id"] for entry in readings] == list(law(jurisdiction).readings)


def test_every_kind_of_problem_explains_itself_at_its_type() -> None:
    listed = get("/problems").json()
    assert len(listed) == len(KINDS)
    for entry in listed:
        assert get(entry["type"].removeprefix("/api/v1")).json() == entry
    refused(get("/problems/none-such"), 404, "unknown-problem")
