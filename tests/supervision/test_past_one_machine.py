"""The register looked at with Spark: the same alerts, to the byte."""

from __future__ import annotations

import pytest

from tests.spark import session
from tests.supervision.looked_at import (
    ISSUED,
    Register,
    issuer,
    office,
    province,
    register,
    sat,
)
from xianjie.domain.certificates.models import Certificate
from xianjie.domain.evaluations.models import Participant, PublicNotice
from xianjie.domain.filings.models import Scope
from xianjie.domain.supervision.running import Engine, find
from xianjie.indicators import ends_of_issuing
from xianjie.instruments import law

__all__ = ["issuer", "office", "province", "register", "sat"]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark"), pytest.mark.django_db]
MASTER = "local[2]"


def test_spark_finds_the_same_in_the_register(register: Register) -> None:
    Scope.objects.update(highest=5)
    PublicNotice.objects.update(until_on=ISSUED)
    first, second = register.levels[:2]
    Participant.objects.filter(issue_lines__certificate=first).update(passed=False)
    Certificate.objects.filter(pk=second.pk).update(number_hash=first.number_hash)
    told = []
    with session(MASTER) as made:
        made.conf.set("spark.sql.shuffle.partitions", "2")  # as many as there are cores
        for engine in (Engine(), Engine("spark", MASTER)):
            found = find(on=ISSUED, law=law(), deadlines=ends_of_issuing(), engine=engine)
            told.append([one.jsonable("zh") for one in found.alerts])
    assert told[0] == told[1]
    assert {one["indicator"] for one in told[0]} == {
        "before_the_exam",
        "no_evaluation",
        "outside_filing",
        "same_level_twice",
    }
