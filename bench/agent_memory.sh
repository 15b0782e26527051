#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What the worker holds of an agent between two rounds: its resident memory with all agents
# against that with one, after the same number of rounds.
. "$top_srcdir/bench/poll_lib.sh"
agents_start

# resident NAME: bytes after the last of some rounds.
resident() {
	"$builddir/bench/rounds" "$rounds" "$builddir/decom" -c "$tmp/$1/decom.lua" \
		-s "$tmp/$1/state" worker >"$tmp/$1.rounds" 2>"$tmp/$1.err" || fail "worker"
	tail -n 1 "$tmp/$1.rounds" | cut -d' ' -f 2
}
estate one 1
estate all "$agents"
one=$(resident one)
before=$(served)
all=$(resident all)
got=$(($(served) - before))
test "$got" -ge $((agents * ports * 6)) || fail "$got varbinds of $agents agents"
printf 'agent-memory\t%s\t8192\tbytes of the worker per polled agent after %s rounds: %s with %s agents, %s with one\n' \
	$(((all - one) / (agents - 1))) "$rounds" "$all" "$agents" "$one"
