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
exits 2 adapter test servicenow
exits 2 adapter test --limit many servicenow "$dir/cmdb.xml"
finish
