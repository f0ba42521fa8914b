"""The hours: what the worker does by itself, and when. Times are UTC."""

from procrastinate.contrib.django import app

from mcu.intake import jobs as intake

app.periodic(cron="* * * * *", periodic_id="imports")(intake.resume)
app.periodic(cron="10 0 * * *", periodic_id="rejects")(intake.forget)
