#!/usr/bin/env bash
# Every benchmark under tests/bench, one after the other; the exit status is the number out of reach.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

cd "$ROOT" || exit 1
.make/install.sh test || exit 1
MISSED=0
for program in tests/bench/*.py; do
    name=$(basename "$program" .py)
    say "$name"
    "$PY" -m "tests.bench.$name" || MISSED=$((MISSED + 1))
done
exit "$MISSED"
