"""What the API's handler drags in when a Lambda starts: nothing that serving does not need."""

import os
import subprocess
import sys

_HEAVY = (
    "pandas",
    "pyarrow",
    "numpy",
    "alembic",
    "fastf1",
    "boto3",
    "botocore.session",
    "aws_xray_sdk",
    "pitwall.store.tables",
)
_SCRIPT = f"import sys, functions.api.handler; print([name for name in {_HEAVY!r} if name in sys.modules])"


def test_importing_the_handler_loads_no_data_or_aws_library() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"
