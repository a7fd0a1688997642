"""Who is calling: the one place that decides it, so that accounts and keys change nothing else."""

from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request


@dataclass(frozen=True)
class Caller:
    """A caller's role, and its name where it has one."""

    role: Literal["guest", "user", "partner", "admin"]
    name: str | None = None


GUEST = Caller("guest")


def caller_of(request: Request) -> Caller:
    """The caller of `request`. There are no accounts yet: everyone is a guest, whatever credentials are sent."""
    request.state.caller = GUEST
    return GUEST
