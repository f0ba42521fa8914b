"""The doors of reports."""

from django.urls import path

from mcu.reports.views import forms, listing, report, week

app_name = "reports"

urlpatterns = [
    path("reports/", listing.reports, name="list"),
    path("reports/export/", listing.export, name="export"),
    path("reports/make/", listing.make, name="make"),
    path("reports/today/", listing.today, name="today"),
    path("reports/control/", listing.control, name="control"),
    path("reports/week/", week.week, name="week"),
    path("reports/forms/", forms.forms, name="forms"),
    path("reports/forms/<int:pk>/", forms.form, name="form"),
    path("reports/<int:pk>/", report.report, name="report"),
    path("reports/<int:pk>/export/", report.export, name="report-export"),
    path("reports/<int:pk>/open/", report.take, name="open"),
    path("reports/<int:pk>/words/", report.comment, name="comment"),
    path("reports/<int:pk>/recount/", report.recount, name="recount"),
    path("reports/<int:pk>/return/", report.give_back, name="return"),
    path("reports/<int:pk>/sign/", report.sign, name="sign"),
    path("reports/<int:pk>/send/", report.deliver, name="send"),
    path("reports/<int:pk>/correct/", report.correct, name="correct"),
]
