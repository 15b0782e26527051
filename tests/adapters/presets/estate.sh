#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The estate with known answers: every file reads to what its ground truth says.
shared=${DECOM_SHARED:-$top_srcdir/../shared}
estate=$shared/data/estate
records=${RECORDS:-$builddir/tests/adapters/presets/records}
[ -f "$estate/manifest.tsv" ] || { echo "no estate in $shared"; exit 77; }
[ -x "$records" ] || { echo "no $records"; exit 99; }
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
bad=0

read_source() {	# SOURCE ADAPTER FILE...
	source=$1; shift
	"$records" -c "$estate/decom.lua" -s "$source" "$@"
}

fail() {
	echo "$*"; bad=1
}

# How many records: a record that nothing identifies does not count.
identified() {
	awk -F '\t' '
	!inside { id = 0; kind = $1; line = $2; inside = kind ~ /^(asset|site|sample)$/; next }
	$1 == "name" || $1 == "serial" || $1 == "asset_tag" { id = 1 }
	$0 == "" { inside = 0; n += id && (kind != "sample" || !(line in seen)); seen[line] = 1 }
	END { print n + 0 }' "$1"
}

while IFS='	' read -r file adapter records_in_it _ well_formed _; do
	case $file:$adapter in
	file:*|*:-|variants/*) continue ;;
	servicenow/*) source=cmdb ;;
	spreadsheetml/*) source=tracker ;;
	mspdi/*) source=plan ;;
	sadf/*) source=sar ;;
	xport/*) source=rrd ;;
	*) fail "$file: which source?"; continue ;;
	esac
	read_source $source "$adapter" "$estate/$file" > "$dir/out" || fail "$file: not read to its end"
	seen=$(identified "$dir/out")
	# A row without any value is in the file, but there is nothing to deliver.
	case $file in
	xport/*) [ "$seen" -le "$records_in_it" ] && [ "$seen" -gt 0 ] ;;
	*) [ "$seen" = "$records_in_it" ] ;;
	esac || fail "$file: $seen records, not $records_in_it"
	echo "$file" >> "$dir/files"
done < "$estate/manifest.tsv"

# Assets, against expected.tsv.  The CMDB is the source of record; the plans know a part.
read_source cmdb servicenow "$estate"/servicenow/cmdb_ci_*.xml > "$dir/cmdb"
read_source tracker spreadsheetml "$estate/spreadsheetml/tracker.xml" > "$dir/tracker"
read_source plan mspdi "$estate/mspdi/dc1-exit.xml" > "$dir/plan"
grep '^!' "$dir/tracker" "$dir/plan" && fail "troubles where there are none"
[ "$(grep -c '^! placeholder.*asset.serial' "$dir/cmdb")" = 5 ] || fail "not five placeholder serials"
for source in cmdb tracker plan; do
	awk -F '\t' -v source=$source '
	function check(field, want) {
		if (field in got && (tolower(got[field]) != tolower(want)))
			wrong(field ": \"" got[field] "\", not \"" want "\"")
		else if (!(field in got) && want != "" && source == "cmdb" && !again)
			wrong(field ": missing, not \"" want "\"")
	}
	function wrong(what) { print source ", " got["name"] ": " what; bad = 1 }
	function whole(	k) {
		k = ""
		if (("uuid" in got) && (got["uuid"] in byuuid)) k = byuuid[got["uuid"]]
		else if (("serial" in got) && (toupper(got["serial"]) in byserial)) k = byserial[toupper(got["serial"])]
		else if (("asset_tag" in got) && (got["asset_tag"] in bytag)) k = bytag[got["asset_tag"]]
		if (k == "") { if (("name" in got) || ("serial" in got)) wrong("no such asset"); return }
		again = (source, k) in met; met[source, k] = 1; n++
		check("name", truth[k, "name"]); check("serial", truth[k, "serial"])
		check("asset_tag", truth[k, "asset_tag"])
		if (source == "cmdb") {
			check("class", truth[k, "class"]); check("site", truth[k, "site"])
			check("rack", truth[k, "rack"]); check("parent", truth[k, "parent"])
			# where expected.tsv says none, the CMDB may know a slot
			if (truth[k, "position"] != "") check("position", truth[k, "position"])
			return
		}
		check("migration_status", truth[k, "migration_status"]); check("strategy", truth[k, "strategy"])
		check("wave", truth[k, "wave"])
		if (!("migration_status" in got)) wrong("no migration_status")
		if (!("cutover_date" in got) && got["strategy"] != "retain") wrong("no cutover_date")
	}
	FNR == NR && FNR == 1 { for (i = 1; i <= NF; i++) column[i] = $i; next }
	FNR == NR {
		for (i = 1; i <= NF; i++) truth[$1, column[i]] = $i
		byuuid[truth[$1, "uuid"]] = $1; byserial[truth[$1, "serial"]] = $1; bytag[truth[$1, "asset_tag"]] = $1
		delete byserial[""]; next
	}
	$1 == "asset" { inside = 1; split("", got); next }
	$0 == "" { if (inside) whole(); inside = 0; next }
	inside { got[$1] = $2 }
	END {
		if (n != (source == "cmdb" ? 41 : source == "tracker" ? 17 : 11)) { print source ": " n " records"; bad = 1 }
		exit bad
	}' "$estate/expected.tsv" "$dir/$source" || bad=1
done

# Samples, against expected_series.tsv: how many, when, mean and maximum.
{
	read_source sar sadf "$estate"/sadf/*.xml
	read_source rrd rrdtool "$estate"/xport/*.xml
} > "$dir/samples"
awk -F '\t' '
function unit(name, value) { return name == "network" || name == "disk" ? value / per : value }
function add(name, value,	k) {
	k = file SUBSEP asset SUBSEP name
	value = unit(name, value); n[k]++; sum[k] += value
	if (n[k] == 1) first[k] = time
	last[k] = time
	if (n[k] == 1 || value > max[k]) max[k] = value
}
function near(a, b) { return a - b < 0.0011 + b / 20000 && b - a < 0.0011 + b / 20000 }
FNR == NR {
	if ($1 == "sample") { split($2, at, ":"); file = at[1]; sadf = 0; split("", v); inside = 1; next }
	if ($0 != "" && inside) { v[$1] = $2; next }
	if (!inside) next
	inside = 0; asset = v["name"]; time = v["time"]
	# sadf counts in 1024, the graphs in 1000
	per = ("receive" in v || "read" in v) ? 1024 : 1000
	if ("receive" in v) v["network"] = v["receive"] + v["transmit"]
	if ("read" in v) v["disk"] = v["read"] + v["write"]
	for (m in v)
		if (m ~ /^(cpu|memory|network|disk|power|logins)$/) add(m, v[m])
	next
}
FNR > 1 {
	split($3, path, "/"); k = path[2] SUBSEP $2 SUBSEP $4; rows++
	if (n[k] != $6) { print $3 " " $4 ": " n[k] + 0 " samples, not " $6; bad = 1; next }
	# where values are missing, the period counts them too
	if ($7 == 0 && (first[k] != $8 || last[k] != $9)) { print $3 " " $4 ": from " first[k] " to " last[k]; bad = 1 }
	if (!near(sum[k] / n[k], $10)) { print $3 " " $4 ": mean " sum[k] / n[k] ", not " $10; bad = 1 }
	if (!near(max[k], $11)) { print $3 " " $4 ": maximum " max[k] ", not " $11; bad = 1 }
}
END { if (rows < 90) { print rows " series"; bad = 1 } exit bad }' "$dir/samples" "$estate/expected_series.tsv" || bad=1

# What breaks: how far each variant is read, and how it ends.
variant() {	# FILE SOURCE ADAPTER EXIT RECORDS [source.lua]
	if [ $# -gt 5 ]; then
		"$records" -t "$6" "$3" "$estate/variants/$1" > "$dir/out"
	else
		read_source "$2" "$3" "$estate/variants/$1" > "$dir/out"
	fi
	rc=$?
	[ $rc = "$4" ] || fail "$1: exit $rc, not $4"
	seen=$(identified "$dir/out")
	[ "$seen" = "$5" ] || fail "$1: $seen records, not $5"
}
echo 'return { repair = true }' > "$dir/repair.lua"
variant cmdb_ci_server.bare-ampersand.xml cmdb servicenow 1 2
grep -q '^error.*bare-ampersand.xml:[0-9]' "$dir/out" || fail "the error has no file and line"
variant cmdb_ci_server.bare-ampersand.xml cmdb servicenow 0 6 "$dir/repair.lua"
grep -q '^! repaired' "$dir/out" || fail "repairs are not told"
variant tracker.truncated.xml tracker spreadsheetml 1 8
variant cmdb_ci_server.utf16.xml cmdb servicenow 0 6
variant cmdb_ci_server.doctype.xml cmdb servicenow 0 6
variant cmdb_ci_server.url-form.xml cmdb servicenow 0 6
variant cmdb_ci_server.hostile-entities.xml cmdb servicenow 1 0

[ "$(wc -l < "$dir/files")" -ge 33 ] || fail "only $(wc -l < "$dir/files") files"
exit $bad
