"""The page's address, below the language."""

from django.urls import path

from xianjie.web.portal.publiclog import views

urlpatterns = [path("log/", views.page, name="log")]
