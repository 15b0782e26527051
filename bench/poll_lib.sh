# SPDX-License-Identifier: BSD-2-Clause
# For the benches of polling: agents, each with ten ports of six counters, and what decom reads
# of them.  AGENTS makes it smaller, for a look.
. "$top_srcdir/tests/replay/lib.sh"
agents=${AGENTS:-2000}
rounds=${ROUNDS:-5}
first=127.10.0.1
ports=10
errors=1.3.6.1.2.1.2.2.1
octets=1.3.6.1.2.1.31.1.1.1
columns="$errors.14 $errors.20 $octets.6 $octets.7 $octets.10 $octets.11"
usage=$builddir/bench/usage

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }

{
	printf '%s\n' '1.3.6.1.2.1.1.1.0|4|Example Turnip 9, release 3.1' \
		'1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.32473.1.9' '1.3.6.1.2.1.1.3.0|67+100|123456' \
		'1.3.6.1.2.1.1.5.0|4@|turnip-%n' '1.3.6.1.4.1.32473.9.1.0|4@|TN%n'
	for i in $(seq $ports); do
		printf '%s\n' "$errors.14.$i|65+0.01|12" "$errors.20.$i|65+0.01|7" \
			"$octets.6.$i|70+1250.$i|1000000" "$octets.7.$i|70+3.5|1000" \
			"$octets.10.$i|70+2250.$i|2000000" "$octets.11.$i|70+4.5|1000"
	done
} >"$tmp/bench.snmprec"

# The nth address, from 0.
address() { echo "127.10.$((($1 + 1) / 256)).$((($1 + 1) % 256))"; }
agents_start() {
	: >"$tmp/behaviour"
	replay_start -f "$tmp/behaviour" "$first:$port-$agents=$tmp/bench.snmprec"
	for i in $(seq 0 $((agents - 1))); do
		echo "$(address "$i"):$port"
	done >"$tmp/agents"
}
served() { counts | cut -d' ' -f 6; }
