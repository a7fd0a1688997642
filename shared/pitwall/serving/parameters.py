"""Query parameters nobody declared are refused by name: a misspelt filter must not pass for no filter."""

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import Request

from pitwall.errors import InvalidRequestError


def refuse_unknown_parameters(request: Request) -> None:
    """Raises InvalidRequestError naming the known parameters where `request` carries another one."""
    if not request.query_params:
        return
    route = request.scope["route"]
    known = _declared(route.dependant) if isinstance(route, APIRoute) else set()
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        named = ", ".join(f"'{name}'" for name in unknown)
        allowed = f"known here: {', '.join(sorted(known))}" if known else "none is known here"
        raise InvalidRequestError(f"unknown parameter {named}; {allowed}")


def _declared(dependant: Dependant) -> set[str]:
    names = {field.alias for field in dependant.query_params}
    for part in dependant.dependencies:
        names |= _declared(part)
    return names
