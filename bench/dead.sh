#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What dead agents cost the live ones: the time from the first answer of a round to the last,
# by the agents' own clock, with a tenth of them silent and with all of them alive, in turns.
. "$top_srcdir/bench/poll_lib.sh"
agents_start
for i in $(seq 0 10 $((agents - 1))); do
	echo "$(address "$i") silent"
done >"$tmp/dead"

# span ALIVE: milliseconds of a round in which so many answer.
span() {
	counts >"$tmp/before"
	refresh all >/dev/null
	counts >"$tmp/after"
	got=$(($(cut -d' ' -f 6 "$tmp/after") - $(cut -d' ' -f 6 "$tmp/before")))
	test "$got" -ge $(($1 * ports * 6)) || fail "$got varbinds of $1 agents"
	cut -d' ' -f 8 "$tmp/after"
}
estate all "$agents"
refresh all >/dev/null # learns who they are
for i in $(seq "$rounds"); do
	behave ""
	all=$(span "$agents")
	behave "$(cat "$tmp/dead")"
	rest=$(span $((agents - $(wc -l <"$tmp/dead"))))
	echo "$all $rest"
done >"$tmp/spans"
all=$(cut -d' ' -f 1 "$tmp/spans" | median)
rest=$(cut -d' ' -f 2 "$tmp/spans" | median)
printf 'dead\t%s\t1.1\ttime of the live agents of %s, a tenth of them silent (%s ms), against all alive (%s ms), medians of %s\n' \
	"$(ratio "$rest" "$all")" "$agents" "$rest" "$all" "$rounds"
