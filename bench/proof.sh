#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Judging from the store with the recommended policy: CPU an asset when
# nothing is known of what was work, after one new day, and on the day on
# which habits are learnt anew; memory at a tenth of the assets and at all.
# ASSETS makes it smaller, for a look.
set -e
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
assets=${ASSETS:-10000}
days=${DAYS:-400}
policy=$top_srcdir/lua/policies/recommended.lua
proof=$builddir/bench/proof_only

"$proof" make "$tmp" "$assets" "$days"
judged() { "$proof" judge "$tmp" "$1" "$2" "$policy"; } # ASSETS DAY
per_asset() { awk -v n="$assets" '{ printf "%.4f\n", $1 * 1000 / n }'; }

few=$((assets / 10 / 40 * 40))
cp "$tmp/state.db" "$tmp/fresh.db"
small=$(judged $few "$days" | cut -d' ' -f 2)
rm -f "$tmp"/state.db* && mv "$tmp/fresh.db" "$tmp/state.db"
cold=$(judged "$assets" "$days")
large=$(echo "$cold" | cut -d' ' -f 2)
again=$(judged "$assets" "$days")
[ "$(echo "$cold" | cut -d' ' -f 3-)" = "$(echo "$again" | cut -d' ' -f 3-)" ] || {
	echo "what is kept judges otherwise than what is made anew: $cold, $again" >&2
	exit 1
}
for day in $(seq "$((days + 1))" "$((days + ${ROUNDS:-5}))"); do
	"$proof" append "$tmp" "$assets" "$((day - 1))"
	judged "$assets" "$day" | per_asset
done >"$tmp/day"
printf 'judge-cold\t%.3f\t1\tCPU ms an asset: %s assets judged from %s days of six metrics (%s idle, %s active)\n' \
	"$(echo "$cold" | per_asset)" "$assets" "$days" "$(echo "$cold" | cut -d' ' -f 3)" "$(echo "$cold" | cut -d' ' -f 4)"
printf 'judge-day\t%.3f\t0.1\tthe same after one new day, median of %s (the dearest of them: %s)\n' \
	"$(sort -n "$tmp/day" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')" \
	"${ROUNDS:-5}" "$(sort -n "$tmp/day" | tail -n 1)"
printf 'judge-memory\t%.0f\t1024\tbytes of memory for each asset more, peak at %s assets against %s\n' \
	"$(awk -v a="$small" -v b="$large" -v n="$((assets - few))" 'BEGIN { print b > a ? (b - a) / n : 0 }')" \
	"$assets" "$few"
