"""The records of the wind-up as JSON, for who may see them: a module per kind of record."""

from xianjie.api.v1.records import (
    deadlines,
    events,
    exams,
    institutions,
    memberships,
    programmes,
    refunds,
    registrations,
    rulings,
    sittings,
    suspensions,
)

MODULES = (
    exams,
    registrations,
    sittings,
    suspensions,
    refunds,
    deadlines,
    institutions,
    rulings,
    events,
    memberships,
    programmes,
)
