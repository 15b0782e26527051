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
cat > "$dir/decom.lua" << 'END'
source "cmdb" { adapter = "servicenow", files = "cmdb.xml" }
policy "keep-standby"
END
decom()
{
	"$decom" -c "$dir/decom.lua" -s "$dir/state" "$@"
}

exits 0 decom refresh --as-of 2026-11-20
says "$dir/out" 'snapshot 1, judged as of 2026-11-20'
says "$dir/out" '1 sources, 0 not ok; 2 records'
says "$dir/out" '2 assets'
test ! -s "$dir/err" || fail 'progress without a terminal'
decom list --all --format tsv --fields name,serial --sort name | is 'what was published' 'name	serial
web-01	ABC
web-02	DEF'
exits 0 decom explain web-02
says "$dir/out" "  cmdb: $dir/cmdb.xml:4"
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
says "$dir/out" '1 sources, 1 not ok'
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
