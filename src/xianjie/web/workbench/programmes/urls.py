"""Addresses of programmes and coverage, below those of the workbench."""

from django.urls import path

from xianjie.web.workbench.programmes import cohorts, coverage, keeping, learners, rolls

urlpatterns = [
    path("work/coverage/", coverage.page, name="coverage"),
    path("work/coverage/learners/", learners.listed, name="learners"),
    path("work/programmes/", keeping.listed, name="programmes"),
    path("work/programmes/new/", keeping.new, name="programme-new"),
    path("work/programmes/<int:pk>/", keeping.page, name="programme"),
    path("work/programmes/<int:pk>/amend/", keeping.amend, name="programme-amend"),
    path("work/programmes/<int:pk>/guide/", keeping.guide, name="programme-guide"),
    path("work/programmes/<int:pk>/cohorts/", cohorts.new, name="cohort-new"),
    path("work/cohorts/<int:pk>/", cohorts.page, name="cohort"),
    path("work/cohorts/<int:pk>/enrol/", cohorts.enrol_one, name="cohort-enrol"),
    path("work/cohorts/<int:pk>/graduation/", cohorts.move, name="cohort-move"),
    path("work/cohorts/<int:pk>/registrations/", cohorts.to_register, name="cohort-register"),
    *rolls.CLASS_LIST.paths("work/cohorts/<int:pk>/import/"),
    path("work/learners/<int:pk>/", learners.page, name="learner"),
    path("work/learners/<int:pk>/leave/", learners.leave, name="learner-leave"),
    path("work/learners/<int:pk>/return/", learners.come_back, name="learner-return"),
]
