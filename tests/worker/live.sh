#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The real worker under a stock snmpd: it publishes, is killed at random
# moments, comes back, and loses neither numbers nor evidence; a broken
# configuration is told and the last result stays.
. "$top_srcdir/tests/agent/lib.sh"
. "$top_srcdir/tests/examples/lib.sh"

mkdir "$tmp/estate" "$tmp/state"
cp -r "$top_srcdir/examples/estate/." "$tmp/estate"
chmod -R u+w "$tmp/estate"
conf a "dlmod decom $module" "decomConfig $tmp/estate/decom.lua" "decomStateDir $tmp/state" \
	"decomCommand $builddir/decom" "decomWorkerMemory 0"
start a

published() { test "$(generation)" -ge "$1" 2>/dev/null; }
tree() { "$builddir/decom" -c "$tmp/estate/decom.lua" -s "$tmp/state" list --all --format tsv; }
candidates() { bulk public $base.1.4.1 50 | grep -v "^$base\.1\.4\.1\.11\." ; }
worker_pid() { set -- $(cat "/proc/$pid/task/$pid/children") && test $# -gt 0 && echo "$1"; }
a_worker() { worker_pid >"$tmp/worker"; }

until_true published 1
check 'the first snapshot is served' published 1
tree >"$tmp/first"
candidates >"$tmp/first.candidates"
check 'it has candidates' test -s "$tmp/first.candidates"

# A worker that waits is killed, and the one that comes is killed somewhere in
# its run; the next one publishes, which ends the pauses between restarts.
another_worker() { worker_pid >"$tmp/worker" && test "$(cat "$tmp/worker")" != "$1"; }
round=0
while test $round -lt 4; do
	round=$((round + 1))
	until_true a_worker
	old=$(cat "$tmp/worker")
	was=$(generation)
	kill -9 "$old"
	until_true another_worker "$old"
	old=$(cat "$tmp/worker")
	left=$(($(od -An -N1 -tu1 /dev/urandom) % 20))
	while test $left -gt 0; do
		answers || fail "no answer while the worker runs"
		left=$((left - 1))
	done
	kill -9 "$old" 2>/dev/null
	candidates | diff "$tmp/first.candidates" - || fail "other candidates after kill $round"
	until_true another_worker "$old"
	until_true published $((was + 1))
done
check 'after each of 8 kills it publishes again' published 5
same() { tree | diff "$tmp/first" - ; }
check 'and nothing has changed' same
check 'restarts are counted' test "$(worker_restarts)" -ge 8

# The configuration breaks: the run fails, the reason is shown, the result stays.
echo 'sauce "x" {}' >>"$tmp/estate/decom.lua"
kill -9 "$(worker_pid)"
told() { last_error | grep -q 'decom.lua:[0-9].*sauce'; }
until_true told
check 'a broken configuration is told with file and line' told
kept() { candidates | diff "$tmp/first.candidates" - ; }
check 'and the last result stays' kept
stop "$pid"
gone() { ! kill -0 "$(cat "$tmp/worker")" 2>/dev/null; }
check 'the worker ends with snmpd' gone
sound
finish
