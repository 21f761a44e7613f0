"""What pages of filings say alike: names of kinds and levels, trails, days."""

from __future__ import annotations

from django.urls import reverse

from xianjie.domain.filings.models import Application, Organisation
from xianjie.identifiers.areas import named
from xianjie.identifiers.levels import Level
from xianjie.text import Text

TITLE = Text("备案机构", "Filed organisations")
APPLICATIONS = Text("备案申请", "Applications to be filed")
PART = "filings"
KINDS = {
    Organisation.Kind.EMPLOYER: Text("用人单位", "employer"),
    Organisation.Kind.SOCIAL: Text(
        "社会培训评价组织", "social training-and-evaluation organisation"
    ),
    Organisation.Kind.SCHOOL: Text("技工院校", "technical school"),
}
APPLICATION_KINDS = {
    Application.Kind.NEW: Text("首次备案", "first filing"),
    Application.Kind.SCOPE: Text("增加职业（等级）", "added occupations"),
    Application.Kind.RENEWAL: Text("延续备案", "renewal"),
}


def levels(lowest: int, highest: int) -> Text:
    """From the lowest to the highest, by their names."""
    first, last = Level(lowest).printed, Level(highest).printed
    if lowest == highest:
        return first
    return Text(f"{first.zh} 至 {last.zh}", f"{first.en} to {last.en}")


def trail(organisation: Organisation | None = None) -> list[tuple[Text, str]]:
    """The way to an organisation's page."""
    found = [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (TITLE, reverse("work:filings")),
    ]
    if organisation:
        name = organisation.body.name
        found.append((Text(name, name), reverse("work:filing", args=[organisation.pk])))
    return found


def trail_of(application: Application) -> list[tuple[Text, str]]:
    """The way to an application's page."""
    return [
        *trail(application.organisation),
        (title_of(application), reverse("work:filing-application", args=[application.pk])),
    ]


def title_of(application: Application) -> Text:
    kind = APPLICATION_KINDS[Application.Kind(application.kind)]
    return Text(f"{kind.zh}申请 {application.pk}", f"Application {application.pk}: {kind.en}")


def area_code(typed: str) -> str:
    """Six digits, or those of a city by its name; what is neither is refused further down."""
    known = named(typed)
    return known.code if known else typed.strip()
