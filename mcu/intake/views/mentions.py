"""«Упоминания»: news that names something of ours, looked through by a person."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.core.errors import RuleViolation
from mcu.intake.actions.mentions import drop_mentions, take_mention
from mcu.intake.forms import MentionFilter
from mcu.intake.queries.mentions import mention_for, mentions_for, news_channels
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.frame import number_of_page, permitted, status

PAGE = 30


@login_required
@require_GET
def index(request: Request) -> HttpResponse:
    """The list, narrowed by the URL; what nobody has looked at first."""
    actor = permitted(request, Permission.REGISTER)
    sites = list(news_channels(actor))
    form = MentionFilter(request.GET, channels=sites)
    found = mentions_for(actor, **form.chosen())
    context = {
        "form": form, "sites": sites, "query": request.GET.urlencode(),
        "page": Paginator(found, PAGE).get_page(number_of_page(request)),
    }  # fmt: skip
    return render(request, "intake/mentions.html", context, status=status(form))


@login_required
@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    """A case is made of it."""
    permitted(request, Permission.REGISTER)
    found = mention_for(request.actor, pk)
    case = take_mention(mention=found, by=request.actor, now=timezone.now())
    messages.success(request, f"Заведено сообщение № {case.number}.")
    return redirect("cases:card", case.pk)


@login_required
@require_POST
def drop(request: Request) -> HttpResponse:
    """The chosen ones are put aside."""
    permitted(request, Permission.REGISTER)
    chosen = [int(key) for key in request.POST.getlist("mention") if key.isdecimal()][:PAGE]
    if not chosen:
        raise RuleViolation("Ничего не выбрано: отметьте упоминания, которые не нужны.")
    count = drop_mentions(keys=chosen, by=request.actor, now=timezone.now())
    messages.success(request, f"Отложено как ненужное: {count}.")
    return redirect("intake:mentions")
