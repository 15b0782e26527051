#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# CPU of storing a day of five-minute samples against that of SQLite's own
# shell importing the same rows from CSV into a plain table.  ASSETS makes the
# estate smaller, for a look.
set -e
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
assets=${ASSETS:-2000}
rounds=${ROUNDS:-3}
columns='host TEXT, time INTEGER, cpu REAL, memory REAL, transmit REAL, write REAL, power REAL, logins REAL'

import() {
	rm -f "$tmp/plain.db"
	"$builddir/bench/usage" sqlite3 "$tmp/plain.db" "CREATE TABLE sample ($columns)" \
		".mode csv" ".import $tmp/day.csv sample" 2>&1 >/dev/null | tail -n 1 | cut -d' ' -f 1
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

for round in $(seq "$rounds"); do
	ours=$("$builddir/bench/append" "$assets" "$tmp/day.csv")
	theirs=$(import)
	echo "$ours $theirs" | awk '{ print $1 / $3, $2 / $3 }'
done >"$tmp/ratios"
[ "$(sqlite3 "$tmp/plain.db" 'SELECT count(*) FROM sample')" = $((assets * 288)) ]
figure() {
	printf '%s\t%.2f\t1.0\tCPU of storing a day of %s assets, 288 rows of six metrics each, rows %s, sealing included, against sqlite3 .import of the same rows from CSV into a plain table, median of %s\n' \
		"$1" "$(cut -d' ' -f "$2" "$tmp/ratios" | median)" "$assets" "$3" "$rounds"
}
figure append 1 'asset by asset'
figure append-by-time 2 'moment by moment'
