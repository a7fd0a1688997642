#!/bin/sh
# Fills the folder TARGET as it lies in the image: packages (locked), code (ours), warm (compiled ahead).
# The Dockerfile and build_image_folder.py run the same steps. Usage: install.sh packages|code|warm TARGET
set -eu
python=${PYTHON:-python3}
target=$2
case $1 in
packages)
  "${UV:-uv}" pip install --quiet --python "$python" --require-hashes --only-binary :all: \
    --target "$target/packages" --requirement requirements/simulator.txt
  ;;
code)
  mkdir -p "$target/code/functions"
  cp -R shared/pitwall simulator_container/simulator simulator_container/entrypoint.py "$target/code/"
  cp -R functions/__init__.py functions/strategy "$target/code/functions/"
  find "$target/code" -name __pycache__ -prune -exec rm -r {} +
  ;;
warm)
  # Byte code first: its time stamps are part of what the image holds, and the image may lie on a read-only disk.
  "$python" -m compileall -q "$target/packages" "$target/code"
  cd "$target/code"
  # All of it: the simulator and what the strategy function searches with.
  NUMBA_CACHE_DIR="$target/numba-cache" PYTHONPATH="$target/packages" "$python" -m functions.strategy.warm_up
  ;;
*)
  echo "unknown step: $1" >&2
  exit 2
  ;;
esac
