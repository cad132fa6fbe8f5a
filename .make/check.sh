#!/usr/bin/env bash
# Everything a machine can say about the code without running the tests. Each check runs, even after
# one has failed; the exit status is the number of those that did.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

cd "$ROOT" || exit 1
.make/install.sh test || exit 1
# Django's own checks need no server: a database file of their own will do.
mkdir -p var/check
export DATABASE_URL="sqlite:///$ROOT/var/check/check.sqlite3"
unset USR_REDIS_URL
BIN="$VENV/bin"
FAILED=()

run() {
    local name="$1"
    shift
    say "$name"
    "$@" || FAILED+=("$name")
}

# A translation that is missing or only guessed shows the reader the wrong language.
translations() {
    local files po report bad=0
    files=$(find usr_portal -path '*/locale/en/*' -name '*.po')
    if [ -z "$files" ]; then echo "no English translation"; return 1; fi
    for po in $files; do
        report=$(LC_ALL=C msgfmt --check --statistics -o /dev/null "$po" 2>&1) || bad=1
        printf '%s: %s\n' "$po" "$report"
        if grep -qE 'fuzzy|untranslated' <<<"$report"; then bad=1; fi
    done
    return "$bad"
}

run ruff "$BIN/ruff" check .
run format "$BIN/ruff" format --check .
run mypy "$BIN/mypy"
run layers "$BIN/lint-imports"
run templates "$BIN/djlint" --lint --quiet templates
run django "$PY" manage.py check --fail-level WARNING
run migrations "$PY" manage.py makemigrations --check --dry-run
run translations translations

if [ "${#FAILED[@]}" -gt 0 ]; then
    printf '!! 未通過：%s\n   Failed: %s\n' "${FAILED[*]}" "${FAILED[*]}" >&2
fi
exit "${#FAILED[@]}"
