#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# decom's own worker under snmpd, on the estate that the demo shows: what it
# publishes is served, and killing it at random moments changes nothing of it.
. "$top_srcdir/tests/agent/lib.sh"
rounds=${ROUNDS:-5}
test -x "$builddir/decom" && test -f "$top_srcdir/examples/estate/decom.lua" || exit 77

state=$tmp/state
mkdir "$state"
# In a place of its own, as the tree of the sources may be read-only.
cp -R "$top_srcdir/examples/estate" "$tmp/estate" && chmod -R u+w "$tmp/estate" || exit 99
conf real "dlmod decom $module" "decomStateDir $state" "decomConfig $tmp/estate/decom.lua" \
	"decomCommand $builddir/decom" "decomWorkerMemory $memory"
start real
until_true beyond 0
until_true state_is $idle
candidates() { bulk public $base.1.4 50 | sed 's/ *$//'; }
candidates >"$tmp/tree"
is "$(grep -c "^$base.1.4.1.5\." "$tmp/tree")" "$(value $base.1.1.8.0)"
test "$(value $base.1.1.8.0)" -gt 0 || fail "no candidate"
ok "what the worker publishes is served"

the_worker() { ps -o pid=,stat= --ppid $pid | awk '$2 !~ /Z/ { print $1 }'; }
runs() { test -n "$(the_worker)" && test "$(the_worker)" != "$1"; }
shoot() {
	old=$(the_worker)
	kill -9 "$old"
	candidates | diff "$tmp/tree" - || fail "round $round: another result"
	until_true runs "$old"
}
# The first shot ends a worker that waits, the second one that has just begun.
round=0
while test $round -lt "$rounds"; do
	round=$((round + 1))
	seen=$(generation)
	shoot
	hold=$(($(od -An -N1 -tu1 /dev/urandom) % 20))
	while test $hold -gt 0; do
		hold=$((hold - 1))
		answers || fail "no answer in round $round"
	done
	shoot
	until_true beyond "$seen"
	until_true state_is $idle
	candidates | diff "$tmp/tree" - || fail "round $round: another result at the end"
done
ok "$rounds times two kills at random moments"
kill -HUP $pid
until_true answers
candidates | diff "$tmp/tree" - || fail "another result after SIGHUP"
ok "the same after SIGHUP"
stop $pid
sound
