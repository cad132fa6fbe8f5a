#!/usr/bin/env bash
# PostgreSQL and Redis of this checkout, for tests and development: private, on
# free loopback ports, with a password, tuned for speed and not for safety.
#
#   .make/services.sh start     start what is not running (twice does no harm)
#   .make/services.sh env       print the export lines: eval "$(.make/services.sh env)"
#   .make/services.sh status    exit 0 when both run
#   .make/services.sh stop      stop both
#
# A DATABASE_URL (postgres://…) or USR_REDIS_URL already in the environment wins:
# that service is then neither started nor stopped here.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Outside the checkout, because PostgreSQL refuses to run as root and its user
# may be unable to reach a checkout below /root.
HOME_DIR="${USR_SERVICES_DIR:-${TMPDIR:-/tmp}/usr-portal-$(id -u)-$(printf %s "$ROOT" | cksum | cut -d' ' -f1)}"
PG_DIR="$HOME_DIR/pg"
REDIS_DIR="$HOME_DIR/redis"

kept() { cat "$HOME_DIR/$1" 2>/dev/null || true; }
# A URL that carries our own password was printed by this script, perhaps before a restart.
ours() { [[ -s "$HOME_DIR/password" && "$1" == *":$(kept password)@127.0.0.1:"* ]]; }
external_pg() { [[ "${DATABASE_URL:-}" == postgres* ]] && ! ours "$DATABASE_URL"; }
external_redis() { [ -n "${USR_REDIS_URL:-}" ] && ! ours "$USR_REDIS_URL"; }
# The port of last time where it is still free, so that what was exported stays true.
choose_port() {
    local port
    port=$(kept "$1")
    if [ -z "$port" ] || port_taken "$port"; then port=$(free_port); fi
    printf %s "$port" | tee "$HOME_DIR/$1"
}
own_pg_url() { printf 'postgres://usr:%s@127.0.0.1:%s/portal' "$(kept password)" "$(kept pg-port)"; }
own_redis_url() { printf 'redis://:%s@127.0.0.1:%s/0' "$(kept password)" "$(kept redis/port)"; }

as_owner() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u postgres -- env LC_ALL=C.UTF-8 PATH="$PATH" "$@")
    else
        (cd / && LC_ALL=C.UTF-8 "$@")
    fi
}

pg_bin() {
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
    if [ -z "$found" ] && command -v initdb >/dev/null; then found=$(dirname "$(command -v initdb)"); fi
    [ -n "$found" ] || fail "找不到 PostgreSQL 伺服器，請安裝 Debian 套件 postgresql。" \
        "No PostgreSQL server: install the Debian package postgresql."
    printf %s "$found"
}

prepare_home() {
    mkdir -p -m 711 "$HOME_DIR"
    [ -O "$HOME_DIR" ] || fail "$HOME_DIR 屬於別人，請另設 USR_SERVICES_DIR。" \
        "$HOME_DIR belongs to somebody else; set USR_SERVICES_DIR."
    if [ ! -s "$HOME_DIR/password" ]; then
        (umask 077 && head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$HOME_DIR/password")
    fi
}

pg_running() { [ -d "$PG_DIR/data" ] && as_owner "$(pg_bin)/pg_ctl" -D "$PG_DIR/data" status >/dev/null 2>&1; }
redis_running() { alive "$REDIS_DIR/pid" && [ -s "$REDIS_DIR/port" ] && port_taken "$(cat "$REDIS_DIR/port")"; }

init_pg() {
    rm -rf "$PG_DIR"
    mkdir -m 700 "$PG_DIR"
    cp "$HOME_DIR/password" "$PG_DIR/password"
    if [ "$(id -u)" = 0 ]; then chown -R postgres: "$PG_DIR"; fi
    as_owner "$(pg_bin)/initdb" -D "$PG_DIR/data" -U usr -E UTF8 --locale=C.UTF-8 --no-sync \
        --auth=scram-sha-256 --pwfile="$PG_DIR/password" >"$HOME_DIR/initdb.log" 2>&1 ||
        fail "PostgreSQL 初始化失敗，詳見 $HOME_DIR/initdb.log" "initdb failed; see that log."
}

launch_pg() {
    local port
    port=$(choose_port pg-port)
    # Losing this data costs nothing, so nothing is flushed to disk.
    as_owner "$(pg_bin)/pg_ctl" -D "$PG_DIR/data" -w -t 60 -l "$PG_DIR/log" -o "-p $port -h 127.0.0.1 -k ''\
 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0\
 -c max_connections=200 -c shared_buffers=256MB -c timezone=UTC" start >"$HOME_DIR/pg-start.log" 2>&1 </dev/null
}

start_pg() {
    if external_pg || pg_running; then return; fi
    if [ ! -s "$PG_DIR/data/PG_VERSION" ]; then init_pg; fi
    # A cluster that was killed with the machine may not start again: make a new one, once.
    launch_pg || { init_pg && launch_pg; } || fail "PostgreSQL 無法啟動，詳見 $PG_DIR/log" \
        "PostgreSQL does not start; see that log."
    ensure_database
}

# An empty database of our own, beside those that the tests create for themselves.
ensure_database() {
    local psql=("$(pg_bin)/psql" -qtA -h 127.0.0.1 -p "$(kept pg-port)" -U usr -d postgres)
    export PGPASSWORD
    PGPASSWORD=$(kept password)
    if [ -z "$("${psql[@]}" -c "SELECT 1 FROM pg_database WHERE datname = 'portal'")" ]; then
        "${psql[@]}" -c 'CREATE DATABASE portal'
    fi
}

start_redis() {
    if external_redis || redis_running; then return; fi
    command -v redis-server >/dev/null || fail "找不到 redis-server，請安裝 Debian 套件 redis-server。" \
        "No redis-server: install the Debian package redis-server."
    mkdir -p -m 700 "$REDIS_DIR"
    local port
    port=$(choose_port redis/port)
    (umask 077 && cat >"$REDIS_DIR/redis.conf") <<CONF
bind 127.0.0.1
port $port
requirepass $(cat "$HOME_DIR/password")
daemonize yes
pidfile $REDIS_DIR/pid
logfile $REDIS_DIR/log
dir $REDIS_DIR
save ""
appendonly no
databases 1024
CONF
    redis-server "$REDIS_DIR/redis.conf" >/dev/null 9>&-
    for _ in $(seq 50); do redis_running && return; sleep 0.1; done
    fail "Redis 無法啟動，詳見 $REDIS_DIR/log" "Redis does not start; see that log."
}

start() {
    prepare_home
    exec 9>"$HOME_DIR/lock"
    flock 9
    start_pg 9>&-
    start_redis
}

stop() {
    if ! external_pg && pg_running; then
        as_owner "$(pg_bin)/pg_ctl" -D "$PG_DIR/data" -m immediate stop >/dev/null
    fi
    if ! external_redis && alive "$REDIS_DIR/pid"; then kill "$(cat "$REDIS_DIR/pid")"; fi
}

running() { { external_pg || pg_running; } && { external_redis || redis_running; }; }

print_env() {
    running || fail "服務尚未啟動，請先執行 .make/services.sh start" "Not running: .make/services.sh start"
    if external_pg; then printf "export DATABASE_URL='%s'\n" "$DATABASE_URL"; else
        printf "export DATABASE_URL='%s'\n" "$(own_pg_url)"
    fi
    if external_redis; then printf "export USR_REDIS_URL='%s'\n" "$USR_REDIS_URL"; else
        printf "export USR_REDIS_URL='%s'\n" "$(own_redis_url)"
    fi
}

case "${1:-}" in
start) start ;;
stop) stop ;;
env) print_env ;;
status) running ;;
*) fail "用法：.make/services.sh start|stop|env|status" "Usage as above." ;;
esac
