#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Peers of another make: Debian's snmpsim, by SNMPv3, and the replay agent.  What is heard is
# what the file says, of a walk of our own and of the shared ones.
. "$top_srcdir/tests/adapters/snmp/peers_lib.sh"
command -v snmpsimd >/dev/null || { echo "no snmpsimd"; exit 77; }
walk_show=$builddir/tests/adapters/snmp/walk_show
mkdir -p "$tmp/data" "$tmp/cache" "$tmp/walks"

# Our own walk, without what only the replay agent understands, and a load average as some
# agents put it: a decimal BER REAL in an Opaque.
sed -e '/^#/d' -e 's/|67+100|/|67|/' -e 's/|4@|turnip-%n at %a$/|4|turnip/' \
	-e '/32473.9.4.0/i1.3.6.1.4.1.32473.9.3.1|68x|0906033437452d31' \
	"$fixtures/small.snmprec" >"$tmp/walks/0"
n=1
for file in "${DECOM_SHARED:-$top_srcdir/../shared}"/data/walks/*/*.snmprec*; do
	test -r "$file" || continue
	case $file in
	*.gz) gzip -dc "$file" >"$tmp/walks/$n" ;;
	*) ln -s "$(realpath "$file")" "$tmp/walks/$n" ;;
	esac
	n=$((n + 1))
done

test $n -gt 1 || echo "ok - the shared walks # SKIP no shared data"

# same WHAT NUMBER POLL-ARGUMENT...: the walk of that number is heard, all of it, nothing else.
expect() {
	grep -v '|5|$' "$tmp/walks/$1" >"$tmp/walk.snmprec"
	"$walk_show" "$tmp/walk.snmprec" >"$tmp/expected" || fail "walk_show $1"
}
same() {
	what=$1
	expect "$2"
	shift 2
	poll -b 60000 -L 268435456 "$@" walk:1:0:1000000
	grep '^[0-9]' "$tmp/heard" >"$tmp/got"
	cmp -s "$tmp/got" "$tmp/expected" ||
		{ diff "$tmp/got" "$tmp/expected" | head; fail "$what: $(grep -e '^end: ' -e '^why: ' -e '^odd: ' "$tmp/heard")"; }
	grep -q '^end: done' "$tmp/heard" || fail "$what: $(grep -e '^end: ' -e '^why: ' "$tmp/heard")"
}

# The replay agent: all of them.
set --
for i in $(seq 0 $((n - 1))); do
	ln -s "$tmp/walks/$i" "$tmp/$i.snmprec"
	set -- "$@" "$net.$((i + 1)):$port=$tmp/$i.snmprec"
done
replay_start "$@"
for i in $(seq 0 $((n - 1))); do
	same "replay, $(realpath "$tmp/walks/$i")" "$i" "$net.$((i + 1)):$port"
done
ok "$n walks as the replay agent says them"
replay_stop || fail "replay ended with $?"

# snmpsim: one process, an address for each walk that is not long; it serves some thousand
# rows a second.  It gives up root by itself, and cannot do without an owned cache.
user=
if test "$(id -u)" = 0; then
	chown nobody "$tmp/cache"
	user="--process-user=nobody --process-group=$(id -gn nobody)"
fi
short=
set --
count=0
for i in $(seq 0 $((n - 1))); do
	test "$(wc -l <"$tmp/walks/$i")" -le 600 || continue
	expect "$i"
	# The shared ones in our form: snmpsim cuts blanks off the end of a text.
	test $i = 0 && walk=walks/0 || walk=expected
	cp "$tmp/$walk" "$tmp/data/1.3.6.1.6.1.1.$count.snmprec"
	short="$short $i:$net.$((count + 1))"
	count=$((count + 1))
	set -- "$@" "--agent-udpv4-endpoint=$net.$count:$port"
done
chmod -R a+rX "$tmp"
secret() { # NAME TEXT: as a file that only we read
	(umask 077 && echo "$2" >"$tmp/$1.secret")
}
secret auth turnip-auth-phrase
secret priv turnip-priv-phrase
secret wrong turnip-other-phrase
a=turnip-auth-phrase p=turnip-priv-phrase
HOME=$tmp snmpsimd $user --cache-dir="$tmp/cache" --logging-method=stderr \
	--v3-engine-id=auto --data-dir="$tmp/data" \
	--v3-user=md5des --v3-auth-key=$a --v3-auth-proto=MD5 --v3-priv-key=$p --v3-priv-proto=DES \
	--v3-user=shaaes --v3-auth-key=$a --v3-auth-proto=SHA --v3-priv-key=$p --v3-priv-proto=AES \
	--v3-user=sha256aes --v3-auth-key=$a --v3-auth-proto=SHA256 --v3-priv-key=$p --v3-priv-proto=AES \
	--v3-user=sha512aes256 --v3-auth-key=$a --v3-auth-proto=SHA512 --v3-priv-key=$p --v3-priv-proto=AES256BLMT \
	--v3-user=sha384 --v3-auth-key=$a --v3-auth-proto=SHA384 \
	"$@" >"$tmp/snmpsim.log" 2>&1 </dev/null &
sim=$!
pids="$pids $sim"
listening() { test "$(grep -c 'Listening at' "$tmp/snmpsim.log")" = "$count" || ! kill -0 "$sim" 2>/dev/null; }
until_true listening
kill -0 "$sim" 2>/dev/null || fail "snmpsimd ended"

agent=$net.1:$port
same "MD5 and DES" 0 -C "md5des:MD5:$tmp/auth.secret:DES:$tmp/priv.secret" "$agent"
same "SHA and AES" 0 -C "shaaes:SHA:$tmp/auth.secret:AES:$tmp/priv.secret" "$agent"
same "SHA-256 and AES" 0 -C "sha256aes:SHA-256:$tmp/auth.secret:AES:$tmp/priv.secret" "$agent"
same "SHA-512 and AES-256" 0 -C "sha512aes256:SHA-512:$tmp/auth.secret:AES-256:$tmp/priv.secret" "$agent"
same "SHA-384 without privacy" 0 -C "sha384:SHA-384:$tmp/auth.secret" "$agent"
ok "snmpsim: a walk of our own by five SNMPv3 users"

# refused USER WORD: what the user cannot have, and why.
refused() {
	poll -b 3000 -t 200 -r 1 -C "$1" "$agent" get:1.3.6.1.2.1.1.1.0
	is "$(grep -c '^[0-9]' "$tmp/heard")" 0
	grep '^why: ' "$tmp/heard" | grep -q -e "$2" || fail "$1: $(cat "$tmp/heard")"
}
refused "shaaes:SHA:$tmp/wrong.secret:AES:$tmp/priv.secret" .
refused "shaaes:SHA:$tmp/auth.secret:AES:$tmp/wrong.secret" .
refused "stranger:SHA:$tmp/auth.secret:AES:$tmp/priv.secret" .
grep -q -e turnip- "$tmp/heard" "$tmp/heard.err" && fail "a secret is said"
same "the third of three" 0 -C "stranger:SHA:$tmp/auth.secret" \
	-C "shaaes:SHA:$tmp/wrong.secret:AES:$tmp/priv.secret" \
	-C "shaaes:SHA:$tmp/auth.secret:AES:$tmp/priv.secret" -t 200 -r 1 "$agent"
is "$(grep -c '^credential: shaaes' "$tmp/heard")" 1
ok "snmpsim: wrong keys and strangers are refused, the credential that works is found"

for walk in $short; do
	i=${walk%%:*}
	same "snmpsim, $(realpath "$tmp/walks/$i")" "$i" \
		-C "shaaes:SHA:$tmp/auth.secret:AES:$tmp/priv.secret" "${walk#*:}:$port"
done
ok "snmpsim: $count walks by SHA and AES"
