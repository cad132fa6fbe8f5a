#!/usr/bin/env bash
# The whole portal on one machine: SQLite, Celery on the file-system broker, gunicorn on 127.0.0.1.
# Ctrl-C stops all of it; what was written stays in var/demo/ (make demo-reset starts afresh).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

DEMO="$ROOT/var/demo"
PORT="${USR_PORT:-8000}"
WEB_PID="$DEMO/web.pid"
WORKER_PID="$DEMO/worker.pid"
BEAT_PID="$DEMO/beat.pid"

# Held as long as this script lives, whatever way it ends.
refuse_second() {
    mkdir -p "$DEMO"
    exec 9>"$DEMO/lock"
    flock --nonblock 9 || fail "示範站已經在執行；請開啟它的網址，或先執行 make demo-stop。" \
        "The demo already runs: open it, or stop it with make demo-stop."
}

refuse_taken_port() {
    if port_taken "$PORT"; then
        fail "127.0.0.1:$PORT 已被其他程式占用；請關閉它，或換一個埠：make demo USR_PORT=8001" \
            "Port $PORT is taken by another program: close it, or choose another: make demo USR_PORT=8001"
    fi
}

# End one of our background programs, first politely; a stale file names nobody of ours.
end() {
    local pidfile="$1" name="$2"
    if alive "$pidfile" && tr '\0' ' ' <"/proc/$(cat "$pidfile")/cmdline" 2>/dev/null | grep -q "$name"; then
        kill "$(cat "$pidfile")" 2>/dev/null || true
        for _ in $(seq 100); do alive "$pidfile" || break; sleep 0.1; done
        if alive "$pidfile"; then kill -9 "$(cat "$pidfile")" 2>/dev/null || true; fi
    fi
    rm -f "$pidfile"
}
end_all() {
    end "$WEB_PID" gunicorn
    end "$BEAT_PID" celery
    end "$WORKER_PID" celery
}

prepare_environment() {
    mkdir -p "$DEMO/broker/queue" "$DEMO/broker/control"
    if [ ! -s "$DEMO/secret-key" ]; then
        (umask 077 && "$PY" -c 'import secrets; print(secrets.token_urlsafe(50))' >"$DEMO/secret-key")
    fi
    # The demo is SQLite and files whatever the shell around it is set to.
    unset DATABASE_URL "${!USR_@}"
    USR_SECRET_KEY=$(cat "$DEMO/secret-key")
    export USR_SECRET_KEY USR_DEMO=1 PYTHONUNBUFFERED=1
}

prepare_data() {
    say "準備資料庫" "Preparing the database."
    "$PY" manage.py migrate --verbosity 0
    "$PY" manage.py collectstatic --noinput --clear --verbosity 0
    say "載入示範資料" "Loading the sample."
    "$PY" manage.py load_sample --site "http://127.0.0.1:$PORT" ${STAGE:+--stage "$STAGE"}
}

# setsid keeps Ctrl-C from reaching these before our own trap has its turn.
start_background() {
    setsid "$PY" -m celery -A usr_portal worker --concurrency 1 --without-gossip --without-mingle \
        --without-heartbeat --pidfile "$WORKER_PID" --loglevel INFO >"$DEMO/worker.log" 2>&1 9>&- &
    setsid "$PY" -m celery -A usr_portal beat --schedule "$DEMO/beat-schedule" \
        --pidfile "$BEAT_PID" --loglevel INFO >"$DEMO/beat.log" 2>&1 9>&- &
}

serve() {
    # Neither address nor referer: the path of a one-time link lets in whoever reads the log.
    setsid "$PY" -m gunicorn usr_portal.wsgi:application --workers 2 --threads 4 --bind "127.0.0.1:$PORT" \
        --pid "$WEB_PID" --no-control-socket --access-logfile "$DEMO/access.log" \
        --access-logformat '%(h)s %(t)s %(m)s %(s)s %(b)s %(L)ss' --error-logfile "$DEMO/web.log" 9>&- &
    local web=$!
    for _ in $(seq 300); do
        if ! kill -0 "$web" 2>/dev/null; then
            fail "網站無法啟動，詳見 $DEMO/web.log" "The site does not start; see that log."
        fi
        if port_taken "$PORT"; then break; fi
        sleep 0.1
    done
    say "入口網已啟動：http://127.0.0.1:$PORT/ （按 Ctrl-C 結束；紀錄檔在 var/demo/）" \
        "The portal is at http://127.0.0.1:$PORT/ (Ctrl-C stops it; logs are in var/demo/)."
    wait "$web"
}

start() {
    refuse_second
    end_all # left over from a demo that was killed
    refuse_taken_port
    "$ROOT/.make/install.sh" demo
    prepare_environment
    prepare_data
    trap end_all EXIT
    trap 'exit 130' INT TERM HUP
    start_background
    serve
}

cd "$ROOT"
case "${1:-start}" in
start) start ;;
stop) end_all ;;
reset) end_all && rm -rf "$DEMO" ;;
*) fail "用法：.make/demo.sh start|stop|reset" "Usage as above." ;;
esac
