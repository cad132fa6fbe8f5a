#!/usr/bin/env bash
# Install what is needed and not there yet: .make/install.sh demo|test
# Debian packages as root or with a sudo that asks for no password; else it names them.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

PURPOSE="${1:-demo}"
# The PDF library's own libraries, Chinese fonts, and msgfmt for the translations.
DEBIAN_DEMO=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-cns11643-kai gettext)
# A browser, a reader of PDF text, a database and a queue for the tests.
DEBIAN_TEST=(chromium poppler-utils postgresql redis-server)

wanted_packages() {
    printf '%s\n' "${DEBIAN_DEMO[@]}"
    if [ "$PURPOSE" = test ]; then printf '%s\n' "${DEBIAN_TEST[@]}"; fi
    # ensurepip is what Debian takes out of Python and ships as python3-venv.
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then printf '%s\n' python3 python3-venv; fi
}

# A program installed some other way is as good as Debian's package of it.
provided() {
    case "$1" in
    chromium) [ -n "${USR_CHROMIUM:-}" ] || command -v chromium ;;
    poppler-utils) command -v pdftotext && command -v pdftoppm ;;
    gettext) command -v msgfmt ;;
    redis-server) command -v redis-server || [ -n "${USR_REDIS_URL:-}" ] ;;
    postgresql) ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null || command -v initdb || [ -n "${DATABASE_URL:-}" ] ;;
    *) dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep 'install ok installed' ;;
    esac >/dev/null
}

missing_packages() {
    wanted_packages | while read -r package; do
        if ! provided "$package"; then printf '%s\n' "$package"; fi
    done
}

install_debian() {
    local missing
    mapfile -t missing < <(missing_packages)
    if [ "${#missing[@]}" = 0 ]; then return; fi
    if command -v apt-get >/dev/null && can_be_root; then
        say "安裝 Debian 套件：${missing[*]}" "Installing Debian packages."
        as_root apt-get -o DPkg::Lock::Timeout=300 update -qq
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq \
            --no-install-recommends "${missing[@]}" >/dev/null
        return
    fi
    say "缺少以下系統套件，而且這個帳號不能安裝：${missing[*]}" \
        "Missing, and this account cannot install them: ask for  apt-get install ${missing[*]}"
    [ "$PURPOSE" = demo ] || fail "測試需要上述套件。" "The tests need them."
    say "先繼續；缺 libpango 或字型時無法產生 PDF，缺 gettext 時沒有英文介面。" \
        "Going on without: no PDF without libpango and the fonts, no English without gettext."
}

find_python() {
    local name
    for name in python3.11 python3.12 python3.13 python3; do
        if "$name" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf %s "$name"
            return
        fi
    done
    fail "需要 Python 3.11 以上（含 venv 模組）；Debian 套件：python3 python3-venv。" \
        "Python 3.11 or newer with its venv module is needed: Debian's python3 and python3-venv."
}

# pip's lists: the deployment's, hashed; for tests everything, pinned.
install_python() {
    local python list options stamp
    python=$(find_python)
    if [ "$PURPOSE" = test ]; then list=constraints.txt options=(); else list=requirements.lock options=(--require-hashes); fi
    stamp="$VENV/.installed-$PURPOSE-$(cksum <"$ROOT/$list" | cut -d' ' -f1)"
    if [ -e "$stamp" ] && "$PY" -c '' 2>/dev/null; then return; fi
    say "安裝 Python 套件（$list）" "Installing Python packages."
    "$PY" -c '' 2>/dev/null || "$python" -m venv --clear "$VENV"
    "$PY" -m pip install --quiet --disable-pip-version-check "${options[@]}" -r "$ROOT/$list" ||
        fail "Python 套件安裝失敗，請檢查網路後再試一次。" "Installing Python packages failed: check the network and try again."
    rm -f "$VENV/.installed-$PURPOSE-"*
    touch "$stamp"
}

cd "$ROOT"
install_debian
install_python
compile_messages
