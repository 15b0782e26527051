/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <string.h>

#include "polled.h"

/*
 * FORM, interval, measured, the values in order of metric, then four texts, each
 * preceded by a byte that says whether it is there, and ended by a NUL.
 */
enum { FORM = 1, TEXTS = 4, HEAD = 1 + 2 * (int)sizeof(uint32_t) };

static void
texts_of(const struct polled_sample *s, const char *texts[TEXTS])
{
	texts[0] = s->key;
	texts[1] = s->of;
	texts[2] = s->label;
	texts[3] = s->outlet;
}

bool
polled_add(struct bytes *out, const struct polled_sample *s)
{
	const char *texts[TEXTS];
	size_t size = HEAD + TEXTS;
	char *p;

	texts_of(s, texts);
	for (int i = 0; i < TEXTS; i++)
		size += texts[i] != NULL ? strlen(texts[i]) + 1 : 0;
	size += (size_t)__builtin_popcount(s->measured) * sizeof(double);
	if ((p = bytes_add(out, size)) == NULL)
		return false;
	*p++ = FORM;
	p = (char *)memcpy(p, &s->interval, sizeof s->interval) + sizeof s->interval;
	p = (char *)memcpy(p, &s->measured, sizeof s->measured) + sizeof s->measured;
	for (int m = 0; m < METRICS; m++)
		if (s->measured >> m & 1)
			p = (char *)memcpy(p, &s->metric[m], sizeof(double)) + sizeof(double);
	for (int i = 0; i < TEXTS; i++) {
		size_t n = texts[i] != NULL ? strlen(texts[i]) + 1 : 0;

		*p++ = texts[i] != NULL;
		if (n > 0)
			p = (char *)memcpy(p, texts[i], n) + n;
	}
	return true;
}

static bool
take(const uint8_t **at, const uint8_t *end, void *to, size_t n)
{
	if ((size_t)(end - *at) < n)
		return false;
	memcpy(to, *at, n);
	*at += n;
	return true;
}

static bool
take_text(const uint8_t **at, const uint8_t *end, const char **text)
{
	const uint8_t *nul;
	uint8_t there;

	*text = NULL;
	if (!take(at, end, &there, 1) || there > 1)
		return false;
	if (!there)
		return true;
	if (*at == end || (nul = memchr(*at, '\0', (size_t)(end - *at))) == NULL)
		return false;
	*text = (const char *)*at;
	*at = nul + 1;
	return true;
}

bool
polled_next(const uint8_t **at, const uint8_t *end, struct polled_sample *s)
{
	uint8_t form;

	if (!take(at, end, &form, 1) || form != FORM ||
	    !take(at, end, &s->interval, sizeof s->interval) ||
	    !take(at, end, &s->measured, sizeof s->measured) || s->measured >> METRICS != 0)
		return false;
	for (int m = 0; m < METRICS; m++)
		if (s->measured >> m & 1 &&
		    (!take(at, end, &s->metric[m], sizeof(double)) || !isfinite(s->metric[m])))
			return false;
	return take_text(at, end, &s->key) && take_text(at, end, &s->of) &&
	       take_text(at, end, &s->label) && take_text(at, end, &s->outlet) && s->key != NULL;
}
