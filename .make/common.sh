# Shared by the scripts in this folder: source it, don't run it.
# shellcheck shell=bash

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
VENV="$ROOT/.venv"
PY="$VENV/bin/python"
# Some machines forbid it, and then every process compiles three seconds' worth of libraries anew.
unset PYTHONDONTWRITEBYTECODE

# Say one thing twice, so that a reader of either language can act on it.
say() {
    printf '== %s\n' "$1"
    if [ $# -gt 1 ]; then printf '   %s\n' "$2"; fi
}

# Stop with plain words.
fail() {
    printf '!! %s\n' "$1" >&2
    if [ $# -gt 1 ]; then printf '   %s\n' "$2" >&2; fi
    exit 1
}

# Run a command as root: directly, or by sudo when that asks for no password.
can_be_root() {
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Is the process whose id stands in file $1 alive?
alive() {
    [ -s "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null
}

# Is something already listening on 127.0.0.1:$1?
port_taken() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# A free TCP port on the loopback address, as the system hands it out.
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# The catalogues that Django reads (.mo), where the one to read (.po) is newer.
compile_messages() {
    if ! command -v msgfmt >/dev/null; then return; fi
    find "$ROOT/usr_portal" -name '*.po' | while read -r po; do
        if [ "$po" -nt "${po%.po}.mo" ]; then msgfmt -o "${po%.po}.mo" "$po"; fi
    done
}
