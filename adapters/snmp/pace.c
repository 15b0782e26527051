/* SPDX-License-Identifier: BSD-2-Clause */
#include "conversation.h"

static uint16_t
smaller(uint32_t a, uint32_t b)
{
	return (uint16_t)(a < b ? a : b);
}

/*
 * Begin where the last conversation left off.  An agent that had to be asked
 * for less is left alone for PACE_PATIENCE polls before more is tried.
 */
void
pace_start(struct pace *p, const struct poller_target *t)
{
	const struct poller_memory *m = &t->memory;
	uint16_t first = t->first == 0 ? PACE_FIRST : smaller(t->first, 2 * PACE_MOST);

	*p = (struct pace){ .least = t->least == 0 ? 1 : t->least, .size = first };
	p->limit = first > PACE_MOST ? first : PACE_MOST;
	if (m->known && m->repetitions > 0) {
		p->size = smaller(m->repetitions, p->limit);
		p->proved = p->size;
		if (m->since_down < PACE_PATIENCE)
			p->limit = p->size;
	}
	p->least = smaller(p->least, p->size);
	p->before = p->limit;
}

static void
as_before(struct pace *p)
{
	p->limit = p->again;
	p->size = smaller(p->limit, p->proved > p->size ? p->proved : p->size);
	p->again = 0;
}

/* An answer came, with so many varbinds of those asked for.  Full and quick: ask for more. */
void
pace_answered(struct pace *p, uint32_t asked, uint32_t heard, size_t bytes, bool quick)
{
	uint32_t fits = bytes == 0 ? PACE_MOST : (uint32_t)(PACE_BYTES * heard / bytes);
	uint32_t more = p->size * 2u;

	p->failing = false;
	if (p->again > 0) {
		as_before(p);
		return;
	}
	if (heard > p->proved)
		p->proved = smaller(heard, UINT16_MAX);
	if (heard < asked || !quick || asked < p->size / 2u)
		return;
	more = smaller(more, smaller(fits, p->limit));
	if (more > p->size)
		p->size = (uint16_t)more;
}

/* From now on no more than n. */
void
pace_fit(struct pace *p, uint32_t n)
{
	p->stepped = true;
	p->limit = smaller(n, p->limit);
	p->size = smaller(p->size, p->limit);
}

/* So many failed: ask for so few; false if they are no fewer. */
bool
pace_down(struct pace *p, uint32_t failed, uint32_t few)
{
	if (few >= failed)
		return false;
	if (!p->failing)
		p->before = p->again > 0 ? p->again : p->limit;
	p->failing = true;
	pace_fit(p, few);
	return true;
}

/* Silence costs time: a quarter of what failed, and then the least. */
bool
pace_silent(struct pace *p, uint32_t failed)
{
	uint32_t few = p->failing || failed / 4 < p->least ? p->least : failed / 4;

	return pace_down(p, failed, few);
}

/*
 * It was not the size of the requests, but one varbind that is given up now:
 * once more is answered, go on as before the failures.
 */
void
pace_culprit(struct pace *p)
{
	if (p->failing)
		p->again = p->before;
}

/* What worked, for the next time. */
void
pace_remember(struct pace p, struct poller_memory *m)
{
	bool down;

	if (p.again > 0)
		as_before(&p);
	down = p.stepped && p.limit < PACE_MOST;
	if (down)
		m->since_down = 0;
	else if (!m->known)
		m->since_down = PACE_PATIENCE; /* never yet */
	else if (m->since_down < UINT16_MAX)
		m->since_down++;
	m->repetitions = p.size;
}
