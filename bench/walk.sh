#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# CPU of the agent for a walk of one column of many candidates, in decom's
# table and behind net-snmp's table_container helper, in turns in one snmpd.
. "$top_srcdir/bench/agent_lib.sh"
rows=${ROWS:-100000}

mkdir "$tmp/state"
"$helpers/make_snapshot" "$tmp/state/snapshot" 1 "$rows" || exit 1
export DECOM_BENCH_SNAPSHOT="$tmp/state/snapshot"
conf walk "dlmod decom $module" "decomStateDir $tmp/state" 'decomCommand ""' \
	"dlmod container_module $builddir/bench/.libs/container_module.so"
start walk
until_true serves 1
for round in $(seq "$rounds"); do
	ours=$(walk_cpu $pid $base.1.4.1.1 "$rows") || exit 1
	theirs=$(walk_cpu $pid $base.1.99.1.1 "$rows") || exit 1
	awk -v a="$ours" -v b="$theirs" 'BEGIN { print a / b }'
done >"$tmp/ratios"
printf 'walk\t%.2f\t0.5\tagent CPU of walking a column of %s candidates by GETBULK 50 against the same rows behind table_container, median of %s\n' \
	"$(median <"$tmp/ratios")" "$rows" "$rounds"
