#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A whole "decom refresh": its CPU against xmllint's over the same export, its
# peak memory and the snapshot's size per asset.  RECORDS and ASSETS make it
# smaller, for a look.
set -e
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
records=${RECORDS:-100000}
assets=${ASSETS:-1000000}
rounds=${ROUNDS:-3}
decom=$builddir/decom
usage=$builddir/bench/usage

estate() { # DIR RECORDS
	mkdir "$1"
	"$builddir/bench/gen_servicenow" "$2" >"$1/cmdb.xml"
	cat >"$1/decom.lua" <<-'end'
		as_of "2026-11-20"
		currency "USD"
		site "DC1" { exit_date = "2027-03-31", pue = 1.6, tariff = 0.12 }
		source "cmdb" { adapter = "servicenow", files = "cmdb.xml" }
		policy "idle-quarter"
	end
}
# The figures of one command: CPU seconds, peak memory in bytes.
of() { "$usage" "$@" 2>&1 >/dev/null | tail -n 1; }
cpu() { of "$@" | cut -d' ' -f 1; }
peak() { of "$@" | cut -d' ' -f 2; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

estate "$tmp/speed" "$records"
for round in $(seq "$rounds"); do
	rm -rf "$tmp/speed/state"
	ours=$(cpu "$decom" -c "$tmp/speed/decom.lua" -s "$tmp/speed/state" refresh --quiet)
	theirs=$(cpu xmllint --stream --noout "$tmp/speed/cmdb.xml")
	awk -v a="$ours" -v b="$theirs" 'BEGIN { print a / b }'
done >"$tmp/ratios"
printf 'refresh\t%.2f\t2\tCPU of decom refresh of %s records (%s MB) against xmllint --stream --noout, median of %s\n' \
	"$(median <"$tmp/ratios")" "$records" "$(du -m "$tmp/speed/cmdb.xml" | cut -f 1)" "$rounds"
rm -rf "$tmp/speed"

estate "$tmp/size" "$assets"
bytes=$(peak "$decom" -c "$tmp/size/decom.lua" -s "$tmp/size/state" refresh --quiet)
printf 'memory\t%.0f\t800\tpeak bytes per asset of decom refresh, %s assets\n' \
	"$(awk -v b="$bytes" -v n="$assets" 'BEGIN { print b / n }')" "$assets"
printf 'snapshot\t%.0f\t400\tbytes of the snapshot per asset, %s assets\n' \
	"$(awk -v b="$(stat -c %s "$tmp/size/state/snapshot")" -v n="$assets" 'BEGIN { print b / n }')" "$assets"
