#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Each way in which the replay agent misbehaves, looked at byte by byte: a test of the poller
# that provokes nothing would always pass.
. "$top_srcdir/tests/replay/lib.sh"
replay_start -f /dev/null "$net.1:$port=$fixtures/small.snmprec" \
	"$net.2:$port=$fixtures/small.snmprec" "$net.9:$port=$fixtures/moving.snmprec"
replay_stop
: >"$tmp/behaviour"
replay_start -f "$tmp/behaviour" "$net.1:$port=$fixtures/small.snmprec" \
	"$net.2:$port=$fixtures/small.snmprec" "$net.9:$port=$fixtures/moving.snmprec"
agent=$net.1:$port
other=$net.2:$port
if=1.3.6.1.2.1.2
uptime=1.3.6.1.2.1.1.3.0
number=$if.1.0

now() { behave "$net.1 $*"; }
heads() { grep -e '^from' -e '^silence' -e '^no SNMP'; }
ids() { awk '/^from/ { printf "%s ", $(NF - 2) }'; }
good="from it id 1 error 0,0"
# shown WHAT EXPECTED ASK-ARGUMENT...
shown() {
	what=$1 expected=$2
	shift 2
	got=$(ask "$@")
	test "$got" = "$expected" || fail "$what: got '$got', not '$expected'"
	is "$(ask "$other" get $number)" "$good
$number integer 3"
	ok "$what"
}

now only=1
is "$(ask -w "$other" "$agent" get $number)" silence
shown "only version 1" "$good
$number integer 3" -1 "$agent" get $number
now only=2
is "$(ask -w "$other" -1 "$agent" get $number)" silence
shown "only version 2c" "$good
$number integer 3" "$agent" get $number
now community=secret
is "$(ask -w "$other" "$agent" get $number)" silence
shown "a community of its own" "$good
$number integer 3" -c secret "$agent" get $number
now silent
shown silent silence -w "$other" "$agent" get $number
now dies=2
is "$(ask -n 2 "$agent" get $number | heads)" "$good
from it id 2 error 0,0"
shown "dies after two answers" silence -w "$other" "$agent" get $number
now loss=3
is "$(ask -w "$other" -n 7 -a 5 "$agent" get $number | ids)" "1 2 4 5 7 "
ok "every third is lost"
now delay=1000
is "$(ask -w "$other" "$agent" get $number)" silence
shown "late, and nobody else is" "$good
$number integer 3" "$agent" get $number
now reorder
is "$(ask -n 4 "$agent" get $number | ids)" "2 1 4 3 "
ok "answers in the wrong order"
now twice
is "$(ask -a 2 "$agent" get $number | heads)" "$good
$good"
ok "each answer twice"
now port
shown "from another port" "from another port id 1 error 0,0
$number integer 3" "$agent" get $number
now address
shown "from another address" "from another address id 1 error 0,0
$number integer 3" "$agent" get $number
now id=7 every=2
is "$(ask -n 4 "$agent" get $number | ids)" "1 9 3 11 "
ok "another request id, every other time"
now pdu=160
shown "a request for an answer" "no SNMP" "$agent" get $number
now stale
is "$(ask -n 1 "$agent" get $number; ask "$agent" get $if.2.1.1.1)" "$good
$number integer 3
$good
$number integer 3"
ok "what was asked for before"

now size=100
is "$(ask "$agent" bulk $if.2.1.1 | heads)" "$good"
is "$(ask -R 50 "$agent" bulk $if.2.1.1 | grep -c integer)" 3
shown "tooBig where a GET does not fit the size" "from it id 1 error 1,0" \
	"$agent" get $number $number $number $number $number
is "$(ask -1 "$agent" get $number $number $number | heads)" "$good"
now toobig=3
is "$(ask "$agent" get $number $number $number | grep -c 'integer 3')" 3
is "$(ask -N 1 -R 3 "$agent" bulk $number $number)" "from it id 1 error 1,0"
shown "tooBig above three varbinds" "from it id 1 error 1,0" -R 4 "$agent" bulk $number
now toobig=1
shown "tooBig in version 1 has the varbinds" "from it id 1 error 1,0
$number null
$number null" -1 "$agent" get $number $number
now truncate=2
shown "at most two varbinds" "$good
$number integer 3
$if.2.1.1.1 integer 1" "$agent" get $number $if.2.1.1.1 $if.2.1.1.2
is "$(ask "$agent" bulk $if.2.1.1 | wc -l)" 3
now cut=30
shown "cut off" "no SNMP" "$agent" get $number
now error
shown genErr "from it id 1 error 5,1
$number null" "$agent" get $number
now error=16 index=99
shown "authorizationError, an index beyond the end" "from it id 1 error 16,99
$number null" "$agent" get $number
now garbage=3
is "$(ask -n 20 "$agent" get $number | heads | sort -u)" "no SNMP"
ok "random bytes"
now flip=3
is "$(ask -n 20 "$agent" bulk $number | sort | uniq -c | awk '$1 == 20' | wc -l)" 0
ok "some bits are wrong in each answer"

now same
shown "the very OID that was asked for" "$good
$if.2.1.5.1 66 4294967295" "$agent" next $if.2.1.5.1
now backwards
shown "rows in falling order" "$good
$if.2.1.5.1 66 4294967295
$if.2.1.1.300 integer 300
$if.2.1.1.2 integer 2" -R 3 "$agent" bulk $if.2.1.5
now loop=12
is "$(ask -R 24 "$agent" bulk 1 | sort | uniq -c | awk '$1 == 2' | wc -l)" 12
ok "a loop of twelve rows"
now endless
shown "rows without end" "$good
$if.2.1.1.1 integer 1
$if.2.1.1.2 integer 1
$if.2.1.1.3 integer 1
$if.2.1.1.4 integer 1" -R 4 "$agent" bulk $if.2.1.1
shown "rows without end beyond those there are" "$good
$if.2.1.1.3000000000 integer 300" "$agent" next $if.2.1.1.2999999999
is "$(ask -R 900 "$agent" bulk $if.2.1.1 | sort -u | wc -l)" 901
now deep
is "$(ask -R 140 "$agent" bulk $if.2.1.1 | awk '{ print gsub(/\./, "") }' | tail -n 1)" 149
is "$(ask -R 3 "$agent" bulk $if.2.1.1)" "$good
$if.2.1.1.1 integer 1
$if.2.1.1.1.1 integer 1
$if.2.1.1.1.1.1 integer 1"
ok "deeper and deeper, beyond 128 arcs"
now skip=2
is "$(ask -R 2 "$agent" bulk $if.2.1.1 | wc -l)" 3
shown "rows left out" "$good
$if.2.1.1.1 integer 1
$if.2.1.1.300 integer 300
$if.2.1.5.1 66 4294967295" -R 3 "$agent" bulk $if.2.1.1
now shuffle
shown "varbinds in reverse order" "$good
$if.2.1.1.300 integer 300
$if.2.1.1.2 integer 2
$if.2.1.1.1 integer 1" -R 3 "$agent" bulk $if.2.1.1
now other
shown "another object than was asked for" "$good
$if.2.1.1.1 integer 1" "$agent" get $number
now huge
shown "a text of 60,000 octets" "$good
$number 4 60000 octets" "$agent" get $number
is "$(ask -R 5 "$agent" bulk $number | wc -l)" 2
now huge=300
is "$(ask -R 50 "$agent" bulk $if.2.1.1 | grep -c '4 300 octets')" 20
now wrongtype
shown "texts for numbers, numbers for texts" "$good
1.3.6.1.2.1.1.1.0 integer 7
1.3.6.1.2.1.1.2.0 integer 7
$uptime 4 wrong
$number 4 wrong" "$agent" get 1.3.6.1.2.1.1.1.0 1.3.6.1.2.1.1.2.0 $uptime $number
now null
shown "NULL for everything" "$good
$number null" "$agent" get $number

# Two rules for one agent add up, "*" is for all, a line that is wrong changes nothing.
behave "$net.1:$port truncate=1" "$net.1:$((port + 1)) silent" "# $net.1 silent" "" "* id=1" "$net.1-2 id=2"
is "$(ask "$agent" get $number $number)" "from it id 3 error 0,0
$number integer 3"
printf '%s\n' "* silent" "* nonsense" >"$tmp/behaviour"
kill -USR1 "$replay"
until_true said_more "not reloaded" "$of" 0
is "$(ask "$agent" get $number $number)" "from it id 3 error 0,0
$number integer 3"
ok "rules add up; a wrong line changes nothing"

# A restart: uptime and counters begin again, boots count it; a reload does not undo it.
moving=$net.9:$port
boots() { ask "$moving" get 1.3.6.1.6.3.10.2.1.2.0 | awk 'END { print $3 }'; }
is "$(boots)" 41
behave "$net.9 restart"
is "$(boots)" 42
is "$(ask "$moving" get $uptime 1.3.6.1.2.1.31.1.1.1.6.1 | awk 'NR > 1 { n += $3 < 60e12 } END { print n }')" 2
behave ""
is "$(boots)" 42
behave "$net.9 restart"
is "$(boots)" 43
ok "restarts"
replay_stop || fail "status $? at SIGTERM"
