"""What the program read out of a text: confirmed or taken off."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from mcu.cases import queries
from mcu.cases.actions.labels import decide_label
from mcu.cases.forms import cleaned
from mcu.cases.forms.labels import LabelForm
from mcu.cases.views.frame import acted
from mcu.org.middleware import Request


@login_required
@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = cleaned(LabelForm(request.POST))
    decide_label(case=case, by=request.actor, **values)
    return acted(request, pk, "Признак подтверждён." if values["right"] else "Признак снят.")
