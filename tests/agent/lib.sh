# SPDX-License-Identifier: BSD-2-Clause
# For the tests and benches that need a real snmpd: source it first.
# Makes $tmp, which goes away at the end with every process that was started.
PATH=$PATH:/usr/sbin:/sbin
export PATH
command -v snmpd >/dev/null && command -v snmpbulkwalk >/dev/null || exit 77
base_mibs=$MIBDIRS
export MIBS= MIBDIRS=
module=$builddir/.libs/decom.so
helpers=$builddir/tests/agent
base=.$(sed -n 's/^#define DECOM_BASE_OID //p' "$builddir/config.h" | sed 's/, /./g')
tmp=$(mktemp -d) || exit 99
chmod 755 "$tmp"
# An agent or worker that is no longer root must reach them, wherever the project lies.
cp "$module" "$tmp/decom.so" || exit 99
module=$tmp/decom.so
if test -e "$helpers/fake_worker"; then
	cp "$helpers/fake_worker" "$tmp/"
fi
# The tools read nobody's snmp.conf and leave nothing behind.
mkdir -p "$tmp/tools/cert_indexes"
export SNMPCONFPATH="$tmp/tools" SNMP_PERSISTENT_DIR="$tmp/tools"
pids=

# An instrumented module needs its runtime in a stock snmpd; gcc's can be
# preloaded, clang's is in no shared library by default.
preload=$(ldd "$module" | awk '/lib[alu]*san/ { print $3 }' | tr '\n' ' ')
test -n "$preload" || ! nm -D "$module" | grep -q 'U __[a-z]*san_' || exit 77

cleanup() {
	code=$?
	for pid in $pids; do
		kill "$pid" 2>/dev/null
	done
	for pid in $pids; do
		wait "$pid" 2>/dev/null
		tries=0
		while kill -0 "$pid" 2>/dev/null && test $tries -lt 50; do # a daemon is no child
			tries=$((tries + 1))
			sleep 0.1
		done
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

# Wait for a condition, half a minute at most.
until_true() {
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		test $tries -lt 300 || fail "waited in vain for: $*"
		sleep 0.1
	done
}

is() { test "$1" = "$2" || fail "got '$1', not '$2'"; }

# conf NAME LINE...: begins the configuration of an agent of that name.
# It answers to the community public, and to partial for what a view shows.
conf() {
	name=$1
	shift
	mkdir -p "$tmp/$name"
	{
		echo "dontLogTCPWrappersConnects yes"
		echo "rocommunity public 127.0.0.1"
		for line in "$@"; do
			echo "$line"
		done
	} >"$tmp/$name/snmpd.conf"
}

a_port() { echo $((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000)); }
is_gone() { ! kill -0 "$1" 2>/dev/null; }
decided() { grep -q 'NET-SNMP version' "$tmp/$1.log" || is_gone "$2"; }

# start NAME [OPTION...]: runs snmpd with that configuration in the foreground
# on a free port; sets $agent and $pid.  Its log is $tmp/NAME.log.
start() {
	name=$1
	shift
	for attempt in 1 2 3 4 5 6 7 8; do
		agent=udp:127.0.0.1:$(a_port)
		: >"$tmp/$name.log"
		LD_PRELOAD=$preload ASAN_OPTIONS=detect_leaks=0 SNMPCONFPATH=$tmp/$name \
			SNMP_PERSISTENT_DIR=$tmp/$name/state \
			snmpd -f -r -I -smux -LF 6 "$tmp/$name.log" "$@" "$agent" 2>>"$tmp/$name.err" &
		pid=$!
		until_true decided "$name" $pid
		if ! is_gone $pid; then
			pids="$pids $pid"
			return
		fi
	done
	fail "no snmpd"
}

# stop PID: a clean end, with status 0.
stop() {
	kill "$1"
	wait "$1" || fail "snmpd ended with status $?"
	pids=$(echo "$pids" | sed "s/ $1\$//; s/ $1 / /")
}

get() { snmpget -v2c -c public -On -r0 -t3 "$agent" "$@" 2>&1; }
next() { snmpgetnext -v2c -c public -On -r0 -t3 "$agent" "$@" 2>&1; }
walk() { snmpwalk -v2c -c "$1" -On -t3 "$agent" "$2" | grep -v 'No more variables'; }
bulk() { snmpbulkwalk -v2c -c "$1" -Cr"$3" -On -t3 "$agent" "$2" | grep -v 'No more variables'; }
value() { snmpget -v2c -c public -Oqv -r0 -t3 "$agent" "$1" 2>&1; }
answers() { get .1.3.6.1.2.1.1.3.0 >"$tmp/uptime"; }

# The scalars by name.
generation() { value $base.1.1.3.0; }
worker_state() { value $base.1.1.4.0; }
worker_restarts() { value $base.1.1.5.0; }
last_error() { value $base.1.1.6.0; }
serves() { test "$(generation)" = "$1"; }
state_is() { test "$(worker_state)" = "$1"; }
disabled=1 starting=2 idle=3 running=4 back_off=5

sound() {
	! grep -E 'AddressSanitizer|runtime error' "$tmp"/*.err || fail "sanitizer report"
}

# The sanitizers' shadow of the worker's memory is data without bounds.
memory=512
test -z "$preload" || memory=0

# For a worker: $tmp/fake_worker in a state folder of its own.  Sets $state.
# LINE... go into the configuration; the worker behaves as $behaviour says.
worker_conf() {
	name=$1
	shift
	state=$tmp/$name.state
	mkdir -p "$state"
	echo "${behaviour:-once}" >"$state/behaviour"
	echo '-- for tests: no declarations' >"$tmp/decom.lua"
	conf "$name" "dlmod decom $module" "decomStateDir $state" "decomConfig $tmp/decom.lua" \
		"decomCommand $tmp/fake_worker" "decomWorkerMemory $memory" "$@"
}
behave() { echo "$1" >"$state/behaviour.new" && mv "$state/behaviour.new" "$state/behaviour"; }
worker_pid() { cat "$state/pid" 2>/dev/null; }
is_new_worker() { test -n "$(worker_pid)" && test "$(worker_pid)" != "$1" && ! is_gone "$(worker_pid)"; }
error_has() { last_error | grep -q "$1"; }
beyond() { n=$(generation) && case $n in *[!0-9]* | "") false ;; *) test "$n" -gt "$1" ;; esac; }
