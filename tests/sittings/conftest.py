"""The small province with a pool of examiners and of supervisors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.domain.conftest import AT, Province, province
from xianjie.domain.accounts.models import Body, Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.sittings.models import Examiner
from xianjie.domain.sittings.services import enter_examiner

__all__ = ["NewExaminer", "Province", "new_examiner", "province", "supervisors"]

NewExaminer = Callable[..., Examiner]


@pytest.fixture
def new_examiner(province: Province) -> NewExaminer:
    """Return ``new_examiner(name, **given)``: of the institution, for electricians to level 4."""

    def make(name: str, **given: object) -> Examiner:
        user = User.objects.create(username=name, name=name)
        Membership.objects.create(
            user=user,
            body=province.institution.body,
            role=Role.EXAMINER,
            from_on=date(2020, 1, 1),
            granted_by="tests",
        )
        told = {"competences": {"电工": 4}, "from_on": date(2020, 1, 1), **given}
        return enter_examiner(
            by=province.actors["institution"],
            user=user,
            home=province.institution,
            card=f"K-{name}",
            at=AT,
            **told,  # type: ignore[arg-type]
        )

    return make


@pytest.fixture
def supervisors(province: Province) -> list[str]:
    """Nine of the city's bureau, one of another city's, one who also works at the institution."""
    city, other = (Body.objects.get(name=name) for name in ("广州市局", "深圳市局"))
    names = [f"督导{number}" for number in range(9)]
    for name, body in [*((name, city) for name in names), ("外市", other), ("兼职", city)]:
        user = User.objects.create(username=name, name=name)
        Membership.objects.create(
            user=user,
            body=body,
            role=Role.SUPERVISOR,
            from_on=date(2020, 1, 1),
            granted_by="tests",
        )
    Membership.objects.create(
        user=User.objects.get(username="兼职"),
        body=province.institution.body,
        role=Role.EXAMINER,
        from_on=date(2020, 1, 1),
        granted_by="tests",
    )
    return names
