#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Agents that lie, through the whole of decom refresh: each costs a finding that names it, none
# costs the honest ones anything, and nothing grows without bounds.
. "$top_srcdir/tests/adapters/snmp/peers_lib.sh"
decom=$builddir/decom
errors=1.3.6.1.2.1.2.2.1
octets=1.3.6.1.2.1.31.1.1.1
{
	printf '%s\n' '1.3.6.1.2.1.1.1.0|4|Example Turnip 9' '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.32473.1.9' \
		'1.3.6.1.2.1.1.3.0|67+100|123456' '1.3.6.1.2.1.1.5.0|4@|turnip-%n' '1.3.6.1.4.1.32473.9.1.0|4@|TN%n'
	for port_index in $(seq 10); do
		printf '%s\n' "$errors.14.$port_index|65+1|12" "$octets.6.$port_index|70+1250.5|1000000" \
			"$octets.10.$port_index|70+2250.5|2000000"
	done
} >"$tmp/walk.snmprec"
mkdir -p "$tmp/adapters"
cat >"$tmp/adapters/turnip.lua" <<end
adapter "turnip" {
  format = "snmp", title = "Invented", class = "server", vendor = "Example",
  match = { oid = "1.3.6.1.4.1.32473.1.9" },
  pace = { first = 20, budget = "20s" },
  tables = {
    unit = { at = "1.3.6.1.4.1.32473.9", columns = { serial = 1 } },
    errors = { at = "$errors", index = "port", columns = { received = 14 } },
    octets = { at = "$octets", index = "port", columns = { received = 6, sent = 10 } },
  },
  assets = { { serial = "unit.serial",
    receive = "sum(rate(octets.received))", transmit = "sum(rate(octets.sent)) + 0 * sum(rate(errors.received))" } },
}
end
cat >"$tmp/lies" <<end
silent => no answer
dies=1 => no answer\|not through\|fell silent
port => no answer
id => to something else
cut=40 => cannot\|not with SNMP
garbage=3 => not with SNMP
error => (5) at GET
error=1 => (1) at GET
stale => not increasing\|answered with\|more varbinds
other => was answered with
shuffle => answered with\|not increasing
same => not increasing
backwards => not increasing
endless => more than .* rows
deep => $octets\|$errors
endless huge=2000 => more than
flip=3 => .
end
cat >"$tmp/values" <<end
wrongtype => $octets
huge => $octets
null => nothing of what was asked
end
n=$(wc -l <"$tmp/lies")
: >"$tmp/behaviour"
replay_start -f "$tmp/behaviour" "$net.1:$port-$((n + 2))=$tmp/walk.snmprec"
cat >"$tmp/decom.lua" <<end
currency "USD"
site "DC1" { exit_date = "2027-03-31", pue = 1.6, tariff = 0.12 }
credential "bench" { version = 2, community = "public" }
source "turnips" { adapter = "snmp", credential = "bench",
  agents = { $(for i in $(seq $((n + 2))); do printf '"%s.%s:%s", ' "$net" "$i" "$port"; done) } }
policy "idle-quarter"
end

refresh() {
	"$usage" "$decom" -c "$tmp/decom.lua" -s "$tmp/state" refresh --quiet >"$tmp/said" 2>"$tmp/said.err"
	is "$(tail -n 1 "$tmp/said.err" | cut -d' ' -f 3)" 0
	peak=$(tail -n 1 "$tmp/said.err" | cut -d' ' -f 2)
	! grep -e Sanitizer -e 'runtime error' "$tmp/said.err" || fail "refresh"
	"$decom" -c "$tmp/decom.lua" -s "$tmp/state" list --table finding --format tsv --fields kind,file,message >"$tmp/findings"
	"$decom" -c "$tmp/decom.lua" -s "$tmp/state" list --all --format tsv --fields name,serial,vendor >"$tmp/assets"
}
refresh
is "$(grep -c -e "$net" "$tmp/findings")" 0
is "$(grep -c 'turnip-.*TN.*Example' "$tmp/assets")" $((n + 2))
cp "$tmp/assets" "$tmp/honest"
usual=$peak
ok "$((n + 2)) honest agents, no finding"

# lie FILE: the agents behind the first do, one a line; each is named, and no other.
lie() {
	i=1
	while read -r line; do
		i=$((i + 1))
		echo "$net.$i ${line% => *}"
	done <"$1" >"$tmp/rules"
	behave "$(cat "$tmp/rules")"
	refresh
	i=1
	while read -r line; do
		i=$((i + 1))
		grep -e "$net.$i:" "$tmp/findings" >"$tmp/of"
		grep -q -e "${line#* => }" "$tmp/of" ||
			fail "${line% => *}: no finding says ${line#* => }: $(cat "$tmp/of")"
		test "$(wc -l <"$tmp/of")" -le 20 || fail "${line% => *}: $(wc -l <"$tmp/of") findings"
		ok "${line% => *}: $(wc -l <"$tmp/of") findings"
	done <"$1"
	for honest in 1 $(seq $((i + 1)) $((n + 2))); do
		is "$(grep -c -e "$net.$honest:" "$tmp/findings")" 0
	done
	ok "nothing is said of the honest"
	test "$sanitized" -gt 0 || test "$peak" -le $((usual + 33554432)) ||
		fail "$peak bytes, $usual are usual"
	ok "memory is bounded"
}
lie "$tmp/lies"
cmp -s "$tmp/assets" "$tmp/honest" || { diff "$tmp/assets" "$tmp/honest"; fail "assets have changed"; }
ok "what breaks the protocol changes no asset"
lie "$tmp/values"
is "$(cut -f 1 "$tmp/assets" | sort)" "$(cut -f 1 "$tmp/honest" | sort)"
ok "values that are none make no asset go"
