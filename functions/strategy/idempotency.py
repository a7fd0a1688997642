"""The same POST twice under one Idempotency-Key: the first answer again, from the idempotency table."""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from pitwall.errors import IdempotencyConflictError

_KEPT_S = 86_400
_ANSWERED_WITHIN_MS = 60_000
"""A first request that has not ended by then has died: its key is free again."""


class _Deadline:
    """What Powertools asks of a Lambda context: the web framework hands none down."""

    def get_remaining_time_in_millis(self) -> int:
        """From now on."""
        return _ANSWERED_WITHIN_MS


def once(key: str, path: str, body: BaseModel, compute: Callable[[], str]) -> str:
    """The answer first given under `key`, else what `compute` gives now, kept for a day.

    Raises IdempotencyConflictError where the key came with another body, or its first answer is still being computed;
    what `compute` raises is not kept.
    """
    from aws_lambda_powertools.utilities.idempotency.exceptions import (
        IdempotencyAlreadyInProgressError,
        IdempotencyValidationError,
    )

    asked = {
        "key": hashlib.sha256(f"{path} {key}".encode()).hexdigest(),
        "body": hashlib.sha256(body.model_dump_json().encode()).hexdigest(),
    }
    try:
        answer: str = _remembering()(asked=asked, compute=compute)
    except IdempotencyValidationError as error:
        raise IdempotencyConflictError("this Idempotency-Key came with another body before") from error
    except IdempotencyAlreadyInProgressError as error:
        raise IdempotencyConflictError("the first request with this Idempotency-Key is still being answered") from error
    return answer


def forget() -> None:
    """Lets the next key find the table that the settings name by then; what the table holds stays."""
    _remembering.cache_clear()


@lru_cache(maxsize=1)
def _remembering() -> Any:
    # Made at the first key that comes: it loads the AWS library.
    from aws_lambda_powertools.utilities.idempotency import IdempotencyConfig, idempotent_function

    from pitwall.serverless import idempotency_store

    config = IdempotencyConfig(
        event_key_jmespath="key", payload_validation_jmespath="body", expires_after_seconds=_KEPT_S
    )
    config.register_lambda_context(_Deadline())  # type: ignore[arg-type]

    @idempotent_function(  # type: ignore[untyped-decorator]  # Powertools ships it untyped
        data_keyword_argument="asked", persistence_store=idempotency_store(), config=config
    )
    def remembered(*, asked: dict[str, str], compute: Callable[[], str]) -> str:  # noqa: ARG001 (Powertools reads it)
        return compute()

    return remembered
