"""Who the token is."""

from django.http import JsonResponse
from django.views.decorators.http import require_GET

from mcu.api.bearer import ApiRequest, token_required


@token_required()
@require_GET
def me(request: ApiRequest) -> JsonResponse:
    person, token = request.token.person, request.token
    told = {
        "login": person.login,
        "name": person.full_name,
        "municipality": {"code": person.municipality.code, "name": person.municipality.name},
        "roles": sorted(role.value for role in request.actor.roles),
        "token": {
            "name": token.name,
            "scopes": token.scopes,
            "expires_at": token.expires_at.isoformat(timespec="seconds"),
        },
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})
