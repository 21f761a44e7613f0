"""What an application lacks, worked out from what is stored, all of it at once.

So the organisation sees before it hands in what the bureau will see after.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from xianjie.calendar import add_months
from xianjie.domain.filings import standing
from xianjie.domain.filings.models import (
    Application,
    Organisation,
    Scope,
    Site,
    Sought,
    Staff,
)
from xianjie.domain.filings.states import newest_filing
from xianjie.identifiers.levels import Level
from xianjie.instruments import catalogue
from xianjie.instruments.filing import filing_rules
from xianjie.instruments.practice import practice
from xianjie.text import Text

_DAY = timedelta(days=1)
ROLES = {
    Staff.Role.RESPONSIBLE: Text("评价负责人", "head of evaluation"),
    Staff.Role.AFFAIRS: Text("考务管理", "conduct of evaluations"),
    Staff.Role.QUALITY: Text("质量督导", "quality supervision"),
    Staff.Role.RECORDS: Text("档案管理", "keeper of the records"),
}


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that an application lacks, and why it is asked for."""

    words: Text
    reason: Text


def lacking(application: Application, on: date) -> list[Lack]:
    """Everything that the application lacks as of a day, all of it at once."""
    sought = list(application.sought.select_related("site").order_by("pk"))
    return [
        *_scope_lacking(sought),
        *_sites_lacking(sought, on),
        *_standards_lacking(sought),
        *_staff_lacking(application.organisation, on),
        *_assessors_lacking(application.organisation, sought, on),
        *_documents_lacking(application, sought),
        *_beyond_scope(application, sought, on),
    ]


def doubts(application: Application) -> list[Text]:
    """What the bureau looks at besides: occupations that the annex does not have.

    Others may be filed, so that none of this bars handing in or granting.
    """
    names = dict.fromkeys(application.sought.order_by("pk").values_list("occupation", flat=True))
    return [doubt for name in names if (doubt := catalogue.load().doubt(name))]


def _scope_lacking(sought: Sequence[Sought]) -> Iterator[Lack]:
    if not sought:
        yield Lack(
            Text("申请的职业、等级和场地", "occupations, levels and sites that are sought"),
            Text("备案以职业、等级和场地为范围（80号 五）", "a filing has a scope (80/5)"),
        )


def _sites_lacking(sought: Sequence[Sought], on: date) -> Iterator[Lack]:
    months = practice().of("lease_least_months", on)
    for site in {one.site_id: one.site for one in sought}.values():
        if site.tenure != Site.Tenure.LEASED:
            continue
        assert site.leased_from and site.leased_until  # noqa: S101, PT018 - a constraint
        if site.leased_until < add_months(site.leased_from, months.value) - _DAY:
            words = Text(
                f"场地“{site.name}”租期满 {months.value} 个月的合同",
                f"a lease of {months.value} months or more for the site {site.name!r}",
            )
            yield Lack(words, months.source)
        elif not site.leased_from <= on <= site.leased_until:
            yield Lack(
                Text(
                    f"场地“{site.name}”当日有效的租赁合同",
                    f"a lease of the site {site.name!r} that runs on the day",
                ),
                months.source,
            )


def _standards_lacking(sought: Sequence[Sought]) -> Iterator[Lack]:
    for one in sought:
        if not one.standard_name.strip():
            yield Lack(
                Text(f"“{one.occupation}”所依标准的名称", f"the standard for {one.occupation}"),
                Text(
                    "依职业标准或评价规范开展评价（252号 一）",
                    "one evaluates by a standard or a specification (252/1)",
                ),
            )


def _staff_lacking(organisation: Organisation, on: date) -> Iterator[Lack]:
    there = set(
        organisation.staff.filter(Q(to_on=None) | Q(to_on__gt=on), from_on__lte=on).values_list(
            "role", flat=True
        )
    )
    for role, label in ROLES.items():
        if role not in there:
            yield Lack(
                Text(f"{label.zh}岗位的人员", f"a person in the role “{label.en}”"),
                Text("各岗位须有专人", "each of the roles has a person of its own"),
            )


def _assessors_lacking(
    organisation: Organisation, sought: Sequence[Sought], on: date
) -> Iterator[Lack]:
    least = practice().of("examiners_least", on)
    working = organisation.assessors.filter(Q(to_on=None) | Q(to_on__gt=on), from_on__lte=on)
    highest: dict[str, int] = {}
    for one in sought:
        highest[one.occupation] = min(one.highest, highest.get(one.occupation, one.highest))
    for occupation, level in highest.items():
        able = working.filter(
            competences__occupation=occupation, competences__highest__lte=level
        ).distinct()
        if (count := able.count()) < least.value:
            yield Lack(
                Text(
                    f"能考评“{occupation}”{Level(level).ordinal.zh}的考评员 {least.value} 名，"
                    f"现有 {count} 名",
                    f"{least.value} examiners for {occupation} at {Level(level).ordinal.en}; "
                    f"so far it has {count}",
                ),
                least.source,
            )


def circumstances(application: Application, sought: Sequence[Sought]) -> set[str]:
    """What decides which documents are needed."""
    found = {application.organisation.kind}
    known = set(
        Scope.objects.filter(filing__organisation=application.organisation).values_list(
            "site", flat=True
        )
    )
    is_scope = application.kind == Application.Kind.SCOPE
    for one in sought:
        if not (is_scope and one.site_id in known):  # its papers came with the filing
            found.add(str(one.site.tenure))
        found.add(str(one.standard))
    return found


def _documents_lacking(application: Application, sought: Sequence[Sought]) -> Iterator[Lack]:
    there = set(application.documents.values_list("kind", flat=True))
    for need in filing_rules().needed(application.kind, circumstances(application, sought)):
        if need.kind not in there:
            yield Lack(need.label, need.reason)


def _beyond_scope(application: Application, sought: Sequence[Sought], on: date) -> Iterator[Lack]:
    """A renewal prolongs what is filed, and what is added is not filed yet."""
    newest = newest_filing(application.organisation, on)
    filed = standing.scopes_on(newest, on) if newest else []
    for one in sought:
        wanted = set(range(one.highest, one.lowest + 1))
        levels = {
            level
            for scope in filed
            if (scope.site_id, scope.occupation) == (one.site_id, one.occupation)
            for level in range(scope.highest, scope.lowest + 1)
        }
        if application.kind == Application.Kind.RENEWAL and not wanted <= levels:
            yield Lack(
                Text(
                    f"“{one.occupation}”超出现有范围，请去掉，另行申请增加",
                    f"{one.occupation} is beyond what is filed: take it out and add it separately",
                ),
                Text("延续只延续现有范围", "a renewal prolongs the scope as it is"),
            )
        if application.kind == Application.Kind.SCOPE and wanted <= levels:
            yield Lack(
                Text(
                    f"“{one.occupation}”在该场地已经备案，请去掉",
                    f"{one.occupation} is filed at that site already: take it out",
                ),
                Text("增加的是尚未备案的职业（等级）", "what is added is not filed yet"),
            )
