#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The manual: clean, and every example of decom.lua(5) is a sound configuration.
. "$top_srcdir/tests/cli/functions"

docs=$top_srcdir/docs
if command -v mandoc > /dev/null; then
	for page in "$docs"/*.[1-9]; do
		# Pages that are not installed yet are no fault of the text.
		mandoc -Tlint -Wstyle "$page" 2> /dev/null | grep -v 'referenced manual not found' > "$dir/lint"
		test ! -s "$dir/lint" || fail "$(cat "$dir/lint")"
	done
fi

# Every word and key that the program knows is described.
for word in as_of currency site credential source policy; do
	grep -q "^\.Ss $word " "$docs/decom.lua.5" || fail "$word is not described"
done
grep -h -o '^	{ "[a-z_]*", KEY' "$top_srcdir"/plugin/worker/config_*.c | cut -d '"' -f 2 | sort -u |
while read -r key; do
	grep -q "^\.It Ic.* $key\( \|$\)" "$docs/decom.lua.5" || fail "$key is not described"
done

# What the examples name.
mkdir -p "$dir/own" || exit 99
for secret in dc1.auth dc1.priv lab.community; do
	echo long-enough > "$dir/$secret"
	chmod 600 "$dir/$secret"
done
echo 192.0.2.7 > "$dir/lab.agents"
cat > "$dir/own/batch.lua" << 'END'
return policy { name = "batch", title = "Ours", window = "10d", coverage = 0.5, judge = function (a) end }
END
awk -v dir="$dir" '
	/^\.Bd -literal/ { n++; inside = 1; next }
	/^\.Ed/ { inside = 0 }
	inside { print > (dir "/example" n ".lua") }' "$docs/decom.lua.5"
test -s "$dir/example5.lua" || fail 'no examples found'
for example in "$dir"/example*.lua; do
	grep -q '^source' "$example" || echo 'source "s" { adapter = "sadf", files = "x.xml" }' >> "$example"
	exits 0 "$decom" -c "$example" check
done
finish
