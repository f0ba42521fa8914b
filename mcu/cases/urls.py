"""Every act has an address of its own."""

from django.urls import path

from mcu.cases.views import acts, card, conditions, feed, register

app_name = "cases"
urlpatterns = [
    path("", feed.feed, name="feed"),
    path("filters/", feed.filters, name="filters"),
    path("condition/", conditions.condition, name="condition"),
    path("export/", feed.export, name="export"),
    path("bulk/", feed.bulk, name="bulk"),
    path("register/", register.register, name="register"),
    path("views/", feed.save, name="save-view"),
    path("views/<int:pk>/remove/", feed.remove, name="remove-view"),
    path("requests/<int:pk>/reply/", acts.reply, name="reply"),
    path("<int:pk>/", card.card, name="card"),
    path("<int:pk>/executors/", card.executors, name="executors"),
    path("<int:pk>/files/<int:file>/", card.attachment, name="attachment"),
    path("<int:pk>/reveal/", card.reveal, name="reveal"),
    path("<int:pk>/hold/", card.hold, name="hold"),
    path("<int:pk>/hold/<int:hold>/lift/", card.lift_hold, name="lift-hold"),
    path("<int:pk>/classify/", acts.classify, name="classify"),
    path("<int:pk>/assign/", acts.assign, name="assign"),
    path("<int:pk>/take/", acts.take, name="take"),
    path("<int:pk>/ask/", acts.ask, name="ask"),
    path("<int:pk>/draft/", acts.draft, name="draft"),
    path("<int:pk>/submit/", acts.submit, name="submit"),
    path("<int:pk>/approve/", acts.approve, name="approve"),
    path("<int:pk>/return/", acts.return_draft, name="return"),
    path("<int:pk>/publish/", acts.publish, name="publish"),
    path("<int:pk>/close/", acts.close, name="close"),
    path("<int:pk>/reopen/", acts.reopen, name="reopen"),
    path("<int:pk>/redirect/", acts.redirect, name="redirect"),
    path("<int:pk>/postpone/", acts.postpone, name="postpone"),
    path("<int:pk>/merge/", acts.merge, name="merge"),
    path("<int:pk>/note/", acts.note, name="note"),
    path("<int:pk>/attach/", acts.attach, name="attach"),
]
