# What the scripts that start and stop an ensemble by hand have in common; they source it.
#
# PENUMBRA_HOME               where data, logs and pids lie (default: ~/.penumbra-ensemble)
# PENUMBRA_ZOOKEEPER          where ZooKeeper answers (default: 127.0.0.1:2181)
# PENUMBRA_MASTER_PORT        the master's port (default: 7000); the shadow's is the next one
# PENUMBRA_CHUNKSERVER_PORT   the first chunkserver's (default: 7100)
# PENUMBRA_CHUNKSERVER_HTTP_PORT   the same for /status and /metrics (default: 7200)
# PENUMBRA_GATEWAY_PORT       the gateway's (default: 8000)
set -euo pipefail

scripts=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
home=${PENUMBRA_HOME:-$HOME/.penumbra-ensemble}
# Where it was before.
if [ -z "${PENUMBRA_HOME:-}" ] && [ ! -d "$home" ] && [ -d "$HOME/.penumbra/ensemble/run" ]; then
    home=$HOME/.penumbra/ensemble
fi
zookeeper=${PENUMBRA_ZOOKEEPER:-127.0.0.1:2181}
master_port=${PENUMBRA_MASTER_PORT:-7000}
chunkserver_port=${PENUMBRA_CHUNKSERVER_PORT:-7100}
chunkserver_http_port=${PENUMBRA_CHUNKSERVER_HTTP_PORT:-7200}
gateway_port=${PENUMBRA_GATEWAY_PORT:-8000}
masters=127.0.0.1:$master_port,127.0.0.1:$((master_port + 1))

# Prints the comment at the head of the script that was started.
usage() {
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
}

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
    usage
    exit
fi

fail() {
    echo "$(basename "$0"): $*" >&2
    exit 2
}

require_port() {
    if ! [[ $1 =~ ^[0-9]{1,5}$ ]] || [ "$1" -lt 1 ] || [ "$1" -gt 65535 ]; then
        fail "'$1' is no port; try '$(basename "$0") --help'"
    fi
}

pid_of() {
    cat "$home/run/$1.pid" 2>/dev/null
}

runs() {
    local pid
    pid=$(pid_of "$1") && kill -0 "$pid" 2>/dev/null
}

# start NAME COMMAND...: leaves it running and returns when it serves; says why if it does not.
start() {
    local name=$1 log=$home/logs/$1.log pid
    shift
    mkdir -p "$home/run" "$home/logs"
    if runs "$name"; then
        echo "$name runs already, pid $(pid_of "$name")"
        return
    fi
    # Built first, or the wait below would be for a compiler.
    "$scripts/pfs" --version >/dev/null
    : >"$log"
    PENUMBRA_NO_BUILD=1 nohup "$@" </dev/null >>"$log" 2>&1 &
    pid=$!
    echo "$pid" >"$home/run/$name.pid"
    for _ in $(seq 600); do
        if is_ready "$log"; then
            echo "$name serves, pid $pid; its log is $log"
            return
        fi
        if ! kill -0 "$pid" 2>/dev/null; then
            rm -f "$home/run/$name.pid"
            echo "$name did not start:" >&2
            tail -n 5 "$log" >&2
            return 1
        fi
        sleep 0.1
    done
    echo "$name does not serve after a minute; it is left running, pid $pid, its log is $log" >&2
    return 1
}

is_ready() {
    grep -q '^ready at \|binding to port' "$1"
}

# stop NAME: returns when it is gone.
stop() {
    local name=$1 pid
    if ! runs "$name"; then
        echo "$name does not run"
        rm -f "$home/run/$name.pid"
        return
    fi
    pid=$(pid_of "$name")
    kill "$pid"
    for _ in $(seq 150); do
        if ! kill -0 "$pid" 2>/dev/null; then
            rm -f "$home/run/$name.pid"
            echo "$name has stopped"
            return
        fi
        sleep 0.1
    done
    echo "$name, pid $pid, does not stop: see $home/logs/$name.log" >&2
    return 1
}
