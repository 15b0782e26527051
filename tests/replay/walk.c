/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "walk.h"

struct walk {
	struct row *row;
	size_t n, size;
};

static bool
hexadecimal(const char *text, uint8_t *bytes, size_t *n)
{
	char pair[3] = "", *end;

	for (*n = 0; text[0] != '\0'; text += 2) {
		if (text[1] == '\0')
			return false;
		memcpy(pair, text, 2);
		bytes[(*n)++] = (uint8_t)strtoul(pair, &end, 16);
		if (*end != '\0')
			return false;
	}
	return true;
}

/* The value of an integer row: Counter64 needs all 64 bits. */
static bool
whole_number(const char *text, int64_t *value)
{
	char *end;

	errno = 0;
	*value = *text == '-' ? strtoll(text, &end, 10) : (int64_t)strtoull(text, &end, 10);
	return end != text && *end == '\0' && errno == 0;
}

static bool
octets_put(struct ber_out *out, uint8_t tag, bool hex, const char *text)
{
	uint8_t *bytes;
	size_t n = strlen(text);
	bool ok = true;

	if (!hex) {
		ber_put(out, tag, text, n);
		return true;
	}
	bytes = malloc(n + 1);
	if (bytes == NULL)
		return false;
	ok = hexadecimal(text, bytes, &n);
	if (ok)
		ber_put(out, tag, bytes, n);
	free(bytes);
	return ok;
}

static bool
address_put(struct ber_out *out, bool hex, const char *text)
{
	struct in_addr address;

	if (hex)
		return octets_put(out, BER_ADDRESS, true, text);
	if (inet_pton(AF_INET, text, &address) != 1)
		return false;
	ber_put(out, BER_ADDRESS, &address, sizeof(address));
	return true;
}

static bool
value_put(struct ber_out *out, struct row *row, bool hex, const char *text)
{
	struct name name = { .n = 0 };

	switch (row->tag) {
	case BER_OCTETS:
	case BER_OPAQUE: return octets_put(out, row->tag, hex, text);
	case BER_ADDRESS: return address_put(out, hex, text);
	case BER_NULL: ber_put(out, BER_NULL, "", 0); return true;
	case BER_OID:
		if (*text != '\0' && !name_parse(text, &name))
			return false;
		ber_put_name(out, name.arc, name.n);
		return true;
	case BER_INTEGER:
		if (!whole_number(text, &row->start))
			return false;
		ber_put_integer(out, row->tag, row->start);
		return true;
	case BER_COUNTER32:
	case BER_GAUGE32:
	case BER_TICKS:
	case BER_COUNTER64:
		if (!whole_number(text, &row->start))
			return false;
		ber_put_unsigned(out, row->tag, (uint64_t)row->start);
		return true;
	default: return false;
	}
}

/* The tag and what follows it: "65", "4x", "67+100", "2^", "4@". */
static bool
tag_parse(const char *text, struct row *row, bool *hex)
{
	static const uint8_t known[] = { 2, 4, 5, 6, 64, 65, 66, 67, 68, 70 };
	char *end;
	unsigned long tag = strtoul(text, &end, 10);

	if (end == text || tag > 70 || memchr(known, (int)tag, sizeof(known)) == NULL)
		return false;
	row->tag = (uint8_t)tag;
	row->kind = ROW_STILL;
	*hex = false;
	if (*end == '+') {
		row->kind = ROW_MOVING;
		row->rate = strtod(end + 1, &end);
	} else if (*end == '^') {
		row->kind = ROW_BOOTS;
		end++;
	} else if (*end == '@' && tag == BER_OCTETS) {
		row->kind = ROW_TEXT;
		end++;
	} else if (*end == 'x') {
		*hex = true;
		end++;
	}
	return *end == '\0';
}

static bool
row_finish(struct row *row, const struct name *name, struct ber_out *out, size_t name_len)
{
	uint8_t *bytes;
	uint32_t *arc;

	bytes = malloc(out->len);
	arc = malloc(name->n * sizeof(*arc));
	if (bytes == NULL || arc == NULL) {
		free(bytes);
		free(arc);
		return false;
	}
	memcpy(bytes, out->buf, out->len);
	memcpy(arc, name->arc, name->n * sizeof(*arc));
	row->arc = arc;
	row->n = name->n;
	row->name = bytes;
	row->name_len = (uint16_t)name_len;
	row->value = bytes + name_len;
	row->value_len = (uint16_t)(out->len - name_len);
	return true;
}

/* One line, which is taken apart in place. */
static bool
row_parse(char *line, struct row *row)
{
	uint8_t buf[65536 + NAME_BYTES];
	struct ber_out out = { buf, 0, sizeof(buf), false };
	struct name name;
	size_t name_len;
	char *tag = strchr(line, '|'), *value = tag == NULL ? NULL : strchr(tag + 1, '|');
	bool hex;

	if (value == NULL)
		return false;
	*tag++ = *value++ = '\0';
	if (!name_parse(line, &name) || name.n < 2 || !tag_parse(tag, row, &hex))
		return false;
	ber_put_name(&out, name.arc, name.n);
	name_len = out.len;
	if (row->kind == ROW_TEXT)
		ber_put_raw(&out, value, strlen(value));
	else if (!value_put(&out, row, hex, value))
		return false;
	return !out.full && out.len - name_len <= UINT16_MAX &&
	       row_finish(row, &name, &out, name_len);
}

static bool
walk_add(struct walk *walk, char *line)
{
	struct row *more;

	if (walk->n == walk->size) {
		walk->size = walk->size == 0 ? 256 : 2 * walk->size;
		more = reallocarray(walk->row, walk->size, sizeof(*more));
		if (more == NULL)
			return false;
		walk->row = more;
	}
	if (!row_parse(line, &walk->row[walk->n]))
		return false;
	walk->n++;
	return true;
}

static int
row_compare(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return name_compare(x->arc, x->n, y->arc, y->n);
}

/* Each OID may stand there once. */
static bool
walk_sort(struct walk *walk, const char *path)
{
	size_t i;

	if (walk->n > 0)
		qsort(walk->row, walk->n, sizeof(*walk->row), row_compare);
	for (i = 1; i < walk->n; i++)
		if (row_compare(&walk->row[i - 1], &walk->row[i]) == 0) {
			fprintf(stderr, "replay: %s: an OID is there twice\n", path);
			return false;
		}
	return true;
}

static bool
walk_lines(struct walk *walk, FILE *file, const char *path)
{
	char *line = NULL;
	size_t size = 0, number = 0;
	ssize_t n;
	bool ok = true;

	while (ok && (n = getline(&line, &size, file)) >= 0) {
		number++;
		while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			line[--n] = '\0';
		if (n > 0 && line[0] != '#' && !walk_add(walk, line)) {
			fprintf(stderr, "replay: %s:%zu: no row\n", path, number);
			ok = false;
		}
	}
	free(line);
	return ok;
}

struct walk *
walk_read(const char *path)
{
	struct walk *walk;
	FILE *file = fopen(path, "r");

	if (file == NULL) {
		fprintf(stderr, "replay: %s: %s\n", path, strerror(errno));
		return NULL;
	}
	walk = calloc(1, sizeof(*walk));
	if (walk != NULL && !(walk_lines(walk, file, path) && walk_sort(walk, path))) {
		walk_free(walk);
		walk = NULL;
	}
	fclose(file);
	return walk;
}

void
walk_free(struct walk *walk)
{
	size_t i;

	if (walk == NULL)
		return;
	for (i = 0; i < walk->n; i++) {
		free((void *)(uintptr_t)walk->row[i].arc);
		free((void *)(uintptr_t)walk->row[i].name);
	}
	free(walk->row);
	free(walk);
}

size_t
walk_count(const struct walk *walk)
{
	return walk->n;
}

const struct row *
walk_row(const struct walk *walk, size_t i)
{
	return &walk->row[i];
}

size_t
walk_after(const struct walk *walk, const struct name *name)
{
	size_t low = 0, high = walk->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct row *row = &walk->row[mid];

		if (name_compare(row->arc, row->n, name->arc, name->n) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

long
walk_find(const struct walk *walk, const struct name *name)
{
	size_t after = walk_after(walk, name);
	const struct row *row;

	if (after == 0)
		return -1;
	row = &walk->row[after - 1];
	return name_compare(row->arc, row->n, name->arc, name->n) == 0 ? (long)after - 1 : -1;
}
