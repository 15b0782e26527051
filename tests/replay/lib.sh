# SPDX-License-Identifier: BSD-2-Clause
# For the tests and benches that need agents by the number: source it first.  Makes $tmp, which
# goes away at the end with every process that was started.
command -v snmpbulkwalk >/dev/null || exit 77
export MIBS= MIBDIRS=
tmp=$(mktemp -d) || exit 99
chmod 755 "$tmp"
# The tools read nobody's snmp.conf and leave nothing behind.
mkdir -p "$tmp/tools/cert_indexes"
export SNMPCONFPATH="$tmp/tools" SNMP_PERSISTENT_DIR="$tmp/tools"
fixtures=$top_srcdir/tests/replay
net=127.$((64 + $$ / 250 % 64)).$(($$ % 250)) # tests side by side have a net each
port=16161
pids=

cleanup() {
	code=$?
	for pid in $pids; do
		kill "$pid" 2>/dev/null
	done
	for pid in $pids; do
		wait "$pid" 2>/dev/null
	done
	rm -rf "$tmp"
	exit $code
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

# What was shown, a line each; and the end, when it was not.
ok() { echo "ok - $*"; }
fail() {
	echo "not ok - $*"
	tail -n 40 "$tmp"/*.log "$tmp"/*.err 2>/dev/null
	exit 1
}
is() { test "$1" = "$2" || fail "got '$1', not '$2'"; }

# Wait for a condition, half a minute at most.
until_true() {
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		test $tries -lt 600 || fail "waited in vain for: $*"
		sleep 0.05
	done
}

# How often a replay agent has said something.
said() { grep -c "^$1" "$tmp/replay.$2"; }
said_more() { test "$(said "$1" "$2")" -gt "$3"; }
ready() { said_more ready "$1" 0 || ! kill -0 "$2" 2>/dev/null; }

# replay_start ARGUMENT...: agents that hear when it returns; $replay is their process.
replay_start() {
	of=$(($(echo $pids | wc -w) + 1))
	: >"$tmp/replay.$of"
	"$builddir/tests/replay/replay" "$@" </dev/null >"$tmp/replay.$of" 2>"$tmp/replay.$of.err" &
	replay=$!
	pids="$pids $replay"
	until_true ready "$of" "$replay"
	said_more ready "$of" 0 || fail "replay $* did not start"
}

# replay_stop: ask the last one to end; its status.
replay_stop() {
	kill "$replay"
	wait "$replay"
}

# behave LINE...: what the file of behaviours says from now on.
behave() {
	before=$(said '.*reloaded' "$of")
	printf '%s\n' "$@" >"$tmp/behaviour"
	kill -USR1 "$replay"
	until_true said_more '.*reloaded' "$of" "$before"
	tail -n 1 "$tmp/replay.$of" | grep -q '^reloaded' || fail "behave $*"
}

# counts: "requests N answers N varbinds N" since the start, "span MS" since the last time.
counts() {
	before=$(said requests "$of")
	kill -USR2 "$replay"
	until_true said_more requests "$of" "$before"
	grep '^requests' "$tmp/replay.$of" | tail -n 1
}

ask() { "$builddir/tests/replay/ask" "$@"; }
