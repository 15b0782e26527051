# SPDX-License-Identifier: BSD-2-Clause
# For the benches that need a real snmpd.
. "$top_srcdir/tests/agent/lib.sh"
rounds=${ROUNDS:-5}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# CPU of a process so far, in microseconds: by the scheduler's own account, as
# the clock ticks of /proc/PID/stat are too coarse for one walk.
cpu_of() {
	if test -r "/proc/$1/schedstat"; then
		awk '{ printf "%d\n", $1 / 1000 }' "/proc/$1/schedstat"
	else
		awk -v hz="$(getconf CLK_TCK)" '{ printf "%d\n", ($14 + $15) * 1000000 / hz }' "/proc/$1/stat"
	fi
}

# walk_cpu PID OID ROWS: CPU in microseconds of the agent at $agent for a walk of one column.
walk_cpu() {
	before=$(cpu_of "$1")
	rows=$(snmpbulkwalk -v2c -c public -Cr50 -On "$agent" "$2" | grep -c ' = STRING')
	test "$rows" = "$3" || fail "$rows rows, not $3"
	echo $(($(cpu_of "$1") - before))
}
