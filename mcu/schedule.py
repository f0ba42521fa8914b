"""The hours: what the worker does by itself, and when. Times are UTC."""

from procrastinate.contrib.django import app

from mcu.analytics import jobs as analytics
from mcu.cases import jobs as cases
from mcu.channels import jobs as channels
from mcu.dashboards import jobs as dashboards
from mcu.desk import jobs as desk
from mcu.exchange import jobs as exchange
from mcu.insight import jobs as insight
from mcu.intake import jobs as intake
from mcu.org import jobs as org
from mcu.portal import jobs as portal
from mcu.quality import jobs as quality
from mcu.reports import jobs as reports
from mcu.tasks import jobs as tasks

app.periodic(cron="* * * * *", periodic_id="imports")(intake.resume)
app.periodic(cron="* * * * *", periodic_id="connections")(intake.poll)
app.periodic(cron="* * * * *", periodic_id="exports")(intake.watch)
app.periodic(cron="*/15 * * * *", periodic_id="connections-kept")(intake.keep)
app.periodic(cron="*/3 * * * *", periodic_id="journal-waiting")(desk.verify_waiting)
app.periodic(cron="10 0 * * *", periodic_id="erasure")(desk.erase_all)
app.periodic(cron="*/5 * * * *", periodic_id="applicants")(cases.index_applicants)
app.periodic(cron="* * * * *", periodic_id="automation")(cases.automation)
app.periodic(cron="25 * * * *", periodic_id="remask")(cases.remask_texts)
app.periodic(cron="*/5 * * * *", periodic_id="files")(cases.recheck_files)
app.periodic(cron="* * * * *", periodic_id="likeness")(cases.likeness)
app.periodic(cron="*/15 * * * *", periodic_id="problem-guesses")(cases.guess_problems)
app.periodic(cron="* * * * *", periodic_id="problem-answers")(cases.resume_answers)
app.periodic(cron="40 23 * * *", periodic_id="journal-nightly")(desk.verify_all)
app.periodic(cron="5 * * * *", periodic_id="journal-anchors")(desk.anchor)
app.periodic(cron="*/5 * * * *", periodic_id="substitutions")(cases.substitutions)
app.periodic(cron="20 0 * * *", periodic_id="sign-in")(org.forget)
app.periodic(cron="* * * * *", periodic_id="outgoing")(channels.deliver)
app.periodic(cron="20 0 * * *", periodic_id="outgoing-forget")(channels.forget)
app.periodic(cron="* * * * *", periodic_id="notices")(desk.notify)
app.periodic(cron="* * * * *", periodic_id="notice-letters")(channels.mail_notices)
app.periodic(cron="*/10 * * * *", periodic_id="tasks-repeat")(tasks.repeat)
app.periodic(cron="30 0 * * *", periodic_id="notices-forget")(org.forget_notices)
app.periodic(cron="* * * * *", periodic_id="recounts")(cases.resume_recounts)
app.periodic(cron="*/10 * * * *", periodic_id="ratings")(quality.ask)
app.periodic(cron="*/15 * * * *", periodic_id="portal-letters")(portal.tell)
app.periodic(cron="35 * * * *", periodic_id="portal-forget")(portal.forget)
app.periodic(cron="50 * * * *", periodic_id="learning")(cases.learn_when_due)
app.periodic(cron="* * * * *", periodic_id="events")(exchange.tell)
app.periodic(cron="35 0 * * *", periodic_id="calls-forget")(exchange.forget)
app.periodic(cron="* * * * *", periodic_id="mart")(analytics.refresh)
app.periodic(cron="15 22 * * *", periodic_id="mart-nightly")(analytics.rebuild)
app.periodic(cron="*/5 * * * *", periodic_id="slices-by-mail")(analytics.send_slices)
app.periodic(cron="20 * * * *", periodic_id="spikes")(insight.watch)
app.periodic(cron="30 * * * *", periodic_id="standing")(dashboards.keep)
app.periodic(cron="10 * * * *", periodic_id="reports")(reports.prepare_due)
app.periodic(cron="15 * * * *", periodic_id="week-in-short")(reports.weekly)
