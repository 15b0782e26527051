#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The CPU of polling, against a snmpbulkget per agent and against collectd.
. "$top_srcdir/bench/poll_lib.sh"
agents_start
all=$((agents * ports * 6))

# ours: CPU seconds of a round, one a line; the first, which learns who they are, is left out.
ours() {
	estate all "$agents"
	refresh all >/dev/null
	for i in $(seq "$rounds"); do
		sleep 2 # so that counters have moved, and there are rates to store
		before=$(served)
		refresh all
		got=$(($(served) - before))
		test "$got" -ge "$all" || fail "$got varbinds, not $all"
	done
}

bulkget() {
	"$usage" xargs -P8 -I{} snmpbulkget -v2c -c public -m "" -Cr$ports -On {} $columns \
		<"$tmp/agents" 2>"$tmp/usage" >"$tmp/answers"
	test "$(wc -l <"$tmp/answers")" = $all || fail "snmpbulkget did not get everything"
	tail -n 1 "$tmp/usage" | cut -d' ' -f 1
}

mine=$(ours | median)
decom all refresh >"$tmp/said" || fail "decom refresh"
grep -q "^1 sources, 0 not ok; $agents records" "$tmp/said" || fail "$(cat "$tmp/said")"
theirs=$(bulkget)
printf 'poll\t%s\t0.05\tCPU of a decom refresh of %s agents, %s varbinds each (%s s) against snmpbulkget by xargs -P8 (%s s)\n' \
	"$(ratio "$mine" "$theirs")" "$agents" $((ports * 6)) "$mine" "$theirs"

# collectd: the same columns of the same agents, by GETBULK of as many rows as there are.
collectd=$(PATH=$PATH:/usr/sbin command -v collectd)
plugins=$(dirname "$(ls /usr/lib/collectd/snmp.so /usr/lib/*/collectd/snmp.so 2>/dev/null | head -n 1)")
if test -z "$collectd" || ! test -e "$plugins/snmp.so"; then
	echo "poll-collectd: not measured: no collectd with its snmp plugin (package collectd-core)" >&2
	exit 0
fi
interval=${INTERVAL:-5}
data() { # NAME TYPE OID OID
	printf '<Data %s>\nType %s\nTable true\nValues "%s" "%s"\n</Data>\n' "$1" "$2" "$3" "$4"
}
mkdir "$tmp/collectd"
# collectd_start AGENTS: polls so many of them from now on; $daemon is its process.
collectd_start() {
	{
		printf '%s\n' 'Hostname "bench"' 'FQDNLookup false' "Interval $interval" \
			"BaseDir \"$tmp/collectd\"" "PIDFile \"$tmp/collectd/pid\"" "PluginDir \"$plugins\"" \
			'TypesDB "/usr/share/collectd/types.db"' 'ReadThreads 8' 'LoadPlugin logfile' \
			'<Plugin logfile>' 'LogLevel "warning"' "File \"$tmp/collectd.log\"" '</Plugin>' \
			'LoadPlugin snmp' '<Plugin snmp>'
		data octets if_octets $octets.6 $octets.10
		data packets if_packets $octets.7 $octets.11
		data errors if_errors $errors.14 $errors.20
		head -n "$1" "$tmp/agents" | while read -r agent; do
			printf '<Host "%s">\nAddress "%s"\nVersion 2\nCommunity "public"\nBulkSize %s\nCollect octets packets errors\n</Host>\n' \
				"${agent%:*}" "$agent" "${BULK:-$ports}"
		done
		echo '</Plugin>'
	} >"$tmp/collectd.conf"
	before=$(served)
	"$collectd" -f -C "$tmp/collectd.conf" >"$tmp/collectd.out" 2>&1 &
	daemon=$!
	pids="$pids $daemon"
}
collectd_stop() { kill "$daemon" && wait "$daemon"; }

# A round as the worker does it, between two runs.
estate worker "$agents"
round=$("$builddir/bench/poll_round" "$tmp/worker/decom.lua" "$tmp/worker/state" "$rounds" | median)
test -n "$round" || fail "no round"

ticks() { awk '{ print $14 + $15 }' "/proc/$daemon/stat"; }
polled() { test $(($(served) - before)) -ge "$1"; }
# What one round makes of one agent: more than was asked for, as columns end in other objects.
collectd_start 1
until_true polled $((ports * 6))
sleep 1
each=$(($(served) - before))
collectd_stop
collectd_start "$agents"
until_true polled $((each * agents))
sleep "$interval"
from=$(ticks) before=$(served)
sleep $((interval * rounds))
to=$(ticks)
got=$(($(served) - before))
test $got -ge $((each * agents * rounds * 95 / 100)) ||
	fail "collectd was served $got varbinds, not $each of each agent in $rounds rounds: $(tail -n 3 "$tmp/collectd.log")"
collectd_stop
theirs=$(awk -v t=$((to - from)) -v n="$rounds" -v hz="$(getconf CLK_TCK)" 'BEGIN { print t / hz / n }')
printf 'poll-collectd\t%s\t0.5\tCPU of a round of polls in the worker (%s s), kept and evaluated, against a round of collectd (%s s)\n' \
	"$(ratio "$round" "$theirs")" "$round" "$theirs"
