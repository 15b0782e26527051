#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# decom replay over a store that refresh has filled, and what explain says of the same hosts.
. "$top_srcdir/tests/cli/functions"

mkdir "$dir/state" "$dir/policies" || exit 99

# 120 days of half-hours, 2026-07-23 to 2026-11-19, UTC.
#	zed	nothing
#	sib-1,2	work of five hours on 2026-10-30, at the same time
#	late	the same on 2026-11-09
#	bak	an hour's backup each night
#	busy	always
#	desk	a little in office hours
awk -v days=120 -v start=1784764800 -v step=1800 '
function row(t, cpu, transmit,	i)
{
	printf "<row><t>%d</t>", t
	for (i = 1; i <= hosts; i++)
		printf "<v>%s</v><v>%s</v>", cpu[i], transmit[i]
	print "</row>"
}
BEGIN {
	hosts = split("zed sib-1 sib-2 late bak busy desk", host)
	printf "<xport><meta><start>%d</start><step>%d</step><legend>\n", start, step
	for (i = 1; i <= hosts; i++)
		printf "<entry>%s cpu</entry><entry>%s transmit</entry>\n", host[i], host[i]
	print "</legend></meta><data>"
	for (n = 0; n < 48 * days; n++) {
		day = int(n / 48); half = n % 48
		for (i = 1; i <= hosts; i++) {
			cpu[i] = 0.5; transmit[i] = 300
		}
		if (day == 99 && half >= 4 && half < 14)
			cpu[2] = cpu[3] = 45
		if (day == 109 && half >= 4 && half < 14)
			cpu[4] = 45
		if (half == 2 || half == 3)
			transmit[5] = 5000000
		cpu[6] = 40
		if ((3 + day) % 7 < 5 && half >= 16 && half < 36) # the first is a Thursday
			cpu[7] = 2
		row(start + (n + 1) * step, cpu, transmit)
	}
	print "</data></xport>"
}' > "$dir/graph.xml"

{
	echo '<?xml version="1.0"?><unload>'
	for host in zed sib-1 sib-2 late bak busy desk new; do
		printf '<cmdb_ci_server action="INSERT_OR_UPDATE"><name>%s</name>' $host
		printf '<serial_number>S-%s</serial_number><location>DC1</location>' $host
		echo '<u_cost>3650</u_cost></cmdb_ci_server>'
	done
	echo '</unload>'
} > "$dir/cmdb.xml"

# A hasty policy, and one that wants a longer silence.
for name in hasty:30d patient:60d; do
	cat > "$dir/policies/${name%:*}.lua" << END
return policy {
	name = "${name%:*}",
	title = "No CPU above 10 percent in ${name#*:}",
	window = "${name#*:}",
	coverage = 1,
	judge = function (a)
		if a.cpu:max() > 10 then
			return active("CPU above 10 %")
		end
		return idle(50, "quiet")
	end,
}
END
done
cat > "$dir/policies/learnt.lua" << 'END'
return policy {
	name = "learnt",
	title = "No work above what was learnt to be usual",
	window = "30d",
	judge = function (a)
		for _, m in ipairs { a.cpu, a.transmit } do
			if m:work_seen("90d") then
				return active("work on " .. tostring(m:work_seen("90d")))
			end
		end
		return idle(50, "no work above " .. tostring(a.cpu:background()))
	end,
}
END
cat > "$dir/policies/broken.lua" << 'END'
return policy { name = "broken", title = "Fails", window = "30d",
	judge = function (a) error("no good") end }
END
cat > "$dir/policies/touchy.lua" << 'END'
return policy { name = "touchy", title = "Fails twice", window = "30d",
	judge = function (a)
		if a.name == "zed" and tostring(a.now) >= "2026-11-13" then
			error("no good")
		end
		return keep("all others")
	end }
END
cat > "$dir/decom.lua" << 'END'
currency "EUR"
source "cmdb" { adapter = "servicenow", files = "cmdb.xml",
	fields = { site = "location", support_cost = "u_cost" } }
source "graphs" { adapter = "rrdtool", files = "graph.xml" }
policy "patient"
policy "keep-standby"
END
decom()
{
	"$decom" -c "$dir/decom.lua" -s "$dir/state" "$@"
}

# Nothing yet.
exits 1 decom replay hasty
exits 0 decom refresh --as-of 2026-10-20
exits 0 decom refresh --as-of 2026-11-20
says "$dir/out" '8 assets'
cp "$dir/state/snapshot" "$dir/snapshot"

# Asset, policy, days asked, last word, first day/active/woke, hours lost, saved; "-" for nothing.
results()
{
	decom replay --format tsv "$@" |
	    awk -F '\t' 'function or(s) { return s == "" ? "-" : s }
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ print $at["name"], $at["policy"], $at["retire"] + $at["keep"] + $at["unknown"],
		    $at["last"], or($at["retired_on"]) "/" or($at["active_on"]) "/" or($at["woke_on"]),
		    or($at["lost_hours"]), or($at["saved"]) }' | sort
}

# 30 days are there on 2026-08-22, of the history that begins on 2026-07-23.
results --every 1 hasty | is 'hasty' 'bak hasty 120 retire 2026-08-22/2026-08-22/- 0.0 900.00
busy hasty 120 keep -/-/- - -
desk hasty 120 retire 2026-08-22/-/- 0.0 900.00
late hasty 120 keep 2026-08-22/2026-11-09/2026-11-09 5.0 790.00
new hasty 0 none -/-/- - -
sib-1 hasty 120 keep 2026-08-22/2026-10-30/2026-10-30 5.0 690.00
sib-2 hasty 120 keep 2026-08-22/2026-10-30/2026-10-30 5.0 690.00
zed hasty 120 retire 2026-08-22/-/- 0.0 900.00'
# Seven days apart, and the last: asked as of 2026-08-28 first.
results --from 2026-08-07 --to 2026-11-19 patient | is 'patient' 'bak patient 16 retire 2026-09-25/2026-09-25/- 0.0 560.00
busy patient 16 keep -/-/- - -
desk patient 16 retire 2026-09-25/-/- 0.0 560.00
late patient 16 keep 2026-09-25/2026-11-09/2026-11-09 5.0 450.00
new patient 0 none -/-/- - -
sib-1 patient 16 keep 2026-09-25/2026-10-30/2026-10-30 5.0 350.00
sib-2 patient 16 keep 2026-09-25/2026-10-30/2026-10-30 5.0 350.00
zed patient 16 retire 2026-09-25/-/- 0.0 560.00'

# What comes after a day changes nothing that is said as of it: cut the export there.
before()
{
	decom replay --format csv --from 2026-08-22 --to 2026-09-21 --every 3 hasty patient learnt |
	    cut -d , -f 2,6-11
}
before > "$dir/whole"
cp -r "$dir/state" "$dir/all"
rm -r "$dir/state"
mkdir "$dir/state"
cp "$dir/graph.xml" "$dir/graph.all"
awk -F '[<>]' '!/<row>/ || $5 <= 1784764800 + 60 * 86400 { print }' "$dir/graph.all" > "$dir/graph.xml"
exits 0 decom refresh --as-of 2026-11-20
before > "$dir/cut"
cmp "$dir/whole" "$dir/cut" || {
	fail 'the future shows'
	diff "$dir/whole" "$dir/cut"
}
test "$(wc -l < "$dir/cut")" -eq 25 || fail 'rows'
grep -q '^bak,learnt,.*,retire,' "$dir/cut" || fail 'nothing learnt'
rm -r "$dir/state"
mv "$dir/all" "$dir/state"

# Going day by day says the same as a single day does.
for day in 2026-09-13 2026-10-31 2026-11-20; do
	decom replay --format csv --from $day --to $day learnt | cut -d , -f 2,10 > "$dir/one"
	decom replay --format csv --to $day --every 1 learnt | cut -d , -f 2,10 > "$dir/each"
	cmp "$dir/one" "$dir/each" || fail "as of $day"
done
grep -q '^sib-1,keep' "$dir/each" || fail 'what worked is kept'

# For people.
cat > "$dir/labels" << 'END'
name	label
# who knows
zed	retire
S-bak	retire
NEW	retire
sib-1	keep
busy	keep
gone	keep
END
exits 0 decom replay --labels "$dir/labels" --every 30 --from 2026-07-23 hasty patient
says "$dir/err" "$dir/labels: 1 labels fit no asset, or several"
cp "$dir/out" "$dir/text"
# The days are 07-23 (nothing before it), 08-22, 09-21, 10-21 and 11-20.
says "$dir/text" 'Judged again as of 4 days, every 30 days from 2026-08-22 to 2026-11-20'
says "$dir/text" 'fields are those of 2026-11-20'
row()
{
	grep "^$1  " "$dir/text" | tr -s ' ' || fail "no row $1"
}
row asked | is 'asked' 'asked 28 of 7 assets 28 of 7 assets'
row '  retire' | is 'retire' ' retire 21 (75.0 %) 15 (53.6 %)'
row 'would have retired' | is 'retired' 'would have retired 6 of 7 6 of 7'
row '  active afterwards' | is 'active' ' active afterwards 4 (66.7 %; of all assets 71.4 %) 4 (66.7 %; of all assets 71.4 %)'
row '  woke afterwards' | is 'woke' ' woke afterwards 3 (50.0 %; of all assets 42.9 %) 3 (50.0 %; of all assets 42.9 %)'
row '  follow the working week' | is 'week' ' follow the working week 1 (16.7 %; of all assets 14.3 %) 1 (16.7 %; of all assets 14.3 %)'
row '  groups that woke' | is 'groups' ' groups that woke 2 2'
row '  work lost' | is 'lost' ' work lost 15.0 h 15.0 h'
row 'falsely retired' | is 'falsely' 'falsely retired 3 of 8 askings (37.5 %) 2 of 8 askings (25 %)'
row '  on any day' | is 'falsely, assets' ' on any day 1 of 2 assets (50 %) 1 of 2 assets (50 %)'
row 'recall on the last day' | is 'recall' 'recall on the last day 2 of 3 (66.7 %) 2 of 3 (66.7 %)'
row '  unknown then' | is 'refused' ' unknown then 1 of 3 (33.3 %) 1 of 3 (33.3 %)'
sed -n '/^Would have been retired/,/^$/p' "$dir/text" | awk 'NR == 3 { print $1, $3, $5, $7, $8 }' |
    is 'what woke comes first' 'sib-1 hasty 2026-08-22 2026-10-30 5.0'
sed -n '/^Days on which/,$p' "$dir/text" | tr -s ' ' | sed -n '3p' |
    is 'difference' 'zed retire 1 retire from 2026-08-22, 4 times retire from 2026-09-21, 3 times'

exits 0 decom replay --labels "$dir/labels" --format json --every 30 hasty
"$here/json_check" < "$dir/out" || fail 'json'
says "$dir/out" '"recall": {"n": 2, "of": 3}'
says "$dir/out" '"woke_groups": 2'
# None of four askings is not none: busy alone is to be kept.
printf 'busy\tkeep\n' > "$dir/labels"
exits 0 decom replay --labels "$dir/labels" --from 2026-08-22 --every 30 hasty
says "$dir/out" '0 of 4 askings (at most 75 %)'

# What is configured, together.
exits 0 decom replay --every 30
says "$dir/out" 'configured'
exits 0 decom replay "$dir/policies/hasty.lua" --quiet
test ! -s "$dir/err" || fail 'not quiet'

if command -v script > /dev/null; then
	script -qec "'$decom' -c '$dir/decom.lua' -s '$dir/state' replay --every 1" /dev/null \
	    < /dev/null > "$dir/out" 2>&1 || fail 'in a terminal'
	says "$dir/out" 'groups that woke'
fi

# Nothing was written.
cmp -s "$dir/snapshot" "$dir/state/snapshot" || fail 'the snapshot has changed'

# What explain says of them.
exits 0 decom explain sib-1
says "$dir/out" 'not declared, so it may be a year: 400 days must be seen; seen since 2026-07-23, complete on 2027-0'
says "$dir/out" '  cpu               100.00 % covered, longest gap 0 min; work on 1 day, last on 2026-10-30'
says "$dir/out" '           Aug  Sep Oct Nov'
says "$dir/out" '      Fri ..............#..'
says "$dir/out" '  2026-10-30 02:00  cpu          5.0 h, about 4'
if LC_ALL=C grep -q "$(printf '\033')" "$dir/out"; then
	fail 'colour in a pipe'
fi
sed -n '/^Verdict since/,/^$/p' "$dir/out" | is 'verdicts' 'Verdict since
  2026-11-20        active by patient: CPU above 10 %
  2026-10-20        idle (50) by patient: quiet
'
sed -i 's/^policy "patient"/policy "hasty"/' "$dir/decom.lua"
decom explain sib-1 | grep -A 1 '^Verdict since' | is 'what would change' 'Verdict since
  now               active by hasty, once it is refreshed'
decom explain -f json sib-1 > "$dir/out"
says "$dir/out" '"differs_from_published": true'
says "$dir/out" '{"day": "2026-10-20", "verdict": "idle", "score": 50, "policy": "patient", "reason": "quiet"}'
sed -i 's/^policy "hasty"/policy "patient"/' "$dir/decom.lua"
exits 0 decom explain bak
says "$dir/out" 'housekeeping daily 0'
says "$dir/out" ', 100 % of days'
says "$dir/out" '                    every day: housekeeping'
says "$dir/out" '                    every day: quiet'
exits 0 decom explain new
grep -q 'Quiet and busy' "$dir/out" && fail 'a calendar of nothing'
for host in sib-1 bak new; do
	exits 0 decom explain -f json $host
	"$here/json_check" < "$dir/out" || fail "json of $host"
done
exits 0 decom explain -f json sib-1
says "$dir/out" '"cycle": {"declared": false, "days": 400, "since": "2026-07-23"'
says "$dir/out" '"last_work": "2026-10-30"'
says "$dir/out" '"calendar": "..........'
says "$dir/out" '{"day": "2026-10-30", "time": "02:00", "metric": "cpu", "hours": 5.0, "highest": 4'
if command -v script > /dev/null; then
	explain_there()
	{
		script -qec "TERM=xterm $1 '$decom' -c '$dir/decom.lua' -s '$dir/state' explain sib-1" \
		    /dev/null < /dev/null > "$dir/out" 2>&1 || fail 'explain in a terminal'
	}
	explain_there
	says "$dir/out" "$(printf '\033[1;31m#')"
	explain_there NO_COLOR=1
	says "$dir/out" '..#..'
fi

# What makes no sense.
exits 1 decom replay hsaty
says "$dir/err" 'did you mean "hasty"?'
exits 1 decom replay "$dir/none.lua"
exits 1 decom replay hasty hasty
says "$dir/err" 'named twice'
exits 1 decom replay broken
says "$dir/err" 'policy broken failed again and again'
says "$dir/err" 'no good'
exits 1 decom replay touchy
says "$dir/out" 'would have retired'
says "$dir/err" 'policy touchy failed 2 times, counted as unknown'
exits 1 decom replay hasty --to 2026-07-01
says "$dir/err" 'no history before'
exits 2 decom replay hasty --to 2026-11-21
says "$dir/err" 'the snapshot is of 2026-11-20'
exits 2 decom replay hasty --from 2026-09-01 --to 2026-08-01
exits 2 decom replay hasty -f yaml
for line in 'zed' 'zed	maybe' 'zed	keep
zed	retire'; do
	echo "$line" > "$dir/labels"
	exits 1 decom replay --labels "$dir/labels" hasty
	says "$dir/err" "$dir/labels: "
done
exits 1 decom replay --labels "$dir/none" hasty
finish
