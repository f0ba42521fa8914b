"""Who the token is."""

from typing import Any

from ninja import Router

from mcu.api.bearer import ApiRequest, Bearer
from mcu.api.cases import REFUSALS
from mcu.api.schemas import Me

router = Router(tags=["Токен"])


@router.get(
    "/me", auth=Bearer(), response={200: Me, **REFUSALS}, summary="Чей токен", url_name="me"
)
def me(request: ApiRequest) -> Any:
    """Чей токен, до какого дня, что разрешает. Подходит любой действующий токен."""
    person, token = request.token.person, request.token
    return {
        "login": person.login,
        "name": person.full_name,
        "municipality": {"code": person.municipality.code, "name": person.municipality.name},
        "roles": sorted(role.value for role in request.actor.roles),
        "token": {"name": token.name, "scopes": token.scopes, "expires_at": token.expires_at},
    }
