#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# decom list over a snapshot with texts that formats get wrong.
. "$top_srcdir/tests/cli/functions"

"$here/make_snapshot" "$dir/snapshot" || exit 99
list()
{
	"$decom" -s "$dir" list "$@"
}

# What is listed, and in which order.
list -f csv -F index,name | tr -d '\r' | head -n 2 | is 'candidates' 'index,name
3,web-01'
list -f tsv -F index | is 'candidates by default' 'index
3
7'
list -a -f tsv -F index | is 'all' 'index
3
7
8
9
12'
list -a -f tsv -F index --site dc1 | is 'one site, case ignored' 'index
3
7'
list -a -f tsv -F index --alignment zombie,wait --alignment retained | is 'alignments' 'index
3
8
12'
list -a -f tsv -F index --site DC1 --alignment retire | is 'both' 'index
7'
list -a -f tsv -F index,score --sort score | is 'sorted, absent last' 'index	score
9	0
7	70
3	90
8	
12	'
list -a -f tsv -F index --sort -score | is 'sorted down, absent last' 'index
3
7
9
8
12'
list -a -f tsv -F index --sort name,-index | is 'sorted by two' 'index
8
9
7
12
3'
list -f tsv -F index,state,flagged_at | is "the candidate's own fields" 'index	state	flagged_at
3	candidate	2023-11-14T22:13:20Z
7	candidate	2023-11-14T22:13:20Z'

# CSV as in RFC 4180: absent is nothing, empty is "", controls and bad UTF-8 are replaced.
printf 'name,serial\r\nweb-01,ABC123\r\n"say ""hi"", <b>&\n\357\277\275[31m",abc123\357\277\275\r\n' > "$dir/want"
list -f csv -F name,serial | cmp - "$dir/want" || fail 'csv'
printf 'serial\r\nABC123\r\nabc123\357\277\275\r\n""\r\n12\r\n\r\n' > "$dir/want"
list -a -f csv -F serial | cmp - "$dir/want" || fail 'csv: empty and absent'

# JSON: typed, absent members left out.
list -a -f json | "$here/json_check" || fail 'json of all is none'
list -a -f json --alignment wait -F name,serial,score,candidate,warranty_end | is 'json' '[
 {"name": "db-01.example.com", "serial": "", "candidate": false, "warranty_end": "2027-01-31"}
]'
list -f json -F index,score,annual_cost,coverage,notice | is 'json numbers' '[
 {"index": 3, "score": 90, "annual_cost": 1234.50},
 {"index": 7, "score": 70, "coverage": 97.50, "notice": "3 months"}
]'
list -f json --alignment wait | is 'json of nothing' '[]'

# XML
if command -v xmllint > /dev/null; then
	list -a -f xml > "$dir/all.xml"
	xmllint --noout "$dir/all.xml" || fail 'xml is not well-formed'
	xmllint --xpath 'string(//asset[index=7]/name)' "$dir/all.xml" | head -n 1 |
	    is 'xml escapes' 'say "hi", <b>&'
	xmllint --xpath 'count(//asset[index=8]/serial[.=""])' "$dir/all.xml" | is 'xml: empty is there' 1
	xmllint --xpath 'count(//asset[index=12]/serial)' "$dir/all.xml" | is 'xml: absent is not' 0
fi

# The table is whole in a pipe and cut in a terminal; no control gets through.
list | is 'table' 'name                  serial   site  alignment  score  power  annual_cost
web-01                ABC123   DC1   zombie        90    180      1234.50
say "hi", <b>&��[31m  abc123�  DC1   retire        70      -            -'
if command -v script > /dev/null; then
	script -qec "stty cols 60; exec '$decom' -s '$dir' list" /dev/null < /dev/null |
	    tr -d '\r' | is 'table in a terminal' 'name      serial   site  alignment  score  power  annual_cost
web-01    ABC123   DC1   zombie        90    180      1234.50
say "hi~  abc123�  DC1   retire        70      -            -'
fi

# Other tables
list --table site -f tsv -F index,name,exit_date | is 'sites' 'index	name	exit_date
1	DC1	2027-03-31
2	Dépôt 日	'
list --table finding -f tsv -F index,name,kind,severity,line | is 'findings' 'index	name	kind	severity	line
		incomplete	error	
7	say "hi", <b>& �[31m	placeholder	warning	12'
list -t finding -f tsv -F kind --alignment retire | is 'findings about assets of an alignment' 'kind
placeholder'
list -t finding -f json | "$here/json_check" || fail 'json of findings'
for table in candidate asset site wave policy source finding; do
	exits 0 "$decom" -s "$dir" list -t $table
	list -t $table -f json | "$here/json_check" || fail "json of $table"
	if command -v xmllint > /dev/null; then
		list -t $table -f xml | xmllint --noout - || fail "xml of $table"
	fi
done
list -t policy -f xml | tail -n 1 | is 'plural' '</policies>'
exits 2 "$decom" -s "$dir" list -t origin
exits 2 "$decom" -s "$dir" list -t sites
says "$dir/err" 'did you mean "site"?'
exits 2 "$decom" -s "$dir" list -t wave --site DC1
exits 2 "$decom" -s "$dir" list -t wave -F serial

# Failures
exits 1 "$decom" -s "$dir/none" list
says "$dir/err" 'decom: '
exits 1 "$decom" -s "$dir" list --site DC9
says "$dir/err" 'no site "DC9" in the snapshot'
exits 2 "$decom" -s "$dir" list --alignment zomby
says "$dir/err" 'unknown alignment "zomby"; did you mean "zombie"?'
exits 2 "$decom" -s "$dir" list -F nam
says "$dir/err" 'unknown field "nam"; did you mean "name"?'
exits 2 "$decom" -s "$dir" list --sort nam
exits 2 "$decom" -s "$dir" list -f yaml
exits 2 "$decom" -s "$dir" list extra
printf 'no snapshot at all' > "$dir/broken"
mkdir "$dir/bad" && cp "$dir/broken" "$dir/bad/snapshot"
exits 1 "$decom" -s "$dir/bad" list
if test -w /dev/full; then
	"$decom" -s "$dir" list > /dev/full 2> "$dir/err"
	test $? -eq 1 || fail 'a full disk passes for success'
	says "$dir/err" 'standard output'
fi
finish
