#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# decom check: everything that is wrong, by file and line, and nothing is read.
. "$top_srcdir/tests/cli/functions"

check()
{
	"$decom" -c "$dir/decom.lua" check "$@"
}

: > "$dir/a.xml"
cat > "$dir/decom.lua" << 'END'
site "DC1" { exit_date = "2027-03-31" }
source "cmdb" { adapter = "servicenow", files = "*.xml" }
source "sar"  { adapter = "sadf", files = "none/*.xml" }
policy "keep-standby"
END
exits 0 check
says "$dir/out" 'source cmdb: servicenow, 1 files'
says "$dir/out" '1 sites, 2 sources, 1 policies; 0 errors, 1 warnings'
says "$dir/err" "decom: warning: $dir/decom.lua:3: source \"sar\": $dir/none/*.xml: no such file"
exits 0 check --quiet
test ! -s "$dir/out" || fail 'not quiet'

mkdir "$dir/policies" "$dir/adapters" || exit 99
echo 'return policy {' > "$dir/policies/broken.lua"
echo 'adapter "mine" { frmat = "xml" }' > "$dir/adapters/mine.lua"
cat > "$dir/decom.lua" << 'END'
site "DC1" { exit = "2027-03-31" }
source "a" { adapter = "servicenwo", files = "a.xml" }
source "b" { adapter = "snmp", agents = "known" }
source "c" { adapter = "servicenow", files = "a.xml", fields = { serail = "x" } }
source "d" { adapter = "mine", files = "a.xml" }
policy "broken"
policy "none-such"
policy "keep-standy"
END
exits 1 check
for line in 'decom.lua:1: site "DC1": unknown key "exit"' \
    'decom.lua:2: source "a": ' 'decom.lua:3: source "b": ' 'decom.lua:4: source "c": ' \
    'decom.lua:5: source "d": ' 'decom.lua:6: policy "broken": ' \
    'decom.lua:7: policy "none-such": no such policy'; do
	says "$dir/err" "$line"
done
says "$dir/err" 'did you mean "servicenow"?'
says "$dir/err" 'serail'
says "$dir/err" 'credential: missing'
says "$dir/err" 'did you mean "keep-standby"?'
says "$dir/out" '8 errors'

echo 'sorce "a" {}' > "$dir/decom.lua"
exits 1 check
says "$dir/err" 'decom.lua:1: '
exits 1 "$decom" -c "$dir/none.lua" check
finish
