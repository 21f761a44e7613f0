"""The address of the linkage."""

from django.urls import path

from xianjie.web.portal.linkage import views

urlpatterns = [path("linkage/", views.page, name="linkage")]
