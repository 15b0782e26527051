/* SPDX-License-Identifier: BSD-2-Clause */
#include "harvest.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* The longest value is 64 KiB, in hexadecimal twice that; and its OID. */
enum { LINE_MAX_BYTES = 140000, ROOM = 1 << 18 };

/* Net-snmp's Opaque: 0x9f, then one of these, a length, the number from the highest byte on. */
enum { OPAQUE_FLOAT = 0x78, OPAQUE_DOUBLE = 0x79, OPAQUE_COUNTER64 = 0x76, OPAQUE_INTEGER = 0x7a };
enum { BER_REAL = 0x09 };

enum tag {
	TAG_INTEGER = 2,
	TAG_OCTETS = 4,
	TAG_NULL = 5,
	TAG_OID = 6,
	TAG_ADDRESS = 64,
	TAG_COUNTER32 = 65,
	TAG_GAUGE32 = 66,
	TAG_TICKS = 67,
	TAG_OPAQUE = 68,
	TAG_COUNTER64 = 70
};

struct walk {
	const char *path;
	gzFile in;
	char *room; /* ROOM bytes */
	size_t from, to;
	bool end;
	uintmax_t line;
	struct harvest *harvest;
	uint32_t name[OID_ARCS], value[OID_ARCS];
};

bool
harvest_is_walk(const char *path)
{
	static const char *const ends[] = { ".snmprec", ".snmprec.gz" };
	size_t i, n = strlen(path), m;

	for (i = 0; i < sizeof ends / sizeof *ends; i++)
		if (n > (m = strlen(ends[i])) && strcmp(path + n - m, ends[i]) == 0)
			return true;
	return false;
}

static bool
read_unsigned(const char *s, uint64_t most, uint64_t *n)
{
	char *end;

	if (*s < '0' || *s > '9')
		return false;
	errno = 0;
	*n = strtoull(s, &end, 10);
	return errno == 0 && *end == '\0' && *n <= most;
}

static bool
read_signed(const char *s, int64_t *n)
{
	char *end;

	if (*s != '-' && (*s < '0' || *s > '9'))
		return false;
	errno = 0;
	*n = strtoll(s, &end, 10);
	return errno == 0 && end != s && *end == '\0';
}

/* Some tools write the upper half of the 32-bit range as negative numbers. */
static bool
read_unsigned32(const char *s, uint64_t *n)
{
	int64_t negative;

	if (*s != '-')
		return read_unsigned(s, UINT32_MAX, n);
	if (!read_signed(s, &negative) || negative < INT32_MIN)
		return false;
	*n = (uint32_t)negative;
	return true;
}

static int
hex_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* In place: two digits become one byte. */
static bool
read_hex(char *s, size_t *len)
{
	size_t i;
	int high, low;

	if (*len % 2 != 0)
		return false;
	for (i = 0; i < *len; i += 2) {
		if ((high = hex_digit(s[i])) < 0 || (low = hex_digit(s[i + 1])) < 0)
			return false;
		s[i / 2] = (char)(high << 4 | low);
	}
	*len /= 2;
	return true;
}

static void
set_octets(struct varbind *v, enum varbind_type type, const char *s, size_t len)
{
	v->type = type;
	v->octets = (const uint8_t *)s;
	v->len = (uint32_t)len;
}

static bool
read_address(struct varbind *v, char *s, size_t len, bool hex)
{
	uint32_t part[OID_ARCS], i;

	if (hex || len == 4) {
		set_octets(v, VARBIND_ADDRESS, s, len);
		return len == 4;
	}
	if (oid_parse(s, part) != 4)
		return false;
	for (i = 0; i < 4; i++) {
		if (part[i] > 255)
			return false;
		s[i] = (char)part[i];
	}
	set_octets(v, VARBIND_ADDRESS, s, 4);
	return true;
}

static uint64_t
big_endian(const uint8_t *p, size_t n)
{
	uint64_t bits = 0;

	while (n-- > 0)
		bits = bits << 8 | *p++;
	return bits;
}

/* X.690, 8.5.8: a real in decimal is text. */
static bool
decimal_real(const uint8_t *p, size_t n, double *real)
{
	char text[64], *end;

	if (n < 4 || n > sizeof text || p[0] != BER_REAL || p[1] != n - 2 || p[2] < 1 || p[2] > 3)
		return false;
	memcpy(text, p + 3, n - 3);
	text[n - 3] = '\0';
	*real = strtod(text, &end);
	return *end == '\0' && isfinite(*real);
}

/* See harvest.h. */
void
varbind_opaque(struct varbind *v, const uint8_t *p, size_t len)
{
	uint64_t bits;
	uint32_t half;
	float single;
	double real;

	set_octets(v, VARBIND_OCTETS, (const char *)p, len);
	if (decimal_real(p, len, &real)) {
		v->type = VARBIND_REAL;
		v->real = real;
		return;
	}
	if (len < 4 || len > 11 || p[0] != 0x9f || p[2] != len - 3)
		return;
	bits = big_endian(p + 3, len - 3);
	if (p[1] == OPAQUE_FLOAT && len == 7) {
		half = (uint32_t)bits;
		memcpy(&single, &half, sizeof single);
		v->real = (double)single;
		v->type = VARBIND_REAL;
	} else if (p[1] == OPAQUE_DOUBLE && len == 11) {
		memcpy(&v->real, &bits, sizeof bits);
		v->type = VARBIND_REAL;
	} else if (p[1] == OPAQUE_COUNTER64) {
		v->number = bits;
		v->type = VARBIND_COUNTER64;
	} else if (p[1] == OPAQUE_INTEGER) {
		if (len < 11 && p[3] >= 0x80)
			bits |= UINT64_MAX << (8 * (len - 3));
		v->integer = (int64_t)bits;
		v->type = VARBIND_INTEGER;
	}
}

static bool
known_number(unsigned long tag)
{
	return tag == TAG_INTEGER || tag == TAG_COUNTER32 || tag == TAG_GAUGE32 ||
	       tag == TAG_TICKS || tag == TAG_COUNTER64;
}

static bool
read_value(struct walk *w, struct varbind *v, unsigned long tag, bool hex, char *s, size_t len)
{
	if (hex &&
	    ((tag != TAG_OCTETS && tag != TAG_ADDRESS && tag != TAG_OPAQUE) || !read_hex(s, &len)))
		return false;
	if (len == 0 && (tag == TAG_OID || tag == TAG_ADDRESS || known_number(tag)))
		tag = TAG_NULL; /* recorded, but without a value */
	switch ((enum tag)tag) {
	case TAG_INTEGER: v->type = VARBIND_INTEGER; return read_signed(s, &v->integer);
	case TAG_OCTETS: set_octets(v, VARBIND_OCTETS, s, len); return true;
	case TAG_NULL: v->type = VARBIND_NULL; return true;
	case TAG_OID:
		v->type = VARBIND_OID;
		v->oid = (struct oid){ w->value, oid_parse(s, w->value) };
		return v->oid.n > 0;
	case TAG_ADDRESS: return read_address(v, s, len, hex);
	case TAG_COUNTER32: v->type = VARBIND_COUNTER32; return read_unsigned32(s, &v->number);
	case TAG_GAUGE32: v->type = VARBIND_GAUGE32; return read_unsigned32(s, &v->number);
	case TAG_TICKS: v->type = VARBIND_TICKS; return read_unsigned32(s, &v->number);
	case TAG_OPAQUE: varbind_opaque(v, (const uint8_t *)s, len); return true;
	case TAG_COUNTER64:
		v->type = VARBIND_COUNTER64;
		return read_unsigned(s, UINT64_MAX, &v->number);
	}
	return false;
}

/* s ends with a NUL. */
static bool
read_varbind(struct walk *w, struct varbind *v, char *s, size_t len)
{
	char *tag = memchr(s, '|', len), *value, *end;
	unsigned long number;
	bool hex;

	if (tag == NULL)
		return false;
	*tag++ = '\0';
	v->name = (struct oid){ w->name, oid_parse(s, w->name) };
	if (v->name.n == 0 || *tag < '0' || *tag > '9')
		return false;
	number = strtoul(tag, &end, 10);
	hex = *end == 'x';
	value = end + hex;
	if (*value++ != '|')
		return false;
	return read_value(w, v, number, hex, value, (size_t)(s + len - value));
}

static bool
read_line(struct walk *w, char *s, size_t len, struct error *e)
{
	struct varbind v;

	w->line++;
	if (len > 0 && s[len - 1] == '\r')
		len--;
	s[len] = '\0';
	if (len == 0 || *s == '#')
		return true;
	if (!read_varbind(w, &v, s, len))
		return error_set(e, "%s:%ju: not a line OID|TAG|VALUE", w->path, w->line);
	switch (harvest_add(w->harvest, &v)) {
	case HARVEST_ADDED: return true;
	case HARVEST_FULL: return error_set(e, "%s:%ju: more than the limit", w->path, w->line);
	case HARVEST_NO_MEMORY: break;
	}
	return error_set(e, "%s: no memory", w->path);
}

static bool
fill(struct walk *w, struct error *e)
{
	int n, code;
	const char *why;

	memmove(w->room, w->room + w->from, w->to - w->from);
	w->to -= w->from;
	w->from = 0;
	n = gzread(w->in, w->room + w->to, (unsigned)(ROOM - 1 - w->to));
	if (n < 0) {
		why = gzerror(w->in, &code);
		return error_set(e, "%s: %s", w->path, code == Z_ERRNO ? strerror(errno) : why);
	}
	w->to += (size_t)n;
	w->end = n == 0;
	if (w->end && gzerror(w->in, &code) != NULL && code == Z_BUF_ERROR)
		return error_set(e, "%s: the compressed file is cut off", w->path);
	return true;
}

static bool
read_lines(struct walk *w, struct error *e)
{
	char *s, *newline;

	for (;;) {
		s = w->room + w->from;
		newline = memchr(s, '\n', w->to - w->from);
		if (newline == NULL && !w->end) {
			if (w->to - w->from > LINE_MAX_BYTES)
				return error_set(
				    e, "%s:%ju: the line is too long", w->path, w->line + 1);
			if (!fill(w, e))
				return false;
			continue;
		}
		if (newline == NULL)
			return w->from == w->to || read_line(w, s, w->to - w->from, e);
		w->from += (size_t)(newline - s) + 1;
		if (!read_line(w, s, (size_t)(newline - s), e))
			return false;
	}
}

static bool
open_walk(struct walk *w, size_t limit, struct error *e)
{
	int fd = open(w->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_set(e, "%s: %s", w->path, strerror(errno));
	if ((w->in = gzdopen(fd, "rb")) == NULL) {
		close(fd);
		return error_set(e, "%s: no memory", w->path);
	}
	if ((w->room = malloc(ROOM)) == NULL || (w->harvest = harvest_new(limit)) == NULL)
		return error_set(e, "%s: no memory", w->path);
	return true;
}

struct harvest *
harvest_read(const char *path, size_t limit, struct error *e)
{
	struct walk w = { .path = path };
	bool ok = open_walk(&w, limit, e) && read_lines(&w, e);

	if (w.in != NULL)
		gzclose(w.in);
	free(w.room);
	if (ok)
		return w.harvest;
	harvest_free(w.harvest);
	return NULL;
}

static bool
plain(const uint8_t *s, uint32_t len)
{
	uint32_t i;

	for (i = 0; i < len; i++)
		if (s[i] < ' ' || s[i] > '~')
			return false;
	return len == 0 || (s[0] != ' ' && s[len - 1] != ' ');
}

static void
write_hex(FILE *to, const char *tag, const uint8_t *s, uint32_t len)
{
	fputs(tag, to);
	while (len-- > 0)
		fprintf(to, "%02x", *s++);
}

static void
write_real(FILE *to, double real)
{
	uint64_t bits;

	memcpy(&bits, &real, sizeof bits);
	fprintf(to, "68x|9f7908%016" PRIx64, bits);
}

void
varbind_write(FILE *to, const struct varbind *v)
{
	char buf[OID_TEXT];

	fprintf(to, "%s|", oid_format(v->name, buf));
	switch (v->type) {
	case VARBIND_NULL: fputs("5|", to); break;
	case VARBIND_INTEGER: fprintf(to, "2|%" PRId64, v->integer); break;
	case VARBIND_OCTETS:
		if (plain(v->octets, v->len))
			fprintf(to, "4|%.*s", (int)v->len, (const char *)v->octets);
		else
			write_hex(to, "4x|", v->octets, v->len);
		break;
	case VARBIND_OID:
		fprintf(to, "6|%s", v->oid.n > 0 ? oid_format(v->oid, buf) : "0.0");
		break;
	case VARBIND_ADDRESS: write_hex(to, "64x|", v->octets, v->len); break;
	case VARBIND_COUNTER32: fprintf(to, "65|%" PRIu64, v->number); break;
	case VARBIND_GAUGE32: fprintf(to, "66|%" PRIu64, v->number); break;
	case VARBIND_TICKS: fprintf(to, "67|%" PRIu64, v->number); break;
	case VARBIND_REAL: write_real(to, v->real); break;
	case VARBIND_COUNTER64: fprintf(to, "70|%" PRIu64, v->number); break;
	}
	putc('\n', to);
}
