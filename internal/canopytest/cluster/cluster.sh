# A throw-away PostgreSQL that lives until standard input ends: prints its directory once it accepts connections. Each line "stop" ends it
# at once, as pg_ctl stop -m immediate does, and "start" starts it again; the line is printed when that is done.
# ICU collation, so that a column that should compare bytes and does not shows; no durability.
set -e
PATH=$PATH:$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
room=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
test "${room:-0}" -gt 1000000 && base=/dev/shm || base=/tmp # in memory a database is copied ten times faster
dir=$(mktemp -d $base/canopy-postgres.XXXXXX)
trap 'test -z "$pid" || { kill -QUIT $pid 2>/dev/null; wait $pid; } || true; rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
fail() { cat "$dir/log" >&2; exit 1; }
initdb --pgdata "$dir/data" --username postgres --auth trust --encoding UTF8 --locale C \
	--locale-provider icu --icu-locale en-US --no-sync >"$dir/log" 2>&1 || fail
start() {
	postgres -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
		-c max_connections=500 -c shared_buffers=64MB </dev/null >>"$dir/log" 2>&1 &
	pid=$!
	until pg_isready --quiet --host "$dir"; do
		kill -0 $pid 2>/dev/null || fail
		sleep 0.02
	done
}
stop() {
	kill -QUIT $pid
	wait $pid || true
	pid=
}
start
echo "$dir"
while read -r order; do
	$order
	echo "$order"
done
