#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Conversations with a stock snmpd: versions, credentials, engines, addresses, failures.
. "$top_srcdir/tests/agent/lib.sh"
tool=$builddir/tests/adapters/snmp/poll_tool
test -x "$tool" || exit 99
uptime=1.3.6.1.2.1.1.3.0 who=1.3.6.1.2.1.1.5.0 orid=1.3.6.1.2.1.1.9.1.2 ordescr=1.3.6.1.2.1.1.9.1.3
echo authsecret1 >"$tmp/a"
echo privsecret1 >"$tmp/p"
echo wrongsecret >"$tmp/w"
user=v3user:SHA-256:$tmp/a:AES:$tmp/p

poll() { "$tool" "$@" >"$tmp/out" 2>"$tmp/tool.err"; }
says() {
	for line in "$@"; do
		grep -q -e "$line" "$tmp/out" || { cat "$tmp/out" "$tmp/tool.err"; fail "does not say: $line"; }
	done
}
count() { grep -c -e "$1" "$tmp/out"; }

# The same agent again, at the address where it was.
again() {
	: >"$tmp/$1.log"
	SNMPCONFPATH=$tmp/$1:$tmp/$1/state SNMP_PERSISTENT_DIR=$tmp/$1/state \
		snmpd -f -r -I -smux -LF 6 "$tmp/$1.log" "$agent" 2>>"$tmp/$1.err" &
	pid=$!
	pids="$pids $pid"
	until_true decided "$1" $pid
	is_gone $pid && fail "no snmpd"
}

# The tool in the background, which waits when it says "pause" until go is called.
begin() {
	rm -f "$tmp/go"
	mkfifo "$tmp/go"
	"$tool" "$@" <"$tmp/go" >"$tmp/out" 2>"$tmp/tool.err" &
	tool_pid=$!
	pids="$pids $tool_pid"
	exec 9>"$tmp/go"
}
pauses() { test "$(count '^pause')" -ge "$1"; }
go() { echo go >&9; }
finish() {
	exec 9>&-
	wait $tool_pid
	tool_code=$?
}

conf v3 "sysName there" "createUser v3user SHA-256 authsecret1 AES privsecret1" "rouser v3user priv" \
	"createUser plain" "rouser plain noauth" "createUser old MD5 authsecret1 DES privsecret1" \
	"rouser old priv" "createUser long SHA-512 authsecret1 AES-256 privsecret1" "rouser long priv" \
	"createUser signs SHA authsecret1" "rouser signs auth" \
	"createUser middle SHA-384 authsecret1 AES-192 privsecret1" "rouser middle priv" \
	"createUser blind SHA authsecret1" "createUser short SHA-224 authsecret1 AES privsecret1" "rouser short priv" \
	"rocommunity6 public ::1"
start v3
at=${agent#udp:}
rows=$(walk public .$orid | wc -l)

poll "$at" get:$uptime get:$who next:1.3.6.1.2.1.1.4 walk:$orid:1 walk:$ordescr:1 || fail "v2c"
says '^1.3.6.1.2.1.1.5.0|4|there' '^1.3.6.1.2.1.1.3.0|67|' '^end: done' '^credential: public'
is "$(count "^$orid\.")" "$rows"
is "$(count "^$ordescr\.")" "$rows"
is "$(count '^odd')" 0
ok "version 2c: GET, GETNEXT, GETBULK"

mkdir "$tmp/strange"
printf '%s\n' 'defCommunity wrong' 'noRangeCheck yes' 'nonsense' >"$tmp/strange/snmp.conf"
SNMPCONFPATH=$tmp/strange SNMP_PERSISTENT_DIR=$tmp/made HOME=$tmp/made MIBS=ALL \
	"$tool" "$at" get:$who >"$tmp/out" 2>"$tmp/tool.err" || fail "a strange environment"
says '^1.3.6.1.2.1.1.5.0|4|there'
test ! -e "$tmp/made" || fail "the library made a folder"
test ! -s "$tmp/tool.err" || fail "the library says something: $(cat "$tmp/tool.err")"
ok "no file of net-snmp's is read or made"

poll -v 1 "$at" get:$uptime get:1.3.6.1.2.1.1.99.0 get:$who walk:$orid:1 walk:$ordescr:1 || fail "v1"
says '^1.3.6.1.2.1.1.5.0|4|there' '^1.3.6.1.2.1.1.3.0|67|' '^end: done'
is "$(count "^$orid\.")" "$rows"
is "$(count "^$ordescr\.")" "$rows"
is "$(count '|5|')" 0
ok "version 1: noSuchName takes out one varbind, the others are there"

poll -v 1 "$at" walk:1.3.6.1.6.3.16.1.5.2.1.6:1 walk:1.9:2 next:1.9 get:$uptime || fail "end of the MIB"
says '^1.3.6.1.2.1.1.3.0|67|' '^end: done'
is "$(count '^1.9')" 0
ok "version 1: the end of everything"

poll "$at" get:1.3.6.1.2.1.1.99.0 get:1.3.6.1.9.9.0 get:$who || fail "exceptions"
says '^1.3.6.1.2.1.1.5.0|4|there' 'varbinds 1,'
ok "noSuchObject, noSuchInstance: nothing is kept"

poll "$at" get:$who + walk:$orid:7 + get:$uptime || fail "steps"
says '^1.3.6.1.2.1.1.5.0|4|there' '^1.3.6.1.2.1.1.3.0|67|' "^$orid.1|6|"
ok "steps, one after another"

poll "$at" walk:$orid:1:3 || fail "row limit"
is "$(count "^$orid\.")" 3
says "^odd: more than 3 rows below $orid"
ok "no more rows than asked for, and that is told"

for u in plain v3user:SHA-256:$tmp/a:AES:$tmp/p old:MD5:$tmp/a:DES:$tmp/p signs:SHA:$tmp/a \
	long:SHA-512:$tmp/a:AES-256:$tmp/p middle:SHA-384:$tmp/a:AES-192:$tmp/p \
	short:SHA-224:$tmp/a:AES:$tmp/p; do
	poll -k 2 -C "$u" "$at" get:$who walk:$orid:1 || fail "version 3: $u"
	is "$(count '|4|there')" 2
	is "$(count "^$orid\.")" $((2 * rows))
	is "$(count '^end: done')" 2
	case $u in
	*:*) says 'all: .* requests 5,' ;; # discovery, and two for each: the clock is remembered
	esac
done
says 'engine 8'
ok "version 3: noAuthNoPriv, authNoPriv, authPriv; MD5, SHA, SHA-2; DES, AES"

poll -C "nobody:SHA:$tmp/a" "$at" get:$who && fail "an unknown user"
says '^end: refused' '^why: user nobody: it does not know the user' '^credential: none'
poll -C "v3user:SHA-256:$tmp/w:AES:$tmp/p" "$at" get:$who && fail "a wrong secret"
says '^end: refused' '^why: user v3user: wrong digest'
poll -C "v3user:SHA:$tmp/a:AES:$tmp/p" "$at" get:$who && fail "a wrong protocol"
says '^end: refused' '^why: user v3user: wrong digest'
poll -C "signs:SHA:$tmp/a:AES:$tmp/p" "$at" get:$who && fail "an unsupported level"
says '^end: refused' '^why: user signs: it does not support this security level'
poll -C "blind:SHA:$tmp/a" "$at" get:$who walk:$orid && fail "no access"
says '^end: refused' '^why: blind may see nothing: authorizationError' '^credential: none'
poll -t 100 -C "v3user:SHA-256:$tmp/a:AES:$tmp/w" "$at" get:$who && fail "a wrong privacy secret"
says '^end: no answer' '^why: .* tells its engine ID, but does not answer user v3user: wrong privacy'
poll -t 100 -C "v3user:SHA-256:$tmp/a:AES:$tmp/w" -c wrong "$at" get:$who && fail "two wrong ones"
says '^end: no answer' '^why: .* does not answer user v3user: wrong privacy'
ok "version 3: what is wrong is said"

grep -q -e authsecret -e privsecret -e wrongsecret "$tmp/out" "$tmp/tool.err" && fail "a secret is told"
poll -C "v3user:SHA-3:$tmp/a" "$at" get:$who && fail "a protocol that is none"
grep -q 'credential v3user: this net-snmp has no authentication protocol SHA-3' "$tmp/tool.err" ||
	fail "an unknown protocol"
poll -C "v3user:SHA:$tmp/a:ROT13:$tmp/p" "$at" get:$who && fail "a protocol that is none"
grep -q 'credential v3user: this net-snmp has no privacy protocol ROT13' "$tmp/tool.err" ||
	fail "an unknown protocol"
ok "protocols that this library lacks are refused by name"

poll -t 100 -k 2 -c wrong -C "v3user:SHA-256:$tmp/w:AES:$tmp/p" -C "$user" -c public "$at" get:$who ||
	fail "credentials"
is "$(count '^credential: v3user')" 2
is "$(count 'memory: known 1, credential 2, .* engine 8')" 2
is "$(count 'retries 0$')" 1
poll -C "blind:SHA:$tmp/a" -c public "$at" get:$who || fail "one that sees something"
says '|4|there' '^credential: public'
ok "credentials in their order; the one that worked is the first next time"

poll -t 100 -b 5000 -c a -c b -C "$user" -C plain silent get:$who && fail "silence"
says '^end: no answer' 'with any of 4 credentials' '^counts: requests 3, varbinds 0, retries 3'
ok "a silent port: one retry for each credential, one engine for all users"
poll closed get:$who && fail "a closed port"
says '^end: no answer' '^why: nobody listens at 127.0.0.1 port' '^counts: requests 1, varbinds 0, retries 0'
ok "a closed port is noticed at once"

begin -t 200 -C "$user" "$at" get:$uptime + pause + walk:$orid:1
until_true pauses 1
kill $pid
wait $pid
again v3
go
finish
is $tool_code 0
says '^1.3.6.1.2.1.1.3.0|67|' "^$orid.1|6|" '^end: done' 'strays 0,' 'retries 0$'
ok "an agent that restarts under a conversation: boots and time are taken again"

begin -t 200 -C "$user" "$at" get:$uptime + pause + walk:$orid:1
until_true pauses 1
kill $pid
wait $pid
rm -r "$tmp/v3/state"
again v3
go
finish
is $tool_code 0
says '^1.3.6.1.2.1.1.3.0|67|' "^$orid.1|6|" '^end: done' 'retries 0$'
ok "an agent that is replaced under a conversation: its engine is asked for again"

begin -i -k 3 -t 200 -C "$user" "$at" get:$who
until_true pauses 1
kill $pid
wait $pid
again v3
go
until_true pauses 2
kill $pid
wait $pid
rm -r "$tmp/v3/state"
again v3
go
finish
is $tool_code 0
is "$(count '^end: done')" 3
is "$(sed -n 's/^memory:.*engine //p' "$tmp/out" | sort -u | wc -l)" 2
ok "an agent that restarts between polls, with its engine ID and with a new one"

begin -t 400 -b 1000 "$at" get:$who + pause + get:$uptime
until_true pauses 1
kill -STOP $pid
go
finish
kill -CONT $pid
says '^end: overdue' '^why: not through after 1000 ms, waiting for the answer to a GET of 1.3.6.1.2.1.1.3.0' '|4|there'
begin -t 50 -r 1 "$at" get:$who + pause + get:$uptime get:1.3.6.1.2.1.1.1.0
until_true pauses 1
kill -STOP $pid
go
finish
kill -CONT $pid
says '^end: no answer' '^why: it fell silent at a GET of 1.3.6.1.2.1.1' '|4|there'
ok "the budget ends it, silence too, and what was heard is there"

poll -n 300 "$at" get:$uptime walk:$orid:1 walk:$ordescr:1 || fail "300 conversations"
is "$(count '^end: done')" 300
is "$(count "^$orid\.")" $((300 * rows))
says '^all: conversations 300, failed 0,'
poll -a 200 -n 2 "$at" get:$who || fail "further conversations"
says '^all: conversations 202, failed 0,'
poll -q -t 100 -b 3000 -n 50 "$at,silent,closed,[::" get:$who && fail "some must fail"
says '^all: conversations 200, failed 150,'
ok "300 at once; more begun from callbacks; good and bad ones side by side"

port=${at#*:}
# A bare system may have no hosts file: then there is no name to resolve.
local=localhost
grep -qs "^127.*\<localhost\>" /etc/hosts || local=127.0.0.1
poll "$local:$port" get:$who || fail "$local"
says '|4|there'
poll -b 4000 no.such.host.invalid get:$who && fail "a name of nobody"
says '^end: bad address' '^why: no.such.host.invalid: '
for bad in ':161' '1.2.3' '[::1' '[::1]x' '127.0.0.1:0' '127.0.0.1:65536' '::1%nowhere' 'a b'; do
	poll "$bad" get:$who && fail "address: $bad"
	says '^end: bad address' "^why: "
done
ok "names and addresses, and what is none"

if command -v valgrind >/dev/null && test -z "$preload"; then
	valgrind -q --leak-check=full --errors-for-leak-kinds=definite,possible --error-exitcode=77 \
		"$tool" -b 4000 -k 2 -t 300 -c wrong -C "v3user:SHA-256:$tmp/w:AES:$tmp/p" -C "$user" \
		"$at,$local:$port,silent,closed,no.such.host.invalid,::" \
		get:$who walk:$orid:1 walk:$ordescr:1 >"$tmp/out" 2>"$tmp/tool.err"
	is $? 1
	is "$(count '^end: done')" 4
	ok "valgrind finds nothing"
else
	echo "ok # SKIP valgrind: not here, or instrumented already"
fi

if test -e /proc/net/if_inet6 && grep -q '^0*1 ' /proc/net/if_inet6; then
	kill $pid
	wait $pid
	agent=udp6:[::1]:$port
	again v3
	poll "[::1]:$port" get:$who || fail "IPv6"
	says '|4|there'
	poll -C "$user" "[::1]:$port" get:$who || fail "IPv6 and version 3"
	says '|4|there'
	ok "IPv6"
	for host in localhost ip6-localhost; do
		grep -q "^::1[[:space:]].*\<$host\>" /etc/hosts || continue
		poll "$host:$port" get:$who || fail "$host"
		says '|4|there'
		ok "$host: of its addresses the one that answers"
	done
else
	echo "ok # SKIP IPv6: not on this machine"
fi
if grep -q -e AddressSanitizer -e 'runtime error' "$tmp/tool.err"; then
	cat "$tmp/tool.err"
	fail "sanitizer report"
fi
