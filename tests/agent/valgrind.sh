#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The module under valgrind, in a snmpd that is walked, reloaded and ended:
# no error and no lost memory in which it has a part.
. "$top_srcdir/tests/agent/lib.sh"
command -v valgrind >/dev/null && test -z "$preload" || { echo "no valgrind, or an instrumented module"; exit 77; }

worker_conf valgrind
agent=udp:127.0.0.1:$(a_port)
log=$tmp/valgrind.log
SNMPCONFPATH=$tmp/valgrind SNMP_PERSISTENT_DIR=$tmp/valgrind/state valgrind --leak-check=full \
	--show-leak-kinds=definite,possible --num-callers=30 --log-file="$tmp/report" \
	snmpd -f -r -I -smux -LF 6 "$log" "$agent" 2>"$tmp/valgrind.err" &
pid=$!
pids=$pid
until_true beyond 0
reloads() { grep -c Reconfiguring "$log"; }
has_reloaded() { test "$(reloads)" -ge "$1"; }
for round in 1 2 3; do
	is "$(bulk public $base 50 | grep -c .)" "$(grep -c . "$top_srcdir/tests/agent/small.tree")"
	kill -HUP $pid
	until_true has_reloaded $round
	until_true beyond 0
done
stop $pid
grep -q 'ERROR SUMMARY' "$tmp/report" || fail "no report"
# Of the agent itself: a worker that is ended before its exec is told with frames of the module.
! grep "^==$pid==" "$tmp/report" | grep -E 'decom|libmodel|libagent' | grep -vE 'Command:|Parent' || {
	cat "$tmp/report"
	fail "valgrind names the module"
}
ok "nothing invalid and nothing lost by the module"
