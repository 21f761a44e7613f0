"""Addresses of supervision at a glance, below those of the workbench."""

from django.urls import path

from xianjie.web.workbench.alerts import board, bodies, lists, one, own

urlpatterns = [
    path("work/supervision/", board.page, name="supervision"),
    path("work/supervision/bodies/", board.bodies, name="supervised-bodies"),
    path("work/supervision/bodies/<int:pk>/", bodies.page, name="supervised-body"),
    path("work/supervision/days/", board.days, name="issued-days"),
    path("work/supervision/certificates/", lists.issued, name="issued"),
    path("work/supervision/pass-rates/", board.pass_rates, name="pass-rates"),
    path("work/alerts/", lists.listed, name="alerts"),
    path("work/alerts/<int:pk>/", one.page, name="alert"),
    path("work/alerts/<int:pk>/explain/", one.explain, name="alert-explain"),
    path("work/alerts/<int:pk>/correct/", one.correct, name="alert-correct"),
    path("work/alerts/<int:pk>/dismiss/", one.dismiss, name="alert-dismiss"),
    path("work/alerts/<int:pk>/reopen/", one.reopen, name="alert-reopen"),
    path("work/own-alerts/", own.page, name="own-alerts"),
]
