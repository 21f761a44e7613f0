"""The addresses of the cards of a decision."""

from django.urls import path

from xianjie.web.portal.cards import views

urlpatterns = [
    path("law/cards/<slug:decision>/", views.cards_page, name="cards"),
    path("law/cards/<slug:decision>/cards.pdf", views.cards_pdf, name="cards-pdf"),
]
