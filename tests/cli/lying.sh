#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# decom probe and record of agents that break the rules, and of one that is interrupted.
. "$top_srcdir/tests/replay/lib.sh"

decom=$builddir/decom
walk=$fixtures/small.snmprec
mkdir -p "$tmp/adapters" || exit 99
cat > "$tmp/adapters/turnip.lua" << 'END'
adapter "turnip" {
	format = "snmp", class = "switch", match = { oid = "1.3.6.1.4.1.32473", score = 500 },
	tables = { port = { at = "1.3.6.1.2.1.2.2.1", index = "port", columns = { speed = 5, octets = 10 } } },
	assets = { { owner = "count(port.speed) .. ' ports'" } },
}
END

# decoms STATUS COMMAND ARGUMENT...: output in $tmp/out, errors in $tmp/out.err
decoms() {
	want=$1
	shift
	"$decom" -c "$tmp/decom.lua" "$@" >"$tmp/out" 2>"$tmp/out.err"
	got=$?
	test $got -eq "$want" || fail "$*: exit $got, not $want"
}
says() { grep -qF -e "$2" "$1" || fail "not said: $2"; }

replay_start -b twice "$net.1:$port=$walk"
decoms 0 probe "$net.1:$port"
says "$tmp/out" 'match turnip 554: '
says "$tmp/out" "  owner = 3 ports  [1.3.6.1.2.1.2.2.1.5.1]"
decoms 0 record "$net.1:$port"
# What is written is what was served, but for what moves with time and place, and forms of writing.
grep -v -e '|67' -e '@' -e '|68' -e '|64' -e '^#' "$walk" | sort >"$tmp/served"
grep -v -e '|67' -e '|1\.3\.6\.1\.2\.1\.1\.5\.0' -e '|68' -e '|64' "$tmp/out" | grep -v '^1\.3\.6\.1\.2\.1\.1\.5\.0|' |
    sort >"$tmp/written"
sed 's/|4x|$/|4|/' "$tmp/served" | sort >"$tmp/expected"
cmp "$tmp/expected" "$tmp/written" || fail "$(diff "$tmp/expected" "$tmp/written")"
ok "answers that come twice"

replay_start -b null "$net.2:$port=$walk"
decoms 1 probe "$net.2:$port"
says "$tmp/out.err" "$net.2:$port: it answers, but shows nothing"
decoms 1 record "$net.2:$port"
says "$tmp/out.err" "$net.2:$port: nothing there"
ok "nothing but NULL"

replay_start -b same "$net.3:$port=$walk"
decoms 0 probe "$net.3:$port"
says "$tmp/out" 'odd: OID not increasing: '
decoms 1 record "$net.3:$port"
says "$tmp/out.err" 'perhaps not all was heard'
says "$tmp/out" '1.3.6.1.2.1.1.1.0|4|'
ok "the same OID again and again"

replay_start -b endless "$net.4:$port=$walk"
decoms 0 probe "$net.4:$port"
says "$tmp/out" 'odd: more than 4096 rows below 1.3.6.1.2.1.2.2.1.'
says "$tmp/out" '  address = '"$net.4"
ok "a table without an end"

replay_start -b garbage "$net.5:$port-2=$walk"
decoms 1 probe "$net.5:$port" "$net.6:$port"
says "$tmp/out.err" "$net.5:$port: "
says "$tmp/out.err" "$net.6:$port: "
test ! -s "$tmp/out" || fail "something was made of random bytes"
ok "random bytes"

# Interrupted, a recording is what was heard until then.
replay_start -b loss=2 "$net.7:$port=$walk"
(
	exec "$decom" -c "$tmp/decom.lua" record --output "$tmp/part.snmprec" "$net.7:$port" 2>"$tmp/out.err"
) &
recorder=$!
pids="$pids $recorder"
asked() { counts | grep -q 'answers [1-9]' && test "$(counts | awk '{ print $4 }')" -gt "$1"; }
already=$(counts | awk '{ print $4 }')
until_true asked "$already"
kill -TERM $recorder
wait $recorder
is $? 1
says "$tmp/out.err" 'perhaps not all was heard'
test -e "$tmp/part.snmprec" || fail "nothing was written"
ok "interrupted"
