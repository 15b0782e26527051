#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# decom explain: finding an asset, and what is said of it.
. "$top_srcdir/tests/cli/functions"

"$here/make_snapshot" "$dir/snapshot" || exit 99
cat > "$dir/decom.lua" << 'END'
source "x" { adapter = "sadf", files = "none.xml" }
policy "keep-standby"
policy "idle-quarter"
END
explain()
{
	"$decom" -c "$dir/decom.lua" -s "$dir" explain "$@"
}

# By any identity, case ignored; the number; the host name without its domain.
for name in abc123 serial=ABC123 3 index=3; do
	explain $name | head -n 1 | is "$name" 'Asset 3, judged as of 2026-11-20'
done
for name in t-1 asset_tag=T-1 index=12; do
	explain $name | head -n 1 | is "$name" 'Asset 12, judged as of 2026-11-20'
done
explain db-01 | head -n 1 | is 'short name' 'Asset 8, judged as of 2026-11-20'

exits 1 explain WEB-01
says "$dir/err" '"WEB-01" fits 2 assets'
says "$dir/err" '  index=3  name web-01  serial ABC123'
says "$dir/err" '  index=12  name web-01'
test ! -s "$dir/out" || fail 'output for an ambiguous name'
exits 1 explain 12
says "$dir/err" 'index=9'
exits 1 explain wbe-01
says "$dir/err" 'no asset "wbe-01"; did you mean "web-01"?'
exits 1 explain serial=web-01
exits 1 explain db-0

exits 0 explain 7
says "$dir/out" '  coverage          97.50 percent'
says "$dir/out" 'retire: idle, and what ran on it has migrated: retire it'
says "$dir/out" 'must be empty on 2027-03-31, 131 days after'
says "$dir/out" '  keep-standby      none'
says "$dir/out" '  idle-quarter      unknown: nothing that shows work is measured'
says "$dir/out" '  cmdb: a/b.xml:12'
says "$dir/out" '  warning, placeholder: uuid: a placeholder (a/b.xml:12)'
if LC_ALL=C grep -q "$(printf '\033')" "$dir/out"; then
	fail 'a control character got through'
fi
exits 0 explain 3
says "$dir/out" '  annual_cost       1234.50 USD'
if grep -q Findings "$dir/out"; then
	fail "another asset's finding"
fi

for n in 3 7 8 index=9 index=12; do
	explain --format json $n | "$here/json_check" || fail "json of $n"
done
exits 0 explain -f json 7
says "$dir/out" '"origins": ['
says "$dir/out" '"kind": "placeholder"'
says "$dir/out" '"policy": "keep-standby", "verdict": "none"'

# Without a configuration the rest is said all the same.
exits 0 "$decom" -c "$dir/none.lua" -s "$dir" explain 3
says "$dir/out" "$dir/none.lua: No such file or directory"
exits 2 explain -f xml 3
finish
