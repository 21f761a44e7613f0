"""A candidate's own addresses, below the language."""

from django.urls import path

from xianjie.web.own import certificates, choosing, messages, paths, registering, registrations

app_name = "me"
urlpatterns = [
    path("me/", registrations.home, name="home"),
    path("me/messages/", messages.listed, name="messages"),
    path("me/messages/<int:pk>/", messages.page, name="message"),
    path("me/certificates/", certificates.listed, name="certificates"),
    path("me/path/", paths.page, name="path"),
    path("me/certificates/<int:pk>/", certificates.page, name="certificate"),
    path("me/certificates/<int:pk>/json/", certificates.credential, name="credential"),
    path("me/certificates/<int:pk>/pdf/", certificates.paper, name="paper"),
    path("me/certificates/<int:pk>/photo/", certificates.photo, name="photo"),
    path("me/certificates/<int:pk>/picture/", certificates.own_picture, name="picture"),
    path("me/certificates/<int:pk>/share/", certificates.share, name="share"),
    path("me/certificates/<int:pk>/apply/", certificates.apply, name="apply"),
    path("me/shares/<int:pk>/end/", certificates.unshare, name="unshare"),
    path("me/changes/<int:pk>/appeal/", certificates.appeal, name="appeal"),
    path("me/applications/<int:pk>/", certificates.application, name="application"),
    path("me/applications/<int:pk>/pdf/", certificates.proof_paper, name="proof-pdf"),
    path("me/applications/<int:pk>/proof/", certificates.proof, name="proof"),
    path("me/exams/", registering.offers, name="offers"),
    path("me/exams/<int:pk>/", registering.register, name="register"),
    path("me/registrations/<int:pk>/", registrations.page, name="registration"),
    path("me/registrations/<int:pk>/ticket/", registrations.ticket, name="ticket"),
    path("me/registrations/<int:pk>/review/", registrations.review, name="review"),
    path("me/registrations/<int:pk>/choose/", choosing.choose, name="choose"),
    path("me/registrations/<int:pk>/receipt/", choosing.receipt, name="receipt"),
    path("me/registrations/<int:pk>/account/", registrations.account, name="account"),
]
