#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The replay agent says what the file says, to net-snmp's own tools.
. "$top_srcdir/tests/replay/lib.sh"
replay_start -f /dev/null "$net.1:$port-4=$fixtures/small.snmprec" \
	"$net.9:$port=$fixtures/moving.snmprec" "[::1]:$((20000 + $$ % 10000))=$fixtures/small.snmprec"
agent=$net.2:$port
moving=$net.9:$port

cat >"$tmp/expected" <<end
.1.3.6.1.2.1.1.1.0 = STRING: "Example Turnip 9, release 3.1"
.1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.32473.1.9
.1.3.6.1.2.1.1.4.0 = ""
.1.3.6.1.2.1.1.5.0 = STRING: "turnip-1 at $net.2"
.1.3.6.1.2.1.2.1.0 = INTEGER: 3
.1.3.6.1.2.1.2.2.1.1.1 = INTEGER: 1
.1.3.6.1.2.1.2.2.1.1.2 = INTEGER: 2
.1.3.6.1.2.1.2.2.1.1.300 = INTEGER: 300
.1.3.6.1.2.1.2.2.1.5.1 = Gauge32: 4294967295
.1.3.6.1.2.1.2.2.1.5.2 = Gauge32: 1000000000
.1.3.6.1.2.1.2.2.1.5.300 = Gauge32: 0
.1.3.6.1.2.1.2.2.1.6.1 = Hex-STRING: 02 00 5E 10 FF AB 
.1.3.6.1.2.1.2.2.1.6.2 = Hex-STRING: 00 
.1.3.6.1.2.1.2.2.1.6.300 = ""
.1.3.6.1.2.1.2.2.1.10.1 = Counter32: 4294967295
.1.3.6.1.2.1.2.2.1.10.2 = Counter32: 128
.1.3.6.1.2.1.2.2.1.10.300 = Counter32: 127
.1.3.6.1.2.1.4.20.1.1.192.0.2.9 = IpAddress: 192.0.2.9
.1.3.6.1.2.1.31.1.1.1.6.1 = Counter64: 18446744073709551615
.1.3.6.1.2.1.31.1.1.1.6.2 = Counter64: 9223372036854775808
.1.3.6.1.4.1.32473.9.1.0 = INTEGER: -1
.1.3.6.1.4.1.32473.9.2.0 = INTEGER: -2147483648
.1.3.6.1.4.1.32473.9.3.0 = Opaque: Float: 12.500000
.1.3.6.1.4.1.32473.9.4.0 = OID: .0.0
.1.3.6.1.4.1.32473.9.5.4294967295.16384.0 = INTEGER: 128
end
rows() { grep -v -e '^\.1\.3\.6\.1\.2\.1\.1\.3\.0 = ' -e 'No more variables' -e '^End of MIB'; }
same() { cmp -s "$tmp/$1" "$tmp/$2" || { diff "$tmp/$1" "$tmp/$2"; fail "$3"; }; }

for repetitions in 1 7 50; do
	snmpbulkwalk -v2c -c public -Cr$repetitions -On "$agent" .1 | rows >"$tmp/bulk"
	same expected bulk "snmpbulkwalk -Cr$repetitions"
done
snmpwalk -v2c -c public -On "$agent" .1 | rows >"$tmp/next"
same expected next "snmpwalk -v2c"
ok "GETBULK and GETNEXT: the file's rows, each type, nothing else"

grep -v Counter64 "$tmp/expected" >"$tmp/expected1"
snmpwalk -v1 -c public -On "$agent" .1 2>&1 | rows >"$tmp/next1"
same expected1 next1 "snmpwalk -v1"
ok "version 1: the same but for Counter64"

snmpget -v2c -c public -On "$agent" $(sed 's/ =.*//' "$tmp/expected") >"$tmp/get"
same expected get "snmpget"
is "$(snmpget -v2c -c public -On "$agent" .1.3.6.1.2.1.2.2.1.1.3 .1.3.6.1.2.1.7.1.0)" \
".1.3.6.1.2.1.2.2.1.1.3 = No Such Instance currently exists at this OID
.1.3.6.1.2.1.7.1.0 = No Such Object available on this agent at this OID"
is "$(snmpgetnext -v2c -c public -On "$agent" .1.3.6.1.2.1.2.2.1.1.2 .1.3.6.1.4.1.32474)" \
".1.3.6.1.2.1.2.2.1.1.300 = INTEGER: 300
.1.3.6.1.4.1.32474 = No more variables left in this MIB View (It is past the end of the MIB tree)"
is "$(snmpbulkget -v2c -c public -Cn1 -Cr2 -On "$agent" .1.3.6.1.2.1.2.1 .1.3.6.1.2.1.2.2.1.5 .1.3.6.1.4.1.32473.9.5)" \
".1.3.6.1.2.1.2.1.0 = INTEGER: 3
.1.3.6.1.2.1.2.2.1.5.1 = Gauge32: 4294967295
.1.3.6.1.4.1.32473.9.5.4294967295.16384.0 = INTEGER: 128
.1.3.6.1.2.1.2.2.1.5.2 = Gauge32: 1000000000
.1.3.6.1.4.1.32473.9.5.4294967295.16384.0 = No more variables left in this MIB View (It is past the end of the MIB tree)"
ok "GET, exceptions, non-repeaters, the end of the view"

is "$(ask -1 "$agent" get 1.3.6.1.2.1.2.1.0 1.3.6.1.2.1.31.1.1.1.6.1 | head -n 1)" "from it id 1 error 2,2"
is "$(ask -1 "$agent" next 1.3.6.1.2.1.4.20.1.1.192.0.2.9 | tail -n 1)" "1.3.6.1.4.1.32473.9.1.0 integer -1"
is "$(ask -1 "$agent" next 1.3.6.1.4.1.32474)" "from it id 1 error 2,1
1.3.6.1.4.1.32474 null"
is "$(ask "$agent" set 1.3.6.1.2.1.2.1.0 | head -n 1)" "from it id 1 error 17,1"
is "$(ask -w "$agent" "$agent" -c secret get 1.3.6.1.2.1.2.1.0)" silence
is "$(ask -w "$agent" "$agent" -1 bulk 1.3.6.1.2.1.2.1.0)" silence
ok "version 1 errors, SET, a wrong community, GETBULK where there is none"

is "$(snmpget -v2c -c public -Oqv "udp6:[::1]:$((20000 + $$ % 10000))" .1.3.6.1.2.1.1.5.0)" '"turnip-0 at ::1"'
ok "IPv6"

# Whatever time it is, what is seen twice moved by as much as the uptime says.
look() {
	ask "$moving" get 1.3.6.1.2.1.1.3.0 1.3.6.1.2.1.2.2.1.10.1 1.3.6.1.2.1.31.1.1.1.6.1 \
		1.3.6.1.4.1.32473.9.1.0 1.3.6.1.6.3.10.2.1.2.0 | sed 1d | awk '{ print $NF }'
}
ticks_moved() { test "$(look | head -n 1)" != "$start"; }
start=$(look | head -n 1)
until_true ticks_moved
look | awk 'NR == 1 { s = ($1 - 4294960000 + 4294967296) % 4294967296 / 100 }
	NR == 2 { bad += $1 >= 4294967296 }
	NR == 3 { bad += $1 < s * 999e9 - 1e6 || $1 > (s + 1) * 1001e9 }
	NR == 4 { bad += $1 > 5 - s * 999 || $1 < 5 - (s + 1) * 1001 }
	NR == 5 { bad += $1 != 41 }
	END { exit bad > 0 || NR != 5 }' || fail "moving: $(look | tr '\n' ' ')"
ok "counters move with the agent's clock and wrap"

is "$(counts | awk '{ print ($2 > 30) + ($4 > 30) + ($6 > 100) }')" 3
replay_stop || fail "status $? at SIGTERM"
ok "it counts what it was asked, and ends at SIGTERM"

sh -c : | "$builddir/tests/replay/replay" "$net.2:$port=$fixtures/small.snmprec" >"$tmp/end" 2>&1
is "$? $(cat "$tmp/end")" "0 ready"
ok "it ends with its stdin"

bad() {
	want=$1
	shift
	"$builddir/tests/replay/replay" "$@" </dev/null >"$tmp/out" 2>"$tmp/err" && fail "taken: $*"
	grep -q -e "$want" "$tmp/err" || fail "$*: $(cat "$tmp/err")"
}
printf '1.3.6.1|2|1\n1.3.6.1|4|a\n' >"$tmp/twice.snmprec"
printf '1.3.6.1|2|1\n1.3.6.2|2|x\n' >"$tmp/bad.snmprec"
bad 'an OID is there twice' "$net.3:$port=$tmp/twice.snmprec"
bad 'bad.snmprec:2: no row' "$net.3:$port=$tmp/bad.snmprec"
bad 'none.snmprec: No such file' "$net.3:$port=$tmp/none.snmprec"
bad 'no address' "$net.300:$port=$fixtures/small.snmprec"
bad 'Cannot assign' "192.0.2.1:$port=$fixtures/small.snmprec"
bad usage: -b nonsense "$net.3:$port=$fixtures/small.snmprec"
echo "* loss=x" >"$tmp/behaviour"
bad 'behaviour:1: no behaviour' -f "$tmp/behaviour" "$net.3:$port=$fixtures/small.snmprec"
ok "what makes no sense is an error"
