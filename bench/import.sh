#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The XML engine alone: CPU of turning an export into records against
# xmllint's of only reading it, and its peak memory for two sizes.  RECORDS
# makes the export smaller, for a look.
set -e
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
records=${RECORDS:-100000}
rounds=${ROUNDS:-5}
usage=$builddir/bench/usage
import=$builddir/bench/import_only

# The figures of one command: CPU seconds, peak memory in bytes.
of() { "$usage" "$@" 2>&1 >/dev/null | tail -n 1; }
cpu() { of "$@" | cut -d' ' -f 1; }
peak() { of "$@" | cut -d' ' -f 2; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
megabytes() { echo $(($(stat -c %s "$1") / 1000000)); }

"$builddir/bench/gen_servicenow" "$records" >"$tmp/large.xml"
"$builddir/bench/gen_servicenow" "$((records / 10))" >"$tmp/small.xml"
[ "$("$import" "$tmp/large.xml")" = "$records records, $((records * 20)) cells" ] || {
	echo "not every record came with its 20 fields: $("$import" "$tmp/large.xml")" >&2
	exit 1
}
for round in $(seq "$rounds"); do
	ours=$(cpu "$import" "$tmp/large.xml")
	theirs=$(cpu xmllint --stream --noout "$tmp/large.xml")
	awk -v a="$ours" -v b="$theirs" 'BEGIN { print a / b }'
done >"$tmp/ratios"
printf 'import\t%.2f\t0.8\tCPU of %s records with 20 fields from %s MB against xmllint --stream --noout, median of %s\n' \
	"$(median <"$tmp/ratios")" "$records" "$(megabytes "$tmp/large.xml")" "$rounds"
for size in small large; do
	bytes=$(peak "$import" "$tmp/$size.xml")
	printf 'memory-xml-%s\t%.1f\t16\tpeak MiB of the XML engine alone, %s MB of XML\n' "$size" \
		"$(awk -v b="$bytes" 'BEGIN { print b / 1048576 }')" "$(megabytes "$tmp/$size.xml")"
done
