#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A worker that publishes without a pause is killed at random moments: each
# answer comes from a whole snapshot, and after each kill newer ones follow.
. "$top_srcdir/tests/agent/lib.sh"
rounds=${ROUNDS:-30}

behaviour=publish
worker_conf kill
start kill
until_true beyond 0
sed "s/^/$base/" "$top_srcdir/tests/agent/small.tree" | grep -v "^$base.1.1" >"$tmp/tree"
whole() { bulk public $base.1.2 50; walk_rest; }
walk_rest() { for t in 3 4 5 6 7 8; do bulk public $base.1.$t 50; done; }

round=0
while test $round -lt "$rounds"; do
	round=$((round + 1))
	old=$(worker_pid)
	seen=$(generation)
	# Some hundred microseconds to some ten milliseconds from here.
	hold=$(($(od -An -N1 -tu1 /dev/urandom) % 8))
	while test $hold -gt 0; do
		hold=$((hold - 1))
		answers || fail "no answer in round $round"
	done
	kill -9 "$old"
	whole | sed 's/ *$//' | diff "$tmp/tree" - || fail "round $round: not the whole tree"
	until_true is_new_worker "$old"
	until_true beyond "$seen"
done
test "$(worker_restarts)" -ge "$rounds" || fail "restarts: $(worker_restarts)"
ok "$rounds kills at random moments"
stop $pid
sound
