#!/usr/bin/env bash
# Pin anew what pyproject.toml allows: constraints.txt for everything, requirements.lock (hashed) for a deployment.
# --no-header and --no-annotate keep machine names and addresses out of both.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

cd "$ROOT"
[ -x "$VENV/bin/uv" ] || "$PY" -m pip install --quiet uv
OPTIONS=(--python-version 3.11 --universal --no-header --no-annotate --quiet "$@")
"$VENV/bin/uv" pip compile pyproject.toml --all-extras "${OPTIONS[@]}" -o constraints.txt
"$VENV/bin/uv" pip compile pyproject.toml --extra ops -c constraints.txt --generate-hashes "${OPTIONS[@]}" -o requirements.lock
