#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# CPU of the agent per row of a walk, at a million candidates and at a
# hundred thousand; two agents, in turns.
. "$top_srcdir/bench/agent_lib.sh"
few=100000
many=${MANY_ROWS:-1000000}

agent_with() { # NAME ROWS: sets $agent and $pid
	mkdir "$tmp/$1.state"
	"$helpers/make_snapshot" "$tmp/$1.state/snapshot" 1 "$2" || exit 1
	conf "$1" "dlmod decom $module" "decomStateDir $tmp/$1.state" 'decomCommand ""'
	start "$1"
	until_true serves 1
}
agent_with few "$few"
few_agent=$agent few_pid=$pid
agent_with many "$many"
many_agent=$agent many_pid=$pid

# The large estate has sites of 100,000: a walk of one is as long as that of the
# small estate, and the two take turns.
site=0
for round in $(seq "${ROUNDS:-30}"); do
	site=$((site % (many / few) + 1))
	agent=$many_agent
	a=$(walk_cpu $many_pid $base.1.4.1.1.$site "$few") || exit 1
	agent=$few_agent
	b=$(walk_cpu $few_pid $base.1.4.1.1.1 "$few") || exit 1
	awk -v a="$a" -v b="$b" 'BEGIN { print a / b }'
done >"$tmp/ratios"
printf 'scale\t%.2f\t1.1\tagent CPU per row of a walk by GETBULK 50 at %s candidates against that at %s, median of %s\n' \
	"$(median <"$tmp/ratios")" "$many" "$few" "${ROUNDS:-30}"
