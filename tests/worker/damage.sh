#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A damaged store, and no room to write: what was published stays, numbers
# stay, and the reason is told.
set -u
estate=$top_srcdir/examples/estate
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
. "$top_srcdir/tests/examples/lib.sh"

mkdir "$tmp/state"
decom() { "$builddir/decom" -c "$estate/decom.lua" -s "$tmp/state" "$@"; }
tree() { decom list --all --format tsv --fields index,name,usage,alignment; }
unchanged() { tree | diff "$tmp/first" -; }
told() { decom list --table finding --format tsv | grep -q 'state.db was damaged'; }
scribble() { dd if=/dev/urandom of="$tmp/state/state.db" conv=notrunc "$@" 2>/dev/null; }

check 'refresh' decom refresh
tree >"$tmp/first"
test "$(wc -l <"$tmp/first")" -gt 20 || { echo "Bail out! no assets"; exit 99; }

# In the midst of the file, where only a query meets it; then at its head.
for where in 'bs=4096 seek=3 count=40' 'bs=10 count=10'; do
	scribble $where
	check "a store damaged at $where is begun anew" decom refresh
	check 'and that is a finding' told
	check 'numbers and judgement are as before' unchanged
	check 'the damaged one is kept' test -s "$tmp/state/state.db.damaged"
done

# What one block holds: SQLite does not see it, its checksum does.
one_block() { sqlite3 "$tmp/state/state.db" "UPDATE block SET data = zeroblob(40) WHERE id = (SELECT min(id) FROM block)"; }
passed_over() {
	decom list --table finding --format tsv |
		grep -q 'state.db: damaged evidence counts as not measured, .*; the first: asset [0-9]*, [a-z]*, from 20'
}
check 'a block is damaged' one_block
check 'refresh goes on without it' decom refresh
check 'and that is a finding that names asset, metric and day' passed_over
rm -f "$tmp"/state/state.db*
check 'begun anew' decom refresh

# No file may grow beyond 8 KiB: neither store nor snapshot can be written.
cp "$tmp/state/snapshot" "$tmp/before"
no_room() {
	(trap '' XFSZ; ulimit -f 16; "$builddir/decom" -c "$estate/decom.lua" -s "$tmp/state" refresh >"$tmp/told" 2>&1)
	test $? -eq 1 && grep -q "$tmp/state/s" "$tmp/told"
}
check 'no room to write is an error that names the file' no_room
check 'the snapshot is untouched' cmp "$tmp/before" "$tmp/state/snapshot"
check 'with room again, refresh' decom refresh
check 'all is as before' unchanged
finish
