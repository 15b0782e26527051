#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# decom record: a walk of a real agent, without secrets, that adapter test reads.
. "$top_srcdir/tests/cli/functions"
. "$top_srcdir/tests/cli/snmpd.sh"

record()
{
	"$decom" -c "$dir/decom.lua" record "$@"
}

has_no_secret()
{
	! grep -a -q -e open-sesame -e shibboleth -e abracadabra "$1" || {
		fail "a secret in $1"
		grep -a -n -e open-sesame -e shibboleth -e abracadabra "$1"
	}
	# As octets of an index, too: "open-sesame".
	! grep -q '\.111\.112\.101\.110\.45\.115\.101\.115\.97\.109\.101' "$1" || fail "a secret in a name in $1"
}

# By v2c and v3, over IPv4 and IPv6
exits 0 record --credential v2 --output "$dir/v2.snmprec" "127.0.0.1:$port"
test ! -s "$dir/out" || fail 'something on standard output'
has_no_secret "$dir/v2.snmprec"
says "$dir/err" 'left out: users, '
says "$dir/err" 'left out: arguments of processes, '
says "$dir/err" 'left out: commands of the agent, '
says "$dir/err" 'left out: what contains a configured secret, '
grep -a -v -q '^[0-9][0-9.]*|[0-9]*x\{0,1\}|' "$dir/v2.snmprec" && fail 'not a walk'
exits 0 record --credential v3 "[::1]:$port"
cp "$dir/out" "$dir/v3.snmprec"
has_no_secret "$dir/v3.snmprec"
for gone in 1.3.6.1.6.3.15. 1.3.6.1.6.3.16. 1.3.6.1.6.3.18. 1.3.6.1.2.1.25.4.2.1.5. \
    1.3.6.1.4.1.8072.1.3.2.2.1.2. 1.3.6.1.2.1.1.6.0 1.3.6.1.4.1.8072.1.3.2.3.1.1.; do
	! awk -v gone=$gone 'index($0, gone) == 1 { found = 1 } END { exit !found }' \
	    "$dir/v2.snmprec" "$dir/v3.snmprec" || fail "$gone is there"
done
for there in '1.3.6.1.2.1.1.5.0|4|probed' '1.3.6.1.2.1.1.4.0|4|nobody' \
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10' '1.3.6.1.2.1.25.4.2.1.4.'; do
	says "$dir/v2.snmprec" "$there"
	says "$dir/v3.snmprec" "$there"
done

# Credentials are tried in their order; a part of the tree; what net-snmp says of the same
exits 0 record --from .1.3.6.1.2.1.1.9.1.3 "127.0.0.1:$port"
sort "$dir/out" > "$dir/ours"
snmpwalk -v2c -c open-sesame -On -Oq -OU -Oe "udp:127.0.0.1:$port" .1.3.6.1.2.1.1.9.1.3 |
    sed 's/^\.\([0-9.]*\) "*\([^"]*\)"*$/\1|4|\2/' | sort > "$dir/theirs"
test -s "$dir/theirs" || fail 'nothing to compare with'
cmp "$dir/ours" "$dir/theirs" || fail 'not what snmpwalk says'

# Read again
mkdir -p "$dir/adapters" || exit 99
cat > "$dir/adapters/recorded.lua" << 'END'
adapter "recorded" { format = "snmp", class = "server", match = { oid = "1.3.6.1.4.1.8072", score = 500 },
	assets = { { owner = "system.contact" } } }
END
exits 0 "$decom" -c "$dir/decom.lua" adapter test snmp "$dir/v2.snmprec"
says "$dir/out" 'match recorded 5'
says "$dir/out" '  name = probed  [1.3.6.1.2.1.1.5.0]'
says "$dir/out" '  owner = nobody  [1.3.6.1.2.1.1.4.0]'

# What does not work
exits 1 record --credential wrong "127.0.0.1:$port"
says "$dir/err" "127.0.0.1:$port: no answer"
exits 1 record --from 1.3.6.1.4.1.99999 --credential v2 "127.0.0.1:$port"
says "$dir/err" 'nothing there'
exits 1 record --credential nobody "127.0.0.1:$port"
says "$dir/err" 'no credential "nobody"'
exits 1 record --credential v2 --output "$dir/none/x" "127.0.0.1:$port"
says "$dir/err" "$dir/none/x: No such file"
exits 1 record --credential v2 nowhere.invalid
says "$dir/err" nowhere.invalid
if test -c /dev/full; then
	exits 1 record --credential v2 --output /dev/full "127.0.0.1:$port"
	says "$dir/err" 'No space left'
fi
chmod 644 "$dir/community"
exits 1 record --credential v2 "127.0.0.1:$port"
says "$dir/err" 'credential "v2"'
exits 2 record
exits 2 record --from system "127.0.0.1:$port"
exits 2 record "127.0.0.1:$port" "127.0.0.1:$port"
finish
