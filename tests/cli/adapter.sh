#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# decom adapter: what there is, and a dry run.
. "$top_srcdir/tests/cli/functions"

adapter()
{
	"$decom" -c "$dir/decom.lua" adapter "$@"
}

exits 0 adapter list
for name in servicenow spreadsheetml sqlxml mspdi jira glpi idrac rimp sadf rrdtool; do
	grep -q "^$name  *[A-Za-z]" "$dir/out" || fail "$name is not listed"
done

cat > "$dir/cmdb.xml" << 'END'
<?xml version="1.0"?>
<unload>
<cmdb_ci_server action="INSERT_OR_UPDATE"><name>web-01</name><serial_number>ABC</serial_number><u_floor>2</u_floor></cmdb_ci_server>
<cmdb_ci_server action="INSERT_OR_UPDATE"><name>web-02</name><serial_number>N/A</serial_number></cmdb_ci_server>
</unload>
END
exits 0 adapter test servicenow "$dir/cmdb.xml"
says "$dir/out" "$dir/cmdb.xml:3: record 1, asset"
says "$dir/out" '  serial = ABC'
says "$dir/out" "$dir/cmdb.xml:4: record 2: asset.serial: a placeholder"
says "$dir/out" '1 files, '
says "$dir/out" '2 records'
says "$dir/out" 'rule cis: 2 matched, 2 asset records'
says "$dir/out" '  never a value: asset.asset_tag'
says "$dir/out" 'placeholders: 1'
says "$dir/out" '  1  u_floor'
exits 0 adapter test --limit 1 servicenow "$dir/cmdb.xml"
if grep -q 'record 2, asset' "$dir/out"; then
	fail 'more than the limit'
fi
test ! -e "$dir/state.db" || fail 'something was stored'

# The options of a source
cat > "$dir/decom.lua" << 'END'
source "x" { adapter = "servicenow", files = "cmdb.xml", fields = { room = "u_floor" } }
END
exits 0 adapter test --source x servicenow "$dir/cmdb.xml"
says "$dir/out" '  room = 2'
exits 1 adapter test --source y servicenow "$dir/cmdb.xml"
says "$dir/err" 'no source "y"'

# Another dialect, none at all, and broken
exits 1 adapter test jira "$dir/cmdb.xml"
says "$dir/err" "$dir/cmdb.xml: jira does not read root element unload; servicenow does"
echo '<nowhere/>' > "$dir/other.xml"
exits 1 adapter test jira "$dir/other.xml"
says "$dir/err" "$dir/other.xml: no adapter for root element nowhere"
sed 's/ABC/A \& C/' "$dir/cmdb.xml" > "$dir/broken.xml"
exits 1 adapter test servicenow "$dir/broken.xml"
says "$dir/err" "$dir/broken.xml:3: record 1"
exits 0 adapter test --repair servicenow "$dir/broken.xml"
says "$dir/out" '  serial = A & C'
says "$dir/out" 'repairs: 1'
exits 1 adapter test servicenow "$dir/none.xml"
exits 1 adapter test nonesuch "$dir/cmdb.xml"
says "$dir/err" 'nonesuch'

# Walks, by a family of our own
mkdir -p "$dir/adapters/devices" || exit 99
cat > "$dir/adapters/devices/frob.lua" << 'END'
adapter "frob" {
	format = "snmp", title = "Frobnicators", class = "pdu",
	match = { oid = "1.3.6.1.4.1.99999", score = 1 },
	base = "1.3.6.1.4.1.99999.1",
	tables = {
		unit = { at = "1.1", index = "unit", columns = { serial = 2, watts = { 3, least = 0 }, octets = 4 } },
	},
	assets = {
		{ each = "unit", serial = "serial", power = "watts", receive = "rate(octets)" },
	},
	feeds = { { each = "unit", label = "'label ' .. unit", power = "watts" } },
}
END
sed 's/"frob"/"mill"/; s/score = 1/score = 0/' "$dir/adapters/devices/frob.lua" > "$dir/adapters/mill.lua"
cat > "$dir/a.snmprec" << 'END'
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.4
1.3.6.1.2.1.1.3.0|67|1000000
1.3.6.1.2.1.1.5.0|4|frob-1
1.3.6.1.4.1.99999.1.1.1.2.1|4|FR0001
1.3.6.1.4.1.99999.1.1.1.2.2|4|N/A
1.3.6.1.4.1.99999.1.1.1.3.1|66|120
1.3.6.1.4.1.99999.1.1.1.3.2|2|-5
1.3.6.1.4.1.99999.1.1.1.4.1|65|1000
END
sed 's/|67|1000000/|67|1030000/; s/|65|1000/|65|31000/' "$dir/a.snmprec" > "$dir/later.snmprec"
exits 0 adapter test snmp "$dir/a.snmprec"
head -n 2 "$dir/out" | is 'all that fit' 'match frob 55: sysObjectID 1.3.6.1.4.1.99999.*; +1 declared
match mill 54: sysObjectID 1.3.6.1.4.1.99999.*'
exits 0 adapter test mill "$dir/a.snmprec"
head -n 1 "$dir/out" | is 'the one asked for' 'match mill 54: sysObjectID 1.3.6.1.4.1.99999.*'
exits 0 adapter test frob "$dir/a.snmprec" "$dir/later.snmprec"
says "$dir/out" 'asset "unit.1"'
says "$dir/out" '  serial = FR0001  [1.3.6.1.4.1.99999.1.1.1.2.1]'
says "$dir/out" '  power = 120 W  [1.3.6.1.4.1.99999.1.1.1.3.1]'
says "$dir/out" '  receive = 100 B/s  [1.3.6.1.4.1.99999.1.1.1.4.1]'
says "$dir/out" 'feed "unit.1"'
says "$dir/out" '  label = label 1'
grep '^trouble implausible' "$dir/out" | grep -q -e -5 || fail 'nothing wrong with -5 W'
exits 0 adapter test --limit 1 frob "$dir/a.snmprec"
grep -c '^asset ' "$dir/out" | is 'the limit' 1
grep '^\.\.\. ' "$dir/out" | is 'what is not shown' '... and 1 more feeds'
exits 0 adapter test frob "$dir/a.snmprec"
if grep -q 'receive = ' "$dir/out"; then
	fail 'a rate at one look'
fi
sed 1d "$dir/a.snmprec" > "$dir/nobody.snmprec"
exits 0 adapter test frob "$dir/nobody.snmprec"
head -n 1 "$dir/out" | is 'against the match' 'match frob 0: does not fit'
echo '1.3.6.1.2.1.1.1.0|4|nothing that is known' > "$dir/nobody.snmprec"
mkdir -p "$dir/nothing/adapters" || exit 99
exits 1 env DECOM_DATADIR="$dir/nothing" "$decom" -c "$dir/nothing/decom.lua" adapter test snmp "$dir/nobody.snmprec"
says "$dir/err" "$dir/nobody.snmprec: no adapter fits"
echo '1.3.6.1.2.1.1.1.0|9|x' >> "$dir/nobody.snmprec"
exits 1 adapter test frob "$dir/nobody.snmprec"
says "$dir/err" "$dir/nobody.snmprec:2: not a line OID|TAG|VALUE"
exits 1 adapter test frop "$dir/a.snmprec"
says "$dir/err" 'no device family "frop"; did you mean "frob"?'
exits 1 adapter test servicenow "$dir/a.snmprec"
says "$dir/err" 'no device family "servicenow"'
exits 1 adapter test frob "$dir/cmdb.xml"
says "$dir/err" "$dir/cmdb.xml: frob reads recorded walks"
exits 0 adapter list
grep -q '^frob  *snmp  *Frobnicators  *.*/adapters/devices/frob.lua$' "$dir/out" || fail 'frob is not listed'
sed 's/rate(octets)/rate(octet)/' "$dir/adapters/devices/frob.lua" > "$dir/adapters/devices/frob2.lua"
sed -i 's/"frob"/"frob2"/' "$dir/adapters/devices/frob2.lua"
exits 1 adapter list
says "$dir/err" "$dir/adapters/devices/frob2.lua: "
exits 1 adapter test frob2 "$dir/a.snmprec"
says "$dir/err" "$dir/adapters/devices/frob2.lua: "
exits 2 adapter test frob "$dir/a.snmprec" "$dir/a.snmprec" "$dir/a.snmprec"

exits 2 adapter test servicenow
exits 2 adapter test --limit many servicenow "$dir/cmdb.xml"
finish
