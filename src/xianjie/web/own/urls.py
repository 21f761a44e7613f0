"""A candidate's own addresses, below the language."""

from django.urls import path

from xianjie.web.own import messages, views

app_name = "me"
urlpatterns = [
    path("me/", views.home, name="home"),
    path("me/messages/", messages.listed, name="messages"),
    path("me/messages/<int:pk>/", messages.page, name="message"),
    path("me/exams/", views.offers, name="offers"),
    path("me/exams/<int:pk>/", views.register, name="register"),
    path("me/registrations/<int:pk>/", views.page, name="registration"),
    path("me/registrations/<int:pk>/ticket/", views.ticket, name="ticket"),
    path("me/registrations/<int:pk>/review/", views.review, name="review"),
    path("me/registrations/<int:pk>/choose/", views.choose, name="choose"),
    path("me/registrations/<int:pk>/receipt/", views.receipt, name="receipt"),
    path("me/registrations/<int:pk>/account/", views.account, name="account"),
]
