"""Questions and answers."""

from django.urls import path

from xianjie.web.portal.ask import answering, asking

urlpatterns = [
    path("ask/", asking.questions, name="questions"),
    path("ask/occupations/", asking.occupations, name="ask-occupations"),
    path("ask/<slug:decision>/", asking.ask, name="ask"),
    path("ask/<slug:decision>/answer/", answering.answer, name="answer"),
    path("ask/<slug:decision>/answer.pdf", answering.answer_pdf, name="answer-pdf"),
]
