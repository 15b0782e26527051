# SPDX-License-Identifier: BSD-2-Clause
# For the benches of polling: agents, each with ten ports of six counters, and what decom reads
# of them.  AGENTS makes it smaller, for a look.
. "$top_srcdir/tests/replay/lib.sh"
agents=${AGENTS:-2000}
rounds=${ROUNDS:-5}
network=127.$((128 + $$ % 100))
first=$network.0.1
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
address() { echo "$network.$((($1 + 1) / 256)).$((($1 + 1) % 256))"; }
agents_start() {
	: >"$tmp/behaviour"
	replay_start -f "$tmp/behaviour" "$first:$port-$agents=$tmp/bench.snmprec"
	for i in $(seq 0 $((agents - 1))); do
		echo "$(address "$i"):$port"
	done >"$tmp/agents"
}
served() { counts | cut -d' ' -f 6; }

# estate NAME AGENTS: a configuration that polls so many of them, in $tmp/NAME.
estate() {
	mkdir -p "$tmp/$1/adapters"
	chmod 700 "$tmp/$1"
	head -n "$2" "$tmp/agents" >"$tmp/$1/agents.txt"
	cat >"$tmp/$1/decom.lua" <<-'end'
		currency "USD"
		site "DC1" { exit_date = "2027-03-31", pue = 1.6, tariff = 0.12 }
		credential "bench" { version = 2, community = "public" }
		source "bench" { adapter = "snmp", agents = { file = "agents.txt" }, credential = "bench", every = "5m" }
		policy "idle-quarter"
	end
	cat >"$tmp/$1/adapters/turnip.lua" <<-end
		adapter "turnip" {
		  format = "snmp", title = "Agents of the bench", class = "server", vendor = "Example",
		  match = { oid = "1.3.6.1.4.1.32473.1.9" },
		  pace = { first = 66 },
		  tables = {
		    unit   = { at = "1.3.6.1.4.1.32473.9", every = "1d", columns = { serial = 1 } },
		    errors = { at = "$errors", index = "port", columns = { received = 14, sent = 20 } },
		    octets = { at = "$octets", index = "port",
		               columns = { received = 6, receivedpackets = 7, sent = 10, sentpackets = 11 } },
		  },
		  assets = {
		    { serial = "unit.serial",
		      receive = "sum(rate(octets.received))", transmit = "sum(rate(octets.sent))",
		      checks = {
		        { "receive", most = "65536 * sum(rate(octets.receivedpackets)) + 1e9 * sum(errors.received)" },
		        { "transmit", most = "65536 * sum(rate(octets.sentpackets)) + 1e9 * sum(errors.sent)" },
		      } },
		  },
		}
	end
}
decom() { # NAME ARGUMENT...
	name=$1
	shift
	"$builddir/decom" -c "$tmp/$name/decom.lua" -s "$tmp/$name/state" "$@"
}
# CPU seconds of a refresh of that estate.
refresh() {
	"$usage" "$builddir/decom" -c "$tmp/$1/decom.lua" -s "$tmp/$1/state" refresh --quiet 2>&1 >/dev/null |
		tail -n 1 | cut -d' ' -f 1
}
