# SPDX-License-Identifier: BSD-2-Clause
#
# What "decom adapter test" says of a walk, held against the walk itself.  The expected values are
# worked out here, from the OIDs that shared.tsv names: this program shares nothing with decom.
#
#	awk -v walk=NAME -v status=N -f shared.awk part=1 shared.tsv part=2 WALK part=3 OUTPUT
#
# One line for each check, "ok" or "not ok"; the caller numbers them.
#
# A line of shared.tsv: walk, block, name, expected; four columns, tabs between them.
#
# block	-			the agent's own asset
#	blade.3			the asset of this key
#	feed outlet.1.7		the feed of this key
#	[serial=EXPR]		the asset that has this value; feed [label=EXPR]
# name	a field or metric, of, label, outlet
#	adapter			the name of the best match; none
#	only			the block has nothing but these (blanks between them)
#	absent			the block has none of these; block *: no block has any
#	assets, feeds		how many (assets 0: nothing in the walk tells which box it is);
#				assets:serial how many with a serial,
#				assets+power the sum of what they have (feeds alike)
#	troubles		at least so many; none: none at all
# expected	EXPR, none (there is no such value) or present
#
# EXPR: numbers, 'texts', + - * / ( ), .. joins texts, none;
#	@OID	what the walk has there as text: outer blanks and one pair of quotation marks off
#		E is 1.3.6.1.4.1, M is 1.3.6.1.2.1; .* what the aggregate round it is at
#	sum count max min mean first(EXPR where COND and COND): over what the first @PREFIX.* of
#		EXPR can be; other .* in it stand for the same.  COND: = != < > ~ 'ERE', or a value
#	any(A, B) the first that is there	unsigned(X) negative: 2^32 more
#	number(X) the first number in it	power(A, B)
#	sub(ERE, TEXT, X) gsub			lower(X) upper(X)
#	hex(@OID) mac(@OID) its octets		at(TEXT) what the walk has at an OID that is put together
#	star() what .* is			arc(N) its N-th arc; below 0: from the end
#	outer() what .* is one aggregate further out
# <private>, which hides a value in a walk, is expected to be none.
# Numbers agree within a millionth, texts exactly.

BEGIN {
	split("cpu memory receive transmit read write power logins sessions uptime network disk" \
	    " power_rated threads endpoints", m, " ")
	for (i in m)
		metrics_by_name[m[i]] = 1
	FS = "\t"
	NONE = "\001"
	for (i = 1; i < 256; i++)
		ord[sprintf("%c", i)] = i
	none_words = "^(n/?a|na|unknown|none|null|not available|not applicable|not specified" \
	    "|to be filled by o\\.e\\.m\\.|default string|<private>|--?|0+)$"
	classes = " server blade chassis hypervisor vm storage switch router firewall pdu ups other "
	nassets = nfeeds = ntroubles = nchecks = nwalk = 0
}

part == 1 {
	if ($0 !~ /^#/ && $1 == walk) {
		if (NF < 4)
			broken("fewer than four columns: " $0)
		nchecks++
		check_key[nchecks] = $2
		check_name[nchecks] = $3
		check_want[nchecks] = $4
	}
	next
}

# The walk.
part == 2 {
	at = index($0, "|")
	oid = substr($0, 1, at - 1)
	rest = substr($0, at + 1)
	at = index(rest, "|")
	order[++nwalk] = oid
	tag[oid] = substr(rest, 1, at - 1)
	raw[oid] = substr(rest, at + 1)
	next
}

# The output: blocks of values.
/^match / {
	if (matched == "") {
		matched = $0
		sub(/^match /, "", matched)
		sub(/ .*/, "", matched)
	}
	next
}
/^asset "/ {
	block = "a" quoted($0)
	asset[++nassets] = block
	next
}
/^feed "/ {
	block = "f" quoted($0)
	feed[++nfeeds] = block
	next
}
/^trouble / {
	ntroubles++
	next
}
/^  [a-z_]+ = / {
	line = substr($0, 3)
	at = index(line, " = ")
	name = substr(line, 1, at - 1)
	line = substr(line, at + 3)
	source = ""
	if (match(line, /  \[[0-9.]+\]$/)) {
		source = substr(line, RSTART + 3, RLENGTH - 4)
		line = substr(line, 1, RSTART - 1)
	}
	if (name == "of")
		line = quoted(line)
	if (name in metrics_by_name)
		sub(/ .*/, "", line)
	value[block, name] = line
	from[block, name] = source
	has[block] = has[block] " " name
	next
}
/^  [a-z_]+ lost: / {
	nlost++
	next
}
/^$/ {
	next
}
{
	odd = odd == "" ? $0 : odd
}

function broken(what)
{
	print "not ok - " walk ": shared.tsv: " what
}

function say(good, what)
{
	print (good ? "ok" : "not ok") " - " walk ": " what
}

# The text between the first and the last quotation mark.
function quoted(s)
{
	sub(/^[^"]*"/, "", s)
	sub(/"[^"]*$/, "", s)
	gsub(/\\"/, "\"", s)
	gsub(/\\\\/, "\\", s)
	return s
}

function hex_digit(c)
{
	return index("0123456789abcdef", tolower(c)) - 1
}

# Octets of a value, as text without what is not shown.
function text_of(oid,    s, t, i, n, c)
{
	if (!(oid in tag))
		return NONE
	s = raw[oid]
	if (tag[oid] ~ /x$/) {
		while (s ~ /^([0-9a-fA-F][0-9a-fA-F])*00$/)
			s = substr(s, 1, length(s) - 2)
		t = ""
		n = length(s)
		for (i = 1; i < n; i += 2) {
			c = hex_digit(substr(s, i, 1)) * 16 + hex_digit(substr(s, i + 1, 1))
			t = t sprintf("%c", c < 32 ? 32 : c)
		}
		s = t
	}
	gsub(/[\001-\037]/, " ", s)
	gsub(/^ +| +$/, "", s)
	if (s ~ /^".*"$/)
		s = substr(s, 2, length(s) - 2)
	gsub(/^ +| +$/, "", s)
	return s
}

function hex_of(oid,    s, t, i)
{
	if (!(oid in tag))
		return NONE
	s = raw[oid]
	if (tag[oid] ~ /x$/)
		return tolower(s)
	t = ""
	for (i = 1; i <= length(s); i++)
		t = t sprintf("%02x", ord[substr(s, i, 1)])
	return t
}

function long_oid(s)
{
	sub(/^E\./, "1.3.6.1.4.1.", s)
	sub(/^M\./, "1.3.6.1.2.1.", s)
	return s
}

#
# Expressions.  src is the text, pos the place in it; star is what ".*" stands for at the moment.
#
function blanks()
{
	while (substr(src, pos, 1) == " ")
		pos++
}

function take(token)
{
	blanks()
	if (substr(src, pos, length(token)) != token)
		return 0
	pos += length(token)
	return 1
}

function take_word(word)
{
	blanks()
	if (substr(src, pos, length(word)) != word || \
	    substr(src, pos + length(word), 1) ~ /[a-z0-9_]/)
		return 0
	pos += length(word)
	return 1
}

function expression(    a, b)
{
	a = arithmetic()
	while (take("..")) {
		b = arithmetic()
		a = a == NONE || b == NONE ? NONE : a b
	}
	return a
}

function arithmetic(    a, b)
{
	a = term()
	for (;;) {
		blanks()
		if (substr(src, pos, 2) == "..")
			return a
		if (take("+")) {
			b = term()
			a = a == NONE || b == NONE ? NONE : a + b
		} else if (take("-")) {
			b = term()
			a = a == NONE || b == NONE ? NONE : a - b
		} else
			return a
	}
}

function term(    a, b)
{
	a = factor()
	for (;;) {
		if (take("*")) {
			b = factor()
			a = a == NONE || b == NONE ? NONE : a * b
		} else if (take("/")) {
			b = factor()
			a = a == NONE || b == NONE || b == 0 ? NONE : a / b
		} else
			return a
	}
}

function factor(    a, n, word)
{
	blanks()
	if (take("(")) {
		a = expression()
		if (!take(")"))
			wrong = wrong " )"
		return a
	}
	if (take("-")) {
		a = factor()
		return a == NONE ? NONE : -a
	}
	if (take("'")) {
		n = index(substr(src, pos), "'")
		a = substr(src, pos, n - 1)
		pos += n
		return a
	}
	if (take("@"))
		return text_of(oid_here())
	if (match(substr(src, pos), /^[0-9]+(\.[0-9]+)?/)) {
		a = substr(src, pos, RLENGTH) + 0
		pos += RLENGTH
		return a
	}
	if (match(substr(src, pos), /^[a-z0-9_]+/)) {
		word = substr(src, pos, RLENGTH)
		pos += RLENGTH
		if (word == "none")
			return NONE
		if (take("("))
			return call(word)
	}
	wrong = wrong " at " pos
	pos = length(src) + 1
	return NONE
}

# An OID at pos, with what * stands for; pos goes behind it.
function oid_here(    s)
{
	match(substr(src, pos), /^[EM0-9.*]+/)
	s = substr(src, pos, RLENGTH)
	pos += RLENGTH
	if (s ~ /\*/)
		sub(/\*/, star, s)
	return long_oid(s)
}

function argument_oid(    s)
{
	if (!take("@"))
		wrong = wrong " an OID is wanted at " pos
	s = oid_here()
	return s
}

function call(word,    a, b, c, n, p)
{
	if (word ~ /^(sum|count|max|min|mean|first)$/)
		return aggregate(word)
	if (word == "hex" || word == "mac") {
		a = hex_of(argument_oid())
		if (word == "mac") {
			b = ""
			for (n = 1; n < length(a); n += 2)
				b = b (n > 1 ? ":" : "") substr(a, n, 2)
			a = a == NONE ? a : b
		}
	} else if (word == "star")
		a = star
	else if (word == "outer")
		a = outside
	else if (word == "arc") {
		n = split(star, p, ".")
		a = expression()
		a = p[a < 0 ? n + 1 + a : a]
	} else if (word == "any") {
		a = expression()
		while (take(",")) {
			b = expression()
			a = a == NONE || a == "" ? b : a
		}
	} else if (word == "at") {
		a = expression()
		a = a == NONE ? NONE : text_of(long_oid(a))
	} else if (word == "sub" || word == "gsub") {
		a = expression()
		take(",")
		b = expression()
		take(",")
		c = expression()
		if (c != NONE && word == "sub")
			sub(a, b, c)
		else if (c != NONE)
			gsub(a, b, c)
		a = c
	} else if (word == "number") {
		a = expression()
		if (a != NONE)
			a = match(a, /-?[0-9]+(\.[0-9]+)?/) ? substr(a, RSTART, RLENGTH) + 0 : NONE
	} else if (word == "unsigned") {
		a = expression()
		a = a != NONE && a < 0 ? a + 4294967296 : a
	} else if (word == "power") {
		a = expression()
		take(",")
		b = expression()
		a = a == NONE || b == NONE ? NONE : a ^ b
	} else if (word == "lower" || word == "upper") {
		a = expression()
		a = a == NONE ? NONE : word == "lower" ? tolower(a) : toupper(a)
	} else
		wrong = wrong " no function " word
	if (!take(")"))
		wrong = wrong " ) missing at " pos
	return a
}

# FUNCTION(EXPRESSION [where CONDITION [and CONDITION]...]): over what the first .* of it can be.
function aggregate(word,    start, end, prefix, i, n, sum, best, v, was, beyond, fits)
{
	start = pos
	was = star
	beyond = outside
	outside = star
	if (!match(substr(src, pos), /@[EM0-9.]+\.\*/)) {
		wrong = wrong " no .* in " word
		pos = length(src) + 1
		return NONE
	}
	prefix = long_oid(substr(src, pos + RSTART, RLENGTH - 2))
	n = sum = 0
	best = NONE
	end = 0
	for (i = 1; i <= nwalk; i++) {
		if (substr(order[i], 1, length(prefix)) != prefix)
			continue
		pos = start
		star = substr(order[i], length(prefix) + 1)
		v = expression()
		fits = 1
		if (take_word("where"))
			do {
				if (!condition())
					fits = 0
			} while (take_word("and"))
		end = pos
		if (!fits || v == NONE || v == "")
			continue
		n++
		sum += v
		if (best == NONE || (word == "max" && v + 0 > best + 0) || \
		    (word == "min" && v + 0 < best + 0))
			best = v
	}
	star = was
	outside = beyond
	if (!end)
		end = skip(start)
	pos = end
	if (!take(")"))
		wrong = wrong " ) missing at " pos
	if (word == "count")
		return n
	if (!n)
		return NONE
	return word == "sum" ? sum : word == "mean" ? sum / n : best
}

# The place of the parenthesis that closes what begins at start.
function skip(start,    depth, c, in_text)
{
	depth = in_text = 0
	for (; start <= length(src); start++) {
		c = substr(src, start, 1)
		if (c == "'")
			in_text = !in_text
		if (in_text)
			continue
		if (c == ")" && depth-- == 0)
			break
		if (c == "(")
			depth++
	}
	return start
}

function condition(    a, b)
{
	a = expression()
	if (take("!=")) {
		b = expression()
		return a != NONE && b != NONE && a "" != b ""
	}
	if (take("=")) {
		b = expression()
		return a != NONE && a "" == b ""
	}
	if (take("<")) {
		b = expression()
		return a != NONE && b != NONE && a + 0 < b + 0
	}
	if (take(">")) {
		b = expression()
		return a != NONE && b != NONE && a + 0 > b + 0
	}
	if (take("~")) {
		b = expression()
		return a != NONE && a ~ b
	}
	return a != NONE && a != "" && a != 0
}

function evaluate(text,    v)
{
	src = text
	pos = 1
	star = outside = ""
	wrong = ""
	v = expression()
	blanks()
	if (pos <= length(src))
		wrong = wrong " the rest is not understood: " substr(src, pos)
	if (wrong != "")
		broken(text ":" wrong)
	return v
}

function is_number(s)
{
	return s ~ /^-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?$/
}

function same(a, b,    d)
{
	if (is_number(a) && is_number(b)) {
		d = a - b
		d = d < 0 ? -d : d
		return d <= 1e-6 * ((a < 0 ? -a : a) + 1)
	}
	return a "" == b ""
}

function shown(v)
{
	return v == NONE ? "none" : v
}

# The block that the second column names; "" if there is none.
function block_of(key,    kind, i, n, at, field, want, b)
{
	kind = "a"
	if (key ~ /^feed /) {
		kind = "f"
		key = substr(key, 6)
	}
	if (key !~ /^\[.*\]$/)
		return kind (key == "-" ? "" : key)
	at = index(key, "=")
	field = substr(key, 2, at - 2)
	want = evaluate(substr(key, at + 1, length(key) - at - 1))
	n = kind == "a" ? nassets : nfeeds
	for (i = 1; i <= n; i++) {
		b = kind == "a" ? asset[i] : feed[i]
		if ((b, field) in value && same(value[b, field], want))
			return b
	}
	return ""
}

function exists(b,    i)
{
	for (i = 1; i <= nassets; i++)
		if (asset[i] == b)
			return 1
	for (i = 1; i <= nfeeds; i++)
		if (feed[i] == b)
			return 1
	return 0
}

# assets, assets:serial, assets+power and the same of feeds.
function overall(name,    kind, i, n, b, field, how, r)
{
	kind = name ~ /^assets/ ? "a" : "f"
	n = kind == "a" ? nassets : nfeeds
	if (name !~ /[:+]/)
		return n
	how = name ~ /:/ ? ":" : "+"
	field = name
	sub(/^.*[:+]/, "", field)
	r = 0
	for (i = 1; i <= n; i++) {
		b = kind == "a" ? asset[i] : feed[i]
		if ((b, field) in value)
			r += how == ":" ? 1 : value[b, field]
	}
	return r
}

function is_absent(key, list,    i, j, n, w, b, bad)
{
	n = split(list, w, " ")
	bad = ""
	for (i = 1; i <= n; i++) {
		if (key != "*") {
			b = block_of(key)
			if ((b, w[i]) in value)
				bad = bad " " w[i] " = " value[b, w[i]]
			continue
		}
		for (j = 1; j <= nassets + nfeeds; j++) {
			b = j <= nassets ? asset[j] : feed[j - nassets]
			if ((b, w[i]) in value)
				bad = bad " " substr(b, 2) "." w[i] " = " value[b, w[i]]
		}
	}
	say(bad == "", key ": nothing of " list (bad == "" ? "" : ", but" bad))
}

function is_only(key, list,    b, i, n, w, bad)
{
	b = block_of(key)
	n = split(has[b], w, " ")
	bad = ""
	for (i = 1; i <= n; i++)
		if (index(" " list " ", " " w[i] " ") == 0)
			bad = bad " " w[i] " = " value[b, w[i]]
	if (!exists(b))
		bad = " there is no such asset"
	say(bad == "", key ": nothing but " list (bad == "" ? "" : ", but" bad))
}

function run(key, name, want,    b, got, v)
{
	if (name == "adapter") {
		say(matched == want || (want == "none" && matched == ""),
		    "adapter " want (matched == want ? "" : ", not " matched))
		return
	}
	if (name == "absent") {
		is_absent(key, want)
		return
	}
	if (name == "only") {
		is_only(key, want)
		return
	}
	if (name == "troubles") {
		v = evaluate(want)
		say(v == NONE ? ntroubles == 0 : ntroubles >= v,
		    "troubles: " ntroubles " (at least " shown(v) ")")
		return
	}
	if (name ~ /^(assets|feeds)([:+][a-z_]+)?$/) {
		v = evaluate(want)
		got = overall(name)
		say(same(got, v == NONE ? 0 : v), name ": " got " (expected " shown(v) ")")
		return
	}
	b = block_of(key)
	got = (b, name) in value ? value[b, name] : NONE
	if (want == "present") {
		say(got != NONE, key " " name ": " shown(got))
		return
	}
	v = evaluate(want)
	if (v == "<private>")	# hidden by whoever recorded it
		v = NONE
	if (b == "")
		got = "no such block"
	say(same(got, v), key " " name ": " shown(got) (same(got, v) ? "" : " (expected " shown(v) ")"))
}

# Whatever the device: where it says it has a value from is where the value is.
function invariants(    i, j, n, b, w, v, o, bad, t)
{
	bad = ""
	for (i = 1; i <= nassets + nfeeds; i++) {
		b = i <= nassets ? asset[i] : feed[i - nassets]
		n = split(has[b], w, " ")
		for (j = 1; j <= n; j++) {
			v = value[b, w[j]]
			o = from[b, w[j]]
			t = substr(b, 2) "." w[j] " = " v
			if (o != "" && !(o in tag))
				bad = bad "; " t ": no " o " in the walk"
			else if (w[j] ~ /^(serial|asset_tag)$/ && \
			    (o == "" || index(text_of(o), v) == 0))
				bad = bad "; " t ": not what " o " says"
			if (w[j] ~ /^(serial|asset_tag|uuid|model|name|label)$/ && \
			    (v == "" || tolower(v) ~ none_words))
				bad = bad "; " t ": says nothing"
			if (w[j] == "class" && index(classes, " " v " ") == 0)
				bad = bad "; " t
			if (w[j] ~ /^(cpu|memory)$/ && (!is_number(v) || v + 0 < 0 || v + 0 > 100))
				bad = bad "; " t
			if (w[j] == "power" && (!is_number(v) || v + 0 < 0 || v + 0 > 100000))
				bad = bad "; " t
			if (w[j] ~ /^(receive|transmit|read|write|network|disk)$/ && \
			    tag[o] ~ /^(65|70)$/)
				bad = bad "; " t ": a rate from one look"
			if (w[j] ~ /^(uptime|logins|sessions)$/ && (!is_number(v) || v + 0 < 0))
				bad = bad "; " t
		}
	}
	say(bad == "", "nothing that the walk does not say" substr(bad, 2))
}

function keys_once(    i, seen, bad)
{
	bad = ""
	for (i = 1; i <= nassets; i++)
		if (seen[asset[i]]++)
			bad = bad " " substr(asset[i], 2)
	for (i = 1; i <= nfeeds; i++)
		if (seen[feed[i]]++)
			bad = bad " " substr(feed[i], 2)
	say(bad == "", "each key once" (bad == "" ? "" : ", but" bad))
}

END {
	wanted = 1
	for (i = 1; i <= nchecks; i++)
		if ((check_name[i] == "adapter" && check_want[i] == "none") || \
		    (check_name[i] == "assets" && check_want[i] == "0"))
			wanted = 0
	say(status == 0 || (!wanted && status == 1), "exit status " status)
	say(odd == "", "output in the usual form" (odd == "" ? "" : ", not: " odd))
	if (wanted)
		say(nassets > 0, nassets " assets, " nfeeds " feeds, " ntroubles " troubles")
	invariants()
	keys_once()
	for (i = 1; i <= nchecks; i++)
		run(check_key[i], check_name[i], check_want[i])
}
