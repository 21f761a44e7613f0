"""The home page and the pages that explain the rest."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xianjie.instruments import catalogue, law
from xianjie.text import Text
from xianjie.web.days import today_of
from xianjie.web.portal.frame.glossary import TERMS


@dataclass(frozen=True, slots=True)
class Entrance:
    """A way in for one kind of visitor: who they are, and the questions that are theirs."""

    who: Text
    decisions: tuple[str, ...]


_ENTRANCES = (
    Entrance(Text("我报名了考试", "I registered for an exam"), ("candidate-option",)),
    Entrance(
        Text("我持有职业资格证书", "I hold a qualification certificate"),
        ("certificate-validity", "replacement"),
    ),
    Entrance(Text("我是学生或学徒", "I am a student or an apprentice"), ("training-route",)),
    Entrance(
        Text("我们组织鉴定考试", "We hold appraisal exams"),
        ("exam-permission", "exam-schedule", "certificate-issuance"),
    ),
    Entrance(Text("我们开展等级认定", "We certify skill levels"), ("level-certificate-issuance",)),
    Entrance(Text("我想了解一个职业", "I ask about an occupation"), ("catalogue-status",)),
)
_KEY_DAYS = (
    "national_notice_on",
    "provincial_notice_on",
    "batch_1_exit_on",
    "batch_2_exit_on",
    "no_reissue_from",
    "issuance_end_on",
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    decisions = law().decisions
    today = today_of(request)
    context = {
        "entrances": [
            (entrance.who, [decisions[name] for name in entrance.decisions])
            for entrance in _ENTRANCES
        ],
        "key_days": [
            (law().days[name], _passed(law().days[name].day, today)) for name in _KEY_DAYS
        ],
        "items": len(catalogue.load().items()),
        "occupations": len(catalogue.load().occupations),
    }
    return render(request, "portal/frame/home.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/frame/about.html", {"trail": _trail("关于", "About")})


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    context = {"terms": TERMS, "trail": _trail("术语", "Glossary")}
    return render(request, "portal/frame/glossary.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    context = {"trail": _trail("无障碍", "Accessibility")}
    return render(request, "portal/frame/accessibility.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/frame/privacy.html", {"trail": _trail("隐私", "Privacy")})


def _trail(zh: str, en: str) -> list[tuple[Text, str]]:
    return [(Text(zh, en), "")]


def _passed(day: date, today: date) -> bool:
    return day < today
