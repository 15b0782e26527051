/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asset.h"
#include "family_internal.h"
#include "fuzz.h"

/*
 * Two looks at an agent, evaluated: nothing crashes or hangs, and what comes
 * out makes sense.  The first byte says how the rest is read:
 *	s	steps: the family (a byte), then varbinds of what it reads
 *	w	two encoded harvests, evaluated by every family
 *	e	an expression, compiled in a family of its own and evaluated
 * Families are those that decom ships, and features.lua.
 */
enum { FAMILIES = 256, LIMIT = 1 << 20 };

struct input {
	const uint8_t *at, *end;
};

struct told {
	size_t bytes;
	bool samples; /* assets come before them */
};

static void
must(bool ok)
{
	if (!ok)
		abort();
}

static void
check_sample(struct told *t, const struct record *r)
{
	int m;

	must(r->kind == RECORD_SAMPLE && r->measured != 0 && r->measured < 1U << METRICS);
	must(r->interval > 0 && r->file != NULL);
	for (m = 0; m < METRICS; m++)
		if ((r->measured & 1U << m) != 0)
			must(isfinite(r->metric[m]) && r->metric[m] >= 0);
	if ((r->measured & 1U << METRIC_CPU) != 0)
		must(r->metric[METRIC_CPU] <= 100);
}

static void
check_cells(struct told *t, const struct record *r)
{
	size_t i, j;

	for (i = 0; i < r->n; i++) {
		must(r->cells[i].field != NULL && r->cells[i].value.kind != VAL_NONE);
		must((r->cells[i].field->rep == REP_TEXT) == (r->cells[i].value.kind == VAL_TEXT));
		if (r->cells[i].value.kind == VAL_TEXT)
			t->bytes += strlen(r->cells[i].value.text);
		for (j = 0; j < i; j++)
			must(r->cells[j].field != r->cells[i].field);
	}
}

static bool
on_asset(void *ctx, const char *key, const struct record *r)
{
	struct told *t = ctx;

	must(r->kind == RECORD_ASSET && !t->samples);
	t->bytes += strlen(key);
	check_cells(t, r);
	return true;
}

static bool
on_sample(void *ctx, const char *key, const struct record *r)
{
	struct told *t = ctx;

	t->samples = true;
	t->bytes += strlen(key);
	check_sample(t, r);
	check_cells(t, r);
	return true;
}

static bool
on_feed(void *ctx, const struct family_feed *f)
{
	struct told *t = ctx;

	t->bytes += strlen(f->key) + strlen(f->of) + strlen(f->outlet);
	must(f->label == NULL || f->label[0] != '\0');
	if (f->sample != NULL) {
		check_sample(t, f->sample);
		must(f->sample->n == 0 && (f->sample->measured & ~f->declared) == 0);
	}
	return true;
}

static bool
on_trouble(void *ctx, const char *key, const struct trouble *trouble)
{
	struct told *t = ctx;

	must(trouble->text != NULL && trouble->text[0] != '\0');
	t->bytes += strlen(key) + strlen(trouble->text);
	return true;
}

static void
on_value(void *ctx, const struct family_value *v)
{
	struct told *t = ctx;
	char oid[OID_TEXT];

	must(v->value != NULL || v->why != NULL);
	t->bytes += strlen(v->key) + strlen(v->name) + (v->value != NULL ? strlen(v->value) : 0);
	if (v->oid.n > 0)
		t->bytes += strlen(oid_format(v->oid, oid));
}

static void
evaluate(
    const struct family *f, const struct harvest *now, const struct harvest *before, int64_t passed)
{
	struct told t = { 0 };
	struct family_sink sink = { &t, on_asset, on_sample, on_feed, on_trouble, on_value };
	struct family_sight sight = { "192.0.2.7", "192.0.2.7", now, before, 1795000000,
		1795000000 - passed, 300 };
	struct error e = { "" };

	must(family_evaluate(f, &sight, &sink, &e));
}

static uint8_t
byte(struct input *in)
{
	return in->at < in->end ? *in->at++ : 0;
}

static uint64_t
number(struct input *in, unsigned bytes)
{
	uint64_t n = 0;

	for (; bytes > 0; bytes--)
		n = n << 8 | byte(in);
	return n;
}

/* A varbind of one of the objects that the family reads. */
static void
add_step(struct input *in, const struct family *f, struct harvest *looks[2])
{
	const struct family_read *reads;
	size_t n = family_reads(f, &reads), which = number(in, 2) % n, i;
	uint8_t how = byte(in), bytes[256];
	uint32_t arcs[OID_ARCS], extra[OID_ARCS];
	struct varbind vb = { .type = (enum varbind_type)(byte(in) % (VARBIND_REAL + 1)) };

	memcpy(arcs, reads[which].oid.arc, reads[which].oid.n * sizeof(*arcs));
	vb.name = (struct oid){ arcs, reads[which].oid.n };
	for (i = how & 15; i > 0 && vb.name.n < OID_ARCS && (how & 32) == 0; i--)
		arcs[vb.name.n++] = (uint32_t)number(in, (how & 16) != 0 ? 4 : 1);
	switch (vb.type) {
	case VARBIND_NULL: return;
	case VARBIND_INTEGER: vb.integer = (int64_t)(int32_t)number(in, 4); break;
	case VARBIND_COUNTER32:
	case VARBIND_GAUGE32:
	case VARBIND_TICKS: vb.number = number(in, 4); break;
	case VARBIND_COUNTER64: vb.number = number(in, 8); break;
	case VARBIND_REAL: vb.number = number(in, 8); break;
	case VARBIND_OID:
		vb.oid = (struct oid){ extra, byte(in) % 20U };
		for (i = 0; i < vb.oid.n; i++)
			extra[i] = byte(in);
		break;
	case VARBIND_ADDRESS:
	case VARBIND_OCTETS:
		vb.octets = bytes;
		vb.len = vb.type == VARBIND_ADDRESS ? 4 : byte(in);
		for (i = 0; i < vb.len; i++)
			bytes[i] = byte(in);
		break;
	}
	for (i = 0; i < 2; i++)
		if ((how >> 6 & 3U) != i + 1)
			harvest_add(looks[i], &vb);
}

static void
run_steps(struct input in, struct family **families, size_t n)
{
	const struct family *f = families[byte(&in) % n];
	struct harvest *looks[2] = { harvest_new(LIMIT), harvest_new(LIMIT) };
	int64_t passed = (int16_t)number(&in, 2);
	bool first = (byte(&in) & 7) == 0;

	while (in.at < in.end)
		add_step(&in, f, looks);
	evaluate(f, looks[0], first ? NULL : looks[1], passed);
	harvest_free(looks[0]);
	harvest_free(looks[1]);
}

static void
run_walks(struct input in, struct family **families, size_t n)
{
	struct harvest *now, *before = NULL;
	size_t len = number(&in, 2), left, i;

	left = (size_t)(in.end - in.at);
	len = len > left ? left : len;
	now = harvest_decode(in.at, len, LIMIT, NULL);
	before = harvest_decode(in.at + len, left - len, LIMIT, NULL);
	for (i = 0; i < n && now != NULL; i++)
		evaluate(families[i], now, before, 300);
	harvest_free(now);
	harvest_free(before);
}

static void
run_expression(struct input in)
{
	static const char head[] = "adapter 'x' { format = 'snmp', base = '1.3.6.1.4.1.9', tables "
				   "= { t = { at = '1', index = "
				   "'i', columns = { a = 1, b = 2 } }, s = { at = '2', columns = { "
				   "a = 1, c = 2 } } }, assets "
				   "= { { each = 't', role = [==[",
			  tail[] = "]==] } } }";
	size_t n = (size_t)(in.end - in.at);
	char *text = malloc(sizeof(head) + sizeof(tail) + n);
	struct harvest *h = harvest_new(LIMIT);
	uint32_t arcs[] = { 1, 3, 6, 1, 4, 1, 9, 1, 1, 1 };
	struct varbind vb = { { arcs, 10 }, VARBIND_INTEGER, { .integer = 7 } };
	struct error e = { "" };
	struct family *f;

	must(text != NULL && h != NULL);
	memcpy(text, head, sizeof(head) - 1);
	memcpy(text + sizeof(head) - 1, in.at, n);
	memcpy(text + sizeof(head) - 1 + n, tail, sizeof(tail));
	for (arcs[9] = 1; arcs[9] < 20; arcs[9]++)
		harvest_add(h, &vb);
	f = family_new_text(NULL, "x", "x.lua", text, strlen(text), &e);
	must(f != NULL || e.text[0] != '\0');
	if (f != NULL)
		evaluate(f, h, h, 300);
	family_free(f);
	harvest_free(h);
	free(text);
}

/* Those that are shipped, in order of their names, and one that uses everything. */
static size_t
load(struct family **out)
{
	const char *data = getenv("DECOM_DATADIR"), *dirs[] = { NULL, NULL };
	struct error e = { "" };
	static struct families *all;
	char dir[4096];
	size_t i, n = 0;

	snprintf(dir, sizeof(dir), "%s/tests/fuzz", data != NULL ? data : ".");
	dirs[0] = dir;
	if ((out[n++] = family_new(NULL, dirs, "features", &e)) == NULL) {
		fprintf(stderr, "%s\n", e.text);
		abort();
	}
	snprintf(dir, sizeof(dir), "%s/adapters/devices", data != NULL ? data : ".");
	all = families_load(dirs, NULL, NULL);
	must(all != NULL);
	for (i = 0; i < families_count(all) && n < FAMILIES; i++)
		out[n++] = (struct family *)families_at(all, i);
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct family *families[FAMILIES];
	static size_t n;
	struct input in = { data + 1, data + size };

	if (n == 0)
		n = load(families);
	if (size < 2)
		return 0;
	if (data[0] == 's')
		run_steps(in, families, n);
	else if (data[0] == 'w')
		run_walks(in, families, n);
	else if (data[0] == 'e' && memchr(data, '\0', size) == NULL)
		run_expression(in);
	return 0;
}
