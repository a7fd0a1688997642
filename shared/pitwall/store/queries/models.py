"""The models that are stored: versions, which one is in use, and every change of it."""

from pitwall.store.reader import Statement

_VERSION = """model_name, version, model_type, is_production, training_date, data_cut_off,
    training_races_count AS training_races, metrics, hyperparameters, code_version, sha256, known_limits"""

_IN_USE = f"""SELECT {_VERSION} FROM model_metadata WHERE is_production ORDER BY model_name"""

_VERSIONS = f"""SELECT {_VERSION} FROM model_metadata WHERE model_name = :name
    ORDER BY training_date DESC, version DESC"""

_PROMOTIONS = """SELECT number, version, previous, promoted_at, reason FROM model_promotions
    WHERE model_name = :name ORDER BY number DESC"""


def models_in_use() -> Statement:
    """The version in use of every model."""
    return Statement(_IN_USE)


def model_versions(name: str) -> Statement:
    """Every version of a model, newest first."""
    return Statement(_VERSIONS, {"name": name})


def promotions(name: str) -> Statement:
    """Every change of the version in use, newest first."""
    return Statement(_PROMOTIONS, {"name": name})
