"""The way to PostgreSQL: one engine per process, and the one place where a lost database gets its name.

A Lambda holds one connection per execution environment; a laptop's server holds as many as it has busy threads.
"""

import re
from functools import lru_cache

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError

from pitwall.errors import ConfigurationError, StoreUnavailableError
from pitwall.settings import settings

READ_TIMEOUT_S = 10.0
"""A request's statement that runs longer is cancelled: API Gateway gives up after 30 s anyway."""
_CONNECT_TIMEOUT_S = 5
_IDLE_SESSION_TIMEOUT_S = 240
"""An idle connection is closed by the server, or a serverless cluster would never pause."""

_UNDEFINED_TABLE = "42P01"
_QUERY_CANCELLED = "57014"


def open_engine(database_url: str, *, statement_timeout_s: float | None = READ_TIMEOUT_S) -> Engine:
    """An engine for `database_url` (`postgresql://...`), sessions in UTC.

    `statement_timeout_s` of None lets a statement run for as long as it needs (migrations, bulk loads). Connects at
    first use. Every use raises StoreUnavailableError where the database is away, busy or not set up; a malformed URL
    raises ConfigurationError.
    """
    timeout_ms = 0 if statement_timeout_s is None else round(statement_timeout_s * 1000)
    options = f"-c timezone=UTC -c statement_timeout={timeout_ms} -c jit=off"
    if statement_timeout_s is not None:
        options += f" -c idle_session_timeout={_IDLE_SESSION_TIMEOUT_S * 1000}"
    try:
        url = make_url(database_url).set(drivername="postgresql+psycopg")
    except ArgumentError as error:
        raise ConfigurationError("PITWALL_DATABASE_URL is not a PostgreSQL URL") from error
    engine = create_engine(
        url,
        pool_size=5,
        max_overflow=10,
        pool_timeout=5,
        pool_pre_ping=True,
        connect_args={"options": options, "connect_timeout": _CONNECT_TIMEOUT_S, "application_name": "pitwall"},
    )
    event.listen(engine, "handle_error", _translate)
    return engine


@lru_cache(maxsize=1)
def store_engine() -> Engine:
    """The process's engine for reading, from `settings.database_url`. Raises ConfigurationError where that is unset."""
    database_url = settings().database_url
    if not database_url:
        raise ConfigurationError("PITWALL_DATABASE_URL is not set, so there is no store to read")
    return open_engine(database_url)


def _translate(context: ExceptionContext) -> None:
    if context.is_pre_ping:
        return  # the pool tests the connection and replaces it
    sqlstate = getattr(context.original_exception, "sqlstate", None)
    error = context.sqlalchemy_exception
    if sqlstate == _QUERY_CANCELLED:
        raise StoreUnavailableError("the query ran into its time limit") from error
    if isinstance(error, ProgrammingError) and sqlstate == _UNDEFINED_TABLE:
        raise StoreUnavailableError("the store has no tables yet; migrate it first") from error
    if isinstance(error, OperationalError):
        raise StoreUnavailableError(_first_line(str(context.original_exception))) from error
    if error is not None and context.is_disconnect:
        raise StoreUnavailableError("the connection was lost") from error


def _first_line(message: str) -> str:
    """What the driver said, without the address and user it names."""
    first = message.strip().splitlines()[0] if message.strip() else "no answer"
    return re.sub(r'(connection to server at )?"[^"]*"( \([^)]*\))?,? ?(port \d+ )?(failed: )?', "", first).strip()
