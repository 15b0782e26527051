#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# decom policy: what can be configured, and policies' own tests.
. "$top_srcdir/tests/cli/functions"

mkdir "$dir/policies" || exit 99
cat > "$dir/policies/own.lua" << 'END'
return policy {
  name = "own", title = "Our own", window = "10d", coverage = 0.5,
  judge = function (a) if a.role == "spare" then return keep("spare") end end,
  tests = { { asset = { role = "spare" }, expect = "keep" } },
}
END
policy()
{
	"$decom" -c "$dir/decom.lua" policy "$@"
}

exits 0 policy list
says "$dir/out" 'keep-standby'
grep -q "^own  *Our own  *$dir/policies/own.lua" "$dir/out" || fail 'own policy is not listed'
exits 0 policy test "$dir/policies/own.lua" "$top_srcdir/lua/policies/idle-month.lua"
says "$dir/out" 'own: 1 tests, 0 failed'

cat > "$dir/rule.lua" << 'END'
return rule {
  name = "declared", title = "Declared", window = "10d", score = 60,
  idle = { cpu = { max = 5 } },
  tests = { { metrics = { cpu = { days = 10, max = 1 } }, expect = "idle", score = 60 },
            { asset = { role = "spare" }, expect = "keep" } },
}
END
exits 0 policy test "$dir/rule.lua"
says "$dir/out" 'declared: 2 tests, 0 failed'
sed 's/cpu = { max = 5 }/cpu = { maks = 5 }/' "$dir/rule.lua" > "$dir/misspelt.lua"
exits 1 policy test "$dir/misspelt.lua"
says "$dir/err" "misspelt.lua: rule: idle.cpu: unknown statistic 'maks' (did you mean 'max'?)"

sed 's/expect = "keep"/expect = "idle"/' "$dir/policies/own.lua" > "$dir/policies/wrong.lua"
exits 1 policy test "$dir/policies/wrong.lua"
says "$dir/err" 'decom: '
exits 1 policy test "$dir/policies/own.lua" "$dir/none.lua"
says "$dir/err" "$dir/none.lua"
exits 1 policy list
says "$dir/err" wrong.lua
says "$dir/out" idle-quarter
finish
