#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# decom probe: a real agent, read by a family of our own.
. "$top_srcdir/tests/cli/functions"
. "$top_srcdir/tests/cli/snmpd.sh"

mkdir -p "$dir/adapters/devices" || exit 99
cat > "$dir/adapters/devices/snmpd-test.lua" << 'END'
adapter "snmpd-test" {
	format = "snmp",
	title = "The agent of the tests",
	class = "server",
	match = { oid = "1.3.6.1.4.1.8072", answers = "1.3.6.1.2.1.11", score = 500 },
	tables = { snmp = { at = "1.3.6.1.2.1.11", columns = { received = 1, sent = 2 } } },
	assets = { {
		owner = "system.contact",
		receive = "rate(snmp.received)",
		memory = "200 + 0 * snmp.sent",
	} },
}
END
# Fits less well
sed 's/snmpd-test/snmpd-other/; s/score = 500/score = 400/' "$dir/adapters/devices/snmpd-test.lua" \
    > "$dir/adapters/devices/snmpd-other.lua"

probe()
{
	"$decom" -c "$dir/decom.lua" probe "$@"
}

# Once, by v2c: the second credential is the one that fits
exits 0 probe "127.0.0.1:$port"
says "$dir/out" "agent 127.0.0.1:$port"
says "$dir/out" '  credential = v2'
says "$dir/out" '  sysObjectID = 1.3.6.1.4.1.8072.3.2.10'
says "$dir/out" '  sysName = probed'
says "$dir/out" 'asset ""'
says "$dir/out" '  name = probed  [1.3.6.1.2.1.1.5.0]'
says "$dir/out" '  owner = nobody  [1.3.6.1.2.1.1.4.0]'
says "$dir/out" '  class = server'
says "$dir/out" 'trouble implausible '
grep -E '^  [0-9]+ varbinds by [0-9]+ requests, ' "$dir/out" > "$dir/count" || fail 'no count'
grep '^match ' "$dir/out" | head -n 2 | cut -d : -f 1 | is 'the best first' 'match snmpd-test 654
match snmpd-other 554'
says "$dir/out" ': sysObjectID 1.3.6.1.4.1.8072.*; answers 1.3.6.1.2.1.11'
! grep -q '^  receive = ' "$dir/out" || fail 'a rate at the first look'
! grep -q '^  memory = ' "$dir/out" || fail 'memory of 200 %'

# Twice, by v3, over IPv6: our own requests are counted
exits 0 probe --twice=2 --credential v3 "[::1]:$port"
says "$dir/out" '  credential = v3'
grep -E '^  receive = [0-9.]+ B/s  \[1\.3\.6\.1\.2\.1\.11\.1\.0\]$' "$dir/out" > "$dir/rate" ||
    fail "no rate: $(cat "$dir/out")"

# Another family, as asked for
exits 0 probe --adapter snmpd-other --credential v2 "127.0.0.1:$port"
says "$dir/out" 'read by snmpd-other, as asked for'
exits 1 probe --adapter snmpd-tset "127.0.0.1:$port"
says "$dir/err" 'no device family "snmpd-tset"; did you mean "snmpd-test"?'

# For programs
exits 0 probe --format json --credential v2 "127.0.0.1:$port"
"$here/json_check" < "$dir/out" || fail 'not JSON'
says "$dir/out" '"name": "owner", "value": "nobody", "oid": "1.3.6.1.2.1.1.4.0"'
says "$dir/out" '"adapter": "snmpd-test"'

# One that is dead among those that live, and what cannot be
dead=$((port + 1))
exits 1 probe --credential v2 "127.0.0.1:$dead" "127.0.0.1:$port" nowhere.invalid "127.0.0.1:none"
says "$dir/err" "127.0.0.1:$dead: "
says "$dir/err" 'nowhere.invalid: '
says "$dir/err" "127.0.0.1:none: "
says "$dir/out" '  name = probed'
exits 1 probe --credential wrong "127.0.0.1:$port"
says "$dir/err" "127.0.0.1:$port: no answer"
! grep -r -q -e wrong-one -e open-sesame -e shibboleth -e abracadabra "$dir/err" || fail 'a secret is told'
exits 1 probe --format json --credential v2 "127.0.0.1:$dead"
"$here/json_check" < "$dir/out" || fail 'not JSON'
says "$dir/out" '"error": '

# Without a configuration
exits 1 "$decom" -c "$dir/none.lua" probe "127.0.0.1:$dead"
says "$dir/err" 'no configuration: trying community "public" by version 2c'

exits 2 probe
exits 2 probe --twice=1 "127.0.0.1:$port"
exits 2 probe --format xml "127.0.0.1:$port"
finish
