"""Addresses of supervision in the workbench."""

from django.urls import path

from xianjie.web.workbench.supervision import cases, inspections, own, reports, sanctions, working

_OF = "work/cases/<int:pk>/"
_OWN = "work/own-cases/<int:pk>/"
urlpatterns = [
    path("work/cases/", cases.listed, name="cases"),
    path("work/cases/new/", working.new, name="case-new"),
    path(_OF, cases.page, name="case"),
    path(f"{_OF}answer/", cases.answer, name="case-answer"),
    path(f"{_OF}assign/", working.assign, name="case-assign"),
    path(f"{_OF}evidence/", working.note, name="case-note"),
    path(f"{_OF}ask/", working.ask, name="case-ask"),
    path(f"{_OF}find/", working.find, name="case-find"),
    path(f"{_OF}order/", working.order, name="case-order"),
    path(f"{_OF}recheck/", working.recheck, name="case-recheck"),
    path(f"{_OF}measure/", sanctions.measure, name="case-measure"),
    path(f"{_OF}revoke/", sanctions.revoke, name="case-revoke"),
    path(f"{_OF}blacklist/", sanctions.blacklist, name="case-blacklist"),
    path(f"{_OF}settle/", working.settle, name="case-settle"),
    path(f"{_OF}close/", working.close, name="case-close"),
    path("work/case-files/<int:pk>/", cases.file, name="case-file"),
    path("work/blacklistings/<int:pk>/", sanctions.decide, name="blacklisting-decide"),
    path("work/own-cases/", own.listed, name="own-cases"),
    path(_OWN, own.page, name="own-case"),
    path(f"{_OWN}answer/", own.answer, name="own-case-answer"),
    path(f"{_OWN}report/", own.report, name="own-case-report"),
    path("work/own-case-steps/<int:pk>/appeal/", own.appeal, name="own-case-appeal"),
    path("work/own-case-files/<int:pk>/", own.file, name="own-case-file"),
    path("work/inspections/", inspections.listed, name="inspections"),
    path("work/inspections/new/", inspections.new, name="inspection-new"),
    path("work/inspections/<int:pk>/", inspections.page, name="inspection-draw"),
    path("work/inspections/<int:pk>/draw/", inspections.draw_now, name="inspection-draw-now"),
    path("work/inspected/<int:pk>/", inspections.result, name="inspection"),
    path("work/inspection-photos/<int:pk>/", inspections.photo, name="inspection-photo"),
    path("work/reports/", reports.issue, name="report-issue"),
    path("work/my-inspections/", inspections.mine, name="my-inspections"),
    path("work/my-inspections/<int:pk>/", inspections.fill, name="my-inspection"),
]
