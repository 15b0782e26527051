#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Agents that lie, lose or break what they say.  Each costs a clear word, a bounded number of
# requests and bounded memory; two honest agents in the same run hear none of it.
. "$top_srcdir/tests/adapters/snmp/peers_lib.sh"
table=1.3.6.1.4.1.32473.9.7.1
name=1.3.6.1.2.1.1.5.0
{
	printf '%s\n' '1.3.6.1.2.1.1.1.0|4|Example Turnip 9' "$name|4@|turnip-%n" \
		'1.3.6.1.2.1.1.6.0|4|rack 7'
	for column in 1 2 3; do
		for row in $(seq 40); do
			echo "$table.$column.$row|$((2 + (column > 1) * 63))|$((1000 * column + row))"
		done
	done
	echo '1.3.6.1.4.1.32473.9.8.0|2|8'
} >"$tmp/walk.snmprec"
# What the questions below ask for, as an honest agent says it.
truth() { grep -e "^$name" -e "^$table" "$tmp/walk.snmprec" | sed "s/4@|turnip-%n/4|turnip-$1/"; }
for number in 0 1 2; do
	{
		truth $number
		echo "end: done"
	} >"$tmp/truth.$number"
done
: >"$tmp/behaviour"
replay_start -f "$tmp/behaviour" "$net.1:$port-3=$tmp/walk.snmprec"
liar=$net.2
all=$net.1:$port,$net.2:$port,$net.3:$port
questions="get:$name walk:$table.1:1 walk:$table.2:1 walk:$table.3:1"
limit=2097152
# Honest agents are given time, more where their process and ours are instrumented.
patience="-b 9600 -t 400 -r 2"
test "$sanitized" = 0 || patience="-b 19200 -t 800 -r 2"

# honest NUMBER: what that agent said came through whole.
honest() {
	talk_with "$name|4|turnip-$1" >"$tmp/talk"
	cmp -s "$tmp/talk" "$tmp/truth.$1" ||
		{ diff "$tmp/talk" "$tmp/truth.$1" | head -n 20; fail "$what: turnip-$1 was harmed"; }
}
# What the three cost, without the requests of the honest two.
asked() { awk '/^all: / { for (i = 1; i < NF; i++) if ($i == "requests" || $i == "retries") n += $(i + 1) } END { print n }' "$tmp/heard"; }

what=honest
poll $patience -L $limit $all $questions
for number in 0 1 2; do
	honest $number
done
test "$(grep -c '^odd: ' "$tmp/heard")" = 0 || fail "honest agents are odd: $(grep '^odd: ' "$tmp/heard")"
normal=$(asked) usual=$peak
ok "three honest agents: $normal requests"

# lies WHAT BEHAVIOUR REQUESTS END WORD [POLL-OPTION...]: the liar behaves so; it costs at most
# that many requests more than an honest one.  END how it ends ("true": done, and every row is
# there; "any": as it comes), WORD what is said of it, as odd or why ("": nothing).
lies() {
	what=$1 requests=$3 end=$4 word=$5
	behave "$liar $2"
	shift 5
	poll $patience -L $limit "$@" $all $questions
	honest 0
	honest 2
	if test "$end" = true; then
		honest 1
		end=done
	fi
	case $end in
	any) is "$(grep -c '^end: ' "$tmp/heard")" 3 ;;
	done) is "$(grep -c '^end: done' "$tmp/heard")" 3 ;;
	*) is "$(grep '^end: ' "$tmp/heard" | grep -vc 'end: done') $(grep -c "^end: $end" "$tmp/heard")" "1 1" ;;
	esac
	if test "$word" = '*'; then
		: # it may go unseen
	elif test -n "$word"; then
		grep -e '^odd: ' -e '^why: ' "$tmp/heard" | grep -q -e "$word" ||
			fail "$what: nothing says $word, but: $(grep -e '^odd: ' -e '^why: ' "$tmp/heard" | head -n 5)"
	else
		is "$(grep -c -e '^odd: ' -e '^why: ' "$tmp/heard")" 0
	fi
	grep -q -e '(null)' "$tmp/heard" && fail "$what: $(grep -e '(null)' "$tmp/heard" | head -n 3)"
	test "$(asked)" -le $((normal + requests)) || fail "$what: $(asked) requests, $normal are normal"
	test "$sanitized" -gt 0 || test "$peak" -le $((usual + limit + 4194304)) ||
		fail "$what: $peak bytes, $usual are usual"
	ok "$what: $end"
}

# What it can be talked out of: every row is heard.
lies "every third answer lost" loss=3 90 true '' -f 6
lies "every answer twice" twice 0 true ''
lies "answers in the wrong order" reorder 40 true ''
lies "small answers" size=120 60 true ''
lies "tooBig above 5 varbinds" toobig=5 60 true ''
lies "at most 2 varbinds in an answer" truncate=2 90 true ''
lies "every third with another request id" "id every=3" 90 true '' -f 6
lies "every third garbage" "garbage every=3" 90 true '' -f 6
lies "rows left out above 3 repetitions" skip=3 90 true 'skips rows'

lies "version 1: every third lost" loss=3 200 true '' -v 1 -c public
lies "version 1: tooBig above 2" toobig=2 200 true '' -v 1 -c public

# What it cannot: a word about it, and what was heard before.
lies "silent" silent 2 "no answer" "no answer from $liar"
lies "silent after two answers" dies=2 60 any "no answer" -f 6
lies "answers from another port" port 2 "no answer" "no answer from $liar"
lies "answers from another address" address 2 "no answer" "no answer from $liar"
lies "another request id" id 2 "no answer" "no answer from $liar.*to something else"
lies "a report for an answer" pdu=168 4 any "$liar\|report"
lies "a request for an answer" pdu=160 4 any "$liar"
lies "cut off" cut=40 2 broken "$liar.*cannot\|$liar.*not with SNMP"
lies "garbage" garbage=7 2 broken "$liar.*not with SNMP"
lies "genErr for everything" error=5 20 done 'genErr.*(5) at GET'
lies "tooBig for everything" error=1 20 done 'tooBig.*(1) at GET'
lies "authorizationError, an index beyond the end" "error=16 index=99" 20 done 'authorizationError.*(16)'
lies "an error status that there is none of" "error=200" 20 done '(200)'
lies "what the request before asked for" stale 20 any 'not increasing\|answered with'
lies "another object than was asked for" other 2 broken "GET of $name was answered with"
lies "varbinds in reverse order" shuffle 2 any 'answered with\|not increasing'
lies "the same OID again and again" same 4 done 'not increasing'
lies "version 1: the same OID again and again" same 110 done 'not increasing' -v 1 -c public
lies "OIDs in falling order" backwards 4 done 'not increasing'
lies "a loop" loop=25 10 done 'not increasing'
lies "a tree without end" endless 800 done 'more than .* rows below'
lies "a tree without bottom" deep 90 any "$table"
lies "a tree without end, of long texts" "endless huge=2000" 2000 "too much" 'bytes\|more than'
lies "texts of 60,000 octets" huge 130 "too much" 'bytes\|more than'
for seed in 1 2 3 4; do
	lies "wrong bits in every answer, seed $seed" flip=$seed 90 any .
	lies "wrong bits in every third, seed $seed" "flip=$seed every=3" 200 any '*' -f 6
done
replay_stop || fail "replay ended with $?"
