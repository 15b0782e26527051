#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# decom refresh, and the commands over what it published.
. "$top_srcdir/tests/cli/functions"

mkdir "$dir/state" || exit 99
cat > "$dir/cmdb.xml" << 'END'
<?xml version="1.0"?>
<unload>
<cmdb_ci_server action="INSERT_OR_UPDATE"><name>web-01</name><serial_number>ABC</serial_number></cmdb_ci_server>
<cmdb_ci_server action="INSERT_OR_UPDATE"><name>web-02</name><serial_number>DEF</serial_number></cmdb_ci_server>
</unload>
END
# Eight samples of six hours: 2026-11-18 and 19, busy once.
awk 'BEGIN {
	print "<xport><meta><start>1794960000</start><step>21600</step><legend>"
	print "<entry>web-02 cpu</entry><entry>web-02 transmit</entry></legend></meta><data>"
	for (i = 1; i <= 8; i++)
		printf "<row><t>%d</t><v>%d</v><v>2500</v></row>\n", 1794960000 + i * 21600, i == 6 ? 41 : 1
	print "</data></xport>" }' > "$dir/graph.xml"
cat > "$dir/decom.lua" << 'END'
source "cmdb" { adapter = "servicenow", files = "cmdb.xml" }
source "graphs" { adapter = "rrdtool", files = "graph.xml" }
policy "keep-standby"
END
decom()
{
	"$decom" -c "$dir/decom.lua" -s "$dir/state" "$@"
}

exits 0 decom refresh --as-of 2026-11-20
says "$dir/out" 'snapshot 1, judged as of 2026-11-20'
says "$dir/out" '2 sources, 0 not ok; 2 records, 8 samples'
says "$dir/out" '2 assets'
test ! -s "$dir/err" || fail 'progress without a terminal'
decom list --all --format tsv --fields name,serial --sort name | is 'what was published' 'name	serial
web-01	ABC
web-02	DEF'
exits 0 decom explain web-02
says "$dir/out" "  cmdb: $dir/cmdb.xml:4"
says "$dir/out" '  cpu               2026-11-18 to 2026-11-19, 2 days, 100 % covered: mean 6.00 percent, highest 41.0 percent on 2026-11-19'
says "$dir/out" '  transmit          2026-11-18 to 2026-11-19, 2 days, 100 % covered: mean 2.50 kB/s, highest 2.50 kB/s on'
decom explain -f json web-02 > "$dir/json"
"$here/json_check" < "$dir/json" || fail 'json'
says "$dir/json" '{"metric": "cpu", "unit": "percent", "days": 2, "first": "2026-11-18", "last": "2026-11-19", "highest_on": "2026-11-19", "coverage": 100.00, "mean": 6, "min": 1, "max": 41}'
exits 0 decom explain web-01
says "$dir/out" '  none: no source measured it'
exits 0 decom refresh --quiet
test ! -s "$dir/out" || fail 'not quiet'
if command -v script > /dev/null; then
	script -qec "'$decom' -c '$dir/decom.lua' -s '$dir/state' refresh" /dev/null \
	    < /dev/null > "$dir/out" 2>&1 || fail 'in a terminal'
	says "$dir/out" '2 assets'
fi

# Files are relative to the configuration, however that was named.
parent=$(dirname "$dir")
here=$PWD
cd "$parent" || exit 99
exits 0 "$decom" -c "./$(basename "$dir")/decom.lua" -s "$dir/state" refresh
cd "$dir" || exit 99
exits 0 "$decom" -c decom.lua -s state refresh
cd "$here" || exit 99

# A source that fails makes the run fail, and what it had stays.
echo '<unload><cmdb_ci_server>' > "$dir/cmdb.xml"
exits 1 decom refresh
says "$dir/out" '2 sources, 1 not ok'
says "$dir/err" "cmdb.xml"
decom list --all --format tsv --fields name --sort name | is 'what it had stays' 'name
web-01
web-02'

# Nothing is published: the last snapshot stays.
echo 'sorce "x" {}' > "$dir/decom.lua"
cp "$dir/state/snapshot" "$dir/before"
exits 1 decom refresh
says "$dir/err" 'decom.lua:1: '
cmp -s "$dir/before" "$dir/state/snapshot" || fail 'the snapshot has changed'
exits 2 decom worker extra
exec 3>&-
exits 2 decom worker
says "$dir/err" 'descriptor 3'
finish
