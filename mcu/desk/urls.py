"""What needs everybody: the day, and the reference pages of «Настройки»."""

from django.urls import path

from mcu.desk.views import (
    journal,
    norms,
    profile,
    retention,
    security,
    subject,
    substitutions,
    today,
    topics,
)

app_name = "desk"

urlpatterns = [
    path("", today.today, name="today"),
    path("settings/profile/", profile.profile, name="profile"),
    path("settings/profile/preview/", profile.preview, name="preview-profile"),
    path("settings/profile/load/", profile.load, name="load-profile"),
    path("settings/profile/export/", profile.export, name="export-profile"),
    path("settings/profile/difference/", profile.difference, name="profile-difference"),
    path("settings/profile/restore/", profile.restore, name="restore-setting"),
    path("settings/profile/channels/<int:pk>/", profile.switch, name="switch-channel"),
    path("settings/topics/", topics.topics, name="topics"),
    path("settings/topics/add/", topics.add, name="add-topic"),
    path("settings/topics/<int:pk>/", topics.topic, name="topic"),
    path("settings/topics/<int:pk>/rename/", topics.rename, name="rename-topic"),
    path("settings/topics/<int:pk>/route/", topics.set_route, name="set-route"),
    path("settings/norms/", norms.norms, name="norms"),
    path("settings/norms/<int:pk>/", norms.norm, name="norm"),
    path("centre/substitutions/", substitutions.substitutions, name="substitutions"),
    path("centre/substitutions/add/", substitutions.add_substitution, name="add-substitution"),
    path("centre/substitutions/<int:pk>/return/", substitutions.return_early, name="return-early"),
    path("settings/security/", security.security, name="security"),
    path("settings/security/roles/", security.set_roles, name="second-factor-roles"),
    path("settings/security/components/", security.download_components, name="components"),
    path("settings/retention/", retention.retention, name="retention"),
    path("settings/retention/erase/", retention.erase, name="erase"),
    path("settings/retention/review/", retention.review, name="review"),
    path("settings/retention/holds/<int:pk>/lift/", retention.lift, name="lift-hold"),
    path("settings/retention/subjects/", subject.subjects, name="subjects"),
    path("settings/retention/subjects/<int:pk>/", subject.subject, name="subject"),
    path(
        "settings/retention/subjects/<int:pk>/report.docx",
        subject.subject_file,
        {"form": "docx"},
        "subject-docx",
    ),
    path(
        "settings/retention/subjects/<int:pk>/report.xlsx",
        subject.subject_file,
        {"form": "xlsx"},
        "subject-xlsx",
    ),
    path(
        "settings/retention/subjects/<int:pk>/decide/",
        subject.decide_subject,
        name="decide-subject",
    ),
    path("settings/retention/<slug:code>/", retention.rule, name="retention-rule"),
    path("settings/journal/", journal.journal, name="journal"),
    path("settings/journal/<int:sequence>/", journal.entry, name="journal-entry"),
    path("settings/journal/export/", journal.export, name="export-journal"),
    path("settings/journal/verify/", journal.verify, name="verify-journal"),
    path("settings/journal/check/", journal.check, name="journal-check"),
    path("settings/journal/anchors/", journal.anchors, name="journal-anchors"),
]
