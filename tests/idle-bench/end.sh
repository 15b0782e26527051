#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A small fleet as an estate has it: a CMDB export, a graph export for each
# host, and no policy named.  "decom refresh" and "decom list" must say what
# the benchmark's runner says.
. "$top_srcdir/tests/cli/functions"
bench=$builddir/tests/idle-bench
days=125

mkdir "$dir/fleet" "$dir/state" "$dir/run" || exit 99
"$bench/generate" -n 1 -d $days -l low -s 5 "$dir/fleet" > "$dir/samples" || exit 99
"$bench/generate" -t -n 1 -d $days -l low -s 5 "$dir/fleet" || exit 99
"$bench/run" -1 -d $days -f "$dir/fleet/facts.tsv" -s "$dir/run" \
    "$top_srcdir/lua/policies/recommended.lua" < "$dir/samples" > "$dir/verdicts" || exit 99

{
	echo '<?xml version="1.0"?><unload>'
	awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; next } {
		printf "<cmdb_ci_server action=\"INSERT_OR_UPDATE\"><name>%s</name><serial_number>%s</serial_number>", $1, $1
		for (i = 2; i <= NF; i++)
			if ($i != "-")
				printf "<u_%s>%s</u_%s>", name[i], $i, name[i]
		print "</cmdb_ci_server>"
	}' "$dir/fleet/facts.tsv"
	echo '</unload>'
} > "$dir/cmdb.xml"

# Rows of one host follow each other at 300 seconds, through clock changes too.
for host in "$dir"/fleet/host-*.tsv; do
	start=$(date -u -d "$(sed -n '2s/\t.*//p' "$host")" +%s) || exit 77
	awk -F '\t' -v t="$start" -v host="$(basename "$host" .tsv)" '
	NR == 1 {
		printf "<xport><meta><start>%d</start><step>300</step><legend>", t
		for (i = 3; i <= NF; i++)
			printf "<entry>%s %s</entry>", host, $i
		print "</legend></meta><data>"
		next
	} {
		printf "<row><t>%d</t>", t + 300 * (NR - 2)
		for (i = 3; i <= NF; i++)
			printf "<v>%s</v>", $i == "-" ? "NaN" : $i
		print "</row>"
	} END { print "</data></xport>" }' "$host" > "${host%.tsv}.xml"
	day=$((start + 43200))
done
cat > "$dir/decom.lua" << 'END'
site "site-1" { zone = "Europe/Berlin" }
source "cmdb" { adapter = "servicenow", files = "cmdb.xml", fields = {
	site = "u_site", class = { "u_kind" }, threads = "u_threads", link_speed = "u_link_speed",
	role = "u_role", business_cycle = "u_business_cycle", guests = "u_guests",
	endpoints = "u_endpoints", owner = "u_owner",
} }
source "graphs" { adapter = "rrdtool", files = "fleet/host-*.xml" }
END
as_of=$(date -u -d "@$((day + days * 86400))" +%Y-%m-%d)
exits 0 "$decom" -c "$dir/decom.lua" -s "$dir/state" refresh --as-of "$as_of"
"$decom" -c "$dir/decom.lua" -s "$dir/state" list --all --format tsv --fields name,usage,policy,reason \
    --sort name | sed 1d > "$dir/listed"
sed 1d "$dir/verdicts" | awk -F '\t' '{
	usage = $3 == "idle" || $3 == "active" ? $3 : "unknown"
	printf "%s\t%s\t%s\t%s\n", $1, usage, $4, $7 }' | sort > "$dir/expected"
diff "$dir/expected" "$dir/listed" || fail 'decom and the runner differ'
for word in idle active unknown; do
	cut -f 2 "$dir/listed" | grep -q "^$word" || fail "nothing is $word: the test sees too little"
done

finish
