"""The one place where an error becomes an answer: application/problem+json (RFC 9457), never a stack trace."""

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pitwall.errors import PitwallError, SourceRateLimitedError, StoreUnavailableError
from pitwall.observability import logger

MEDIA_TYPE = "application/problem+json"
_UNEXPLAINED = "Something went wrong on our side; quote the correlation id when you report it."


class FieldProblem(BaseModel):
    """What is wrong with one field or parameter."""

    field: str
    message: str


class Problem(BaseModel):
    """The body of every error."""

    type: str = Field(examples=["urn:pitwall:problem:not-found"])
    title: str
    status: int
    detail: str
    instance: str
    correlation_id: str
    errors: list[FieldProblem] | None = None


def translate_errors(app: FastAPI) -> None:
    """Let `app` answer every error as a problem."""
    app.add_exception_handler(PitwallError, _pitwall_problem)
    app.add_exception_handler(RequestValidationError, _validation_problem)
    app.add_exception_handler(HTTPException, _http_problem)


def unexpected_problem(request: Request) -> Response:
    """The answer where the code itself failed; what failed is in the log, not here."""
    return _problem(request, 500, "Internal error", _UNEXPLAINED)


def _pitwall_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, PitwallError)
    if error.status >= 500:
        logger().exception(error.title, extra={"status": error.status})
    detail = _UNEXPLAINED if error.status == 500 else str(error)
    return _problem(request, error.status, error.title, detail, headers=_retry_headers(error))


def _retry_headers(error: PitwallError) -> dict[str, str]:
    if isinstance(error, StoreUnavailableError):
        return {"Retry-After": str(error.retry_after_s)}
    if isinstance(error, SourceRateLimitedError) and error.retry_after_s is not None:
        return {"Retry-After": str(round(error.retry_after_s))}
    return {}


def _validation_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = [_field_problem(item["loc"], item["msg"]) for item in error.errors()]
    in_body = any(item["loc"][0] == "body" for item in error.errors())
    names = ", ".join(sorted({item.field for item in found}))
    return _problem(request, 422 if in_body else 400, "Invalid request", f"not understood: {names}", found)


def _field_problem(location: Sequence[str | int], message: str) -> FieldProblem:
    return FieldProblem(field=".".join(str(part) for part in location[1:]) or str(location[0]), message=message)


def _http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    title = HTTPStatus(error.status_code).phrase.capitalize()
    detail = "there is nothing under this path" if error.status_code == 404 else str(error.detail)
    return _problem(request, error.status_code, title, detail, headers=dict(error.headers or {}))


def _problem(
    request: Request,
    status: int,
    title: str,
    detail: str,
    errors: list[FieldProblem] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    problem = Problem(
        type=f"urn:pitwall:problem:{title.lower().replace(' ', '-')}",
        title=title,
        status=status,
        detail=detail,
        instance=request.url.path,
        correlation_id=request.state.correlation_id,
        errors=errors,
    )
    return Response(
        problem.model_dump_json(exclude_none=True),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )
