"""Every error Pitwall raises on purpose; the place that knows raises, an edge translates once.

    PitwallError
    ├── RequestError                  the caller asked for something we cannot answer
    │   ├── NotFoundError                 404
    │   ├── NotAllowedError               403 (for administrators only)
    │   ├── InvalidRequestError           400 (unknown parameter, malformed cursor)
    │   ├── IdempotencyConflictError      409 (a key used for another body, or still being answered)
    │   ├── InvalidRecordError            422 (a record that breaks its own contract)
    │   ├── InvalidStateError             422 (a race state that contradicts itself)
    │   ├── InvalidSimulationError        422 (parameters, plans or a scenario the simulator cannot play)
    │   │   └── BudgetExceededError           422 (more runs or bytes than one request may ask for)
    │   ├── InvalidForecastError          422 (probabilities that do not add up, a competitor named twice)
    │   ├── IllegalStrategyError          422 (a strategy against the rules of its race)
    │   └── UnusableArtefactError         422 (of another version, damaged, or fitted on too little)
    ├── SourceError                   a provider let us down; the message says what it did
    │   ├── SourceUnavailableError        timeout, network, 5xx
    │   │   └── SourceRestingError            not asked: its circuit breaker is open
    │   ├── SourceRateLimitedError        429, with the wait it asked for
    │   ├── SourceMalformedError          truncated body, HTML, wrong types
    │   └── SourceNotConfiguredError      needs credentials that are not set
    ├── DataSetError                  a data set folder lacks a table or a column
    ├── LakeError
    │   ├── LakeSchemaError               an object of another schema version
    │   ├── LakeCorruptError              an object that cannot be read
    │   └── LakeWriteError                disk full, bucket refused
    ├── StoreError
    │   └── StoreUnavailableError         PostgreSQL away or waking (503, Retry-After)
    ├── CalibrationMissingError       no calibration this Pitwall can read (503): `pitwall calibrate` must run
    ├── ModelMissingError             no model of that name is in use yet (503): `pitwall train` must run
    └── ConfigurationError            a setting is missing or wrong

Policy: interface code raises; bulk loading keeps what is good, records the rest with a reason, and goes on.
"""

from collections.abc import Sequence


class PitwallError(Exception):
    """Base of all; `status` is the HTTP status the API edge answers with."""

    status = 500
    title = "Internal error"


class RequestError(PitwallError):
    """The caller asked for something we cannot answer."""

    status = 400
    title = "Bad request"


class NotFoundError(RequestError):
    """Nothing of that name is stored."""

    status = 404
    title = "Not found"


class NotAllowedError(RequestError):
    """The caller's role may not do this."""

    status = 403
    title = "Not allowed"


class InvalidRequestError(RequestError):
    """A parameter is unknown, malformed or out of range."""

    title = "Invalid request"


class IdempotencyConflictError(RequestError):
    """An Idempotency-Key came with another body before, or its first request is still being answered."""

    status = 409
    title = "Idempotency key in use"


class InvalidRecordError(RequestError):
    """A record breaks the contract of its data set."""

    status = 422
    title = "Invalid record"


class InvalidStateError(RequestError):
    """A race state contradicts itself; `reasons` says each contradiction in words."""

    status = 422
    title = "Impossible race state"

    def __init__(self, reasons: Sequence[str]) -> None:
        """`reasons` holds at least one."""
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)


class InvalidSimulationError(RequestError):
    """Parameters, plans or a scenario that no race can be played with."""

    status = 422
    title = "Impossible simulation"


class BudgetExceededError(InvalidSimulationError):
    """More runs, cars or bytes than one request may ask for."""

    title = "Too large"


class InvalidForecastError(RequestError):
    """Probabilities do not add up, or a competitor is named twice."""

    status = 422
    title = "Impossible forecast"


class IllegalStrategyError(RequestError):
    """A strategy is against the rules of its race; `reasons` says each breach in words."""

    status = 422
    title = "Illegal strategy"

    def __init__(self, reasons: Sequence[str]) -> None:
        """`reasons` holds at least one."""
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)


class UnusableArtefactError(RequestError):
    """A calibration artefact is of another version, damaged, or absent for the race asked about."""

    status = 422
    title = "Calibration unusable"


class SourceError(PitwallError):
    """A provider let us down."""

    status = 503
    title = "Data provider failed"

    def __init__(self, source: str, detail: str) -> None:
        """`source` is the provider's name, `detail` says what it did."""
        super().__init__(f"{source}: {detail}")
        self.source = source
        self.detail = detail


class SourceUnavailableError(SourceError):
    """The provider timed out, refused the connection, answered 5xx, or is left alone after that."""


class SourceRestingError(SourceUnavailableError):
    """The provider was not asked: it failed so often in a row that its circuit breaker is open."""


class SourceRateLimitedError(SourceError):
    """The provider answered 429."""

    def __init__(self, source: str, detail: str, retry_after_s: float | None = None) -> None:
        """`retry_after_s` is the wait the provider asked for, None where it named none."""
        super().__init__(source, detail)
        self.retry_after_s = retry_after_s


class SourceMalformedError(SourceError):
    """The provider answered, but not in its format."""


class SourceNotConfiguredError(SourceError):
    """The provider needs credentials that are not set."""


class DataSetError(PitwallError):
    """A data set folder lacks a table or a column, or a table cannot be read."""

    title = "Data set incomplete"


class LakeError(PitwallError):
    """The lake could not do what was asked."""

    title = "Lake failed"


class LakeSchemaError(LakeError):
    """A lake object was written under another schema version or for another data set."""


class LakeCorruptError(LakeError):
    """A lake object cannot be read as Parquet."""


class LakeWriteError(LakeError):
    """The lake could not take a write: disk full, no permission, bucket refused."""


class StoreError(PitwallError):
    """The relational store failed."""

    title = "Store failed"


class StoreUnavailableError(StoreError):
    """PostgreSQL is away or still waking; try again after `retry_after_s`."""

    status = 503
    title = "Store unavailable"
    retry_after_s = 15


class CalibrationMissingError(PitwallError):
    """No calibration artefact that can be read is there: `pitwall calibrate` must run first."""

    status = 503
    title = "Not calibrated yet"


class ModelMissingError(PitwallError):
    """No model of that name is in use yet: `pitwall train` must run first."""

    status = 503
    title = "Not trained yet"


class ConfigurationError(PitwallError):
    """A setting is missing or wrong."""

    title = "Configuration error"
