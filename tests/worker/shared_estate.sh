#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# An estate with known answers: after decom refresh, alignment per asset by
# SNMP walk is that of expected.tsv, each deliberate trouble is a finding, a
# second run changes nothing, and broken exports lose nothing.
shared=${DECOM_SHARED:-$top_srcdir/../shared}/data/estate
test -r "$shared/expected.tsv" || { echo "no $shared: set DECOM_SHARED"; exit 77; }
. "$top_srcdir/tests/agent/lib.sh"
. "$top_srcdir/tests/examples/lib.sh"

cp -r "$shared" "$tmp/estate"
mkdir "$tmp/state"
decom() { "$builddir/decom" -c "$tmp/estate/decom.lua" -s "$tmp/state" "$@"; }
tsv() { decom list --all --format tsv --fields "$@"; }

# name serial tag uuid usage alignment, as walked from snmpd
walk_assets() {
	for column in 2 3 4 5 39 40; do
		bulk public $base.1.3.1.$column 50 | sed "s/^$base\.1\.3\.1\.//; s/ = [A-Za-z0-9]*: / /; s/ = \"\"/ /"
	done | awk '
	BEGIN {
		split("unknown idle active busy", usage, " ")
		split("unknown retire zombie idleAhead stillBusy wait unmapped retained", alignment, " ")
	}
	{
		split($1, id, ".")
		text = substr($0, length($1) + 2)
		gsub(/"/, "", text)
		row[id[2]] = 1
		v[id[1], id[2]] = id[1] == 39 ? usage[text] : id[1] == 40 ? alignment[text] : text
	}
	END {
		for (i in row)
			print v[2, i] "\t" v[3, i] "\t" v[4, i] "\t" v[5, i] "\t" v[39, i] "\t" v[40, i]
	}' | sort
}
expected() { tail -n +2 "$shared/expected.tsv" | awk -F'\t' -v OFS='\t' '{ print $2, $3, $4, $5, $13, $18 }' | sort; }
agree() { expected >"$tmp/expected" && walk_assets >"$tmp/walked" && diff "$tmp/expected" "$tmp/walked"; }

finding() { # KIND PATTERN: there is such a finding
	bulk public $base.1.8.1 50 >"$tmp/findings"
	grep -q "$base\.1\.8\.1\.2\..* = INTEGER: $1\$" "$tmp/findings" && grep -qi "$2" "$tmp/findings"
}
as_before() { tsv index,name,alignment,coverage,idle_since,power >"$tmp/$1" && diff "$tmp/first" "$tmp/$1"; }

check 'refresh' decom refresh
conf a "dlmod decom $module" "decomStateDir $tmp/state" "decomCommand \"\""
start a
until_true serves 1
check 'alignment by SNMP walk is that of expected.tsv' agree
check 'a tag on two machines is a finding' finding 2 'QM-0000028'
check 'samples that fit two machines are a finding' finding 3 'samples of name web-03'
check 'a machine listed twice is a finding' finding 4 'fin-app01 is 2 times'
check 'placeholders are findings' finding 5 'serial'
check 'a serial written differently is a finding' finding 6 'q0j26mz'
tsv index,name,alignment,coverage,idle_since,power >"$tmp/first"
check 'refresh again' decom refresh
check 'nothing has changed' as_before second

# The tracker breaks off: what it said of the rest stays said.
cp "$tmp/estate/spreadsheetml/tracker.xml" "$tmp/tracker.xml"
cp "$shared/variants/tracker.truncated.xml" "$tmp/estate/spreadsheetml/tracker.xml"
refresh_fails() { ! decom refresh >"$tmp/told" 2>&1 && grep -q 'tracker.xml:[0-9]' "$tmp/told"; }
check 'a truncated tracker is an error with file and line' refresh_fails
check 'and loses nothing' as_before truncated
cp "$tmp/tracker.xml" "$tmp/estate/spreadsheetml/tracker.xml"

# The CMDB export shrinks to two of its records, well-formed.
mv "$tmp/estate/servicenow" "$tmp/estate/whole"
mkdir "$tmp/estate/servicenow"
awk '/<cmdb_ci_server/ && ++n > 2 { exit } { print } END { print "</unload>" }' \
	"$tmp/estate/whole/cmdb_ci_server.xml" >"$tmp/estate/servicenow/cmdb_ci_server.xml"
shrunk() { ! decom refresh >"$tmp/told" 2>&1 && tsv name | wc -l | grep -qx 41; }
check 'an export that shrank is held back' shrunk
check 'and loses nothing' as_before shrunk
rm -r "$tmp/estate/servicenow"
mv "$tmp/estate/whole" "$tmp/estate/servicenow"
check 'the whole export again' decom refresh
check 'brings all back under their numbers' as_before again

# Order of files and sources does not matter to the numbers.
sed -i 's|files   = "servicenow/cmdb_ci_\*.xml"|files = { "servicenow/cmdb_ci_server.xml", "servicenow/cmdb_ci_other.xml" }|' \
	"$tmp/estate/decom.lua"
check 'refresh in another order of files' decom refresh
check 'nothing has changed' as_before order
rm "$tmp/state/state.db"*
check 'refresh without the store' decom refresh
numbers() { tsv index,name >"$tmp/numbers" && cut -f 1,2 "$tmp/first" | diff - "$tmp/numbers"; }
check 'the snapshot remembers the numbers' numbers
cp "$tmp/estate/servicenow/cmdb_ci_server.xml" "$tmp/whole.xml"
awk '/<cmdb_ci_server/ && ++n > 2 { exit } { print } END { print "</unload>" }' "$tmp/whole.xml" \
	>"$tmp/estate/servicenow/cmdb_ci_server.xml"
accepted() { decom refresh --accept-shrunk && test "$(tsv name | wc -l)" -lt 41; }
check 'unless it is taken at its word' accepted
sound
finish
