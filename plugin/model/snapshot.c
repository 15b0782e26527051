/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "snapshot_file.h"
#include "when.h"

#define INDEX(...) .index = { __VA_ARGS__ }
#define OF(type, member) offsetof(struct type, member)

const struct section_info sections[SECTIONS] = {
	[SECTION_SUMMARY] = { "summary", summary_fields, sizeof(struct summary), .nindex = 0 },
	[SECTION_SITE] = { "site", site_fields, sizeof(struct site), INDEX(OF(site, index)), 1 },
	[SECTION_ASSET] = { "asset", asset_fields, sizeof(struct asset), INDEX(OF(asset, index)),
	    1 },
	[SECTION_CANDIDATE] = { "candidate", candidate_fields, sizeof(struct candidate),
	    INDEX(OF(candidate, site_index), OF(candidate, asset_index)), 2 },
	[SECTION_WAVE] = { "wave", wave_fields, sizeof(struct wave), INDEX(OF(wave, index)), 1 },
	[SECTION_POLICY] = { "policy", policy_fields, sizeof(struct policy_row),
	    INDEX(OF(policy_row, index)), 1 },
	[SECTION_SOURCE] = { "source", source_fields, sizeof(struct source),
	    INDEX(OF(source, index)), 1 },
	[SECTION_FINDING] = { "finding", finding_fields, sizeof(struct finding),
	    INDEX(OF(finding, asset_index), OF(finding, index)), 2 },
	[SECTION_ORIGIN] = { "origin", origin_fields, sizeof(struct origin), .nindex = 0 },
};

struct snapshot {
	const char *base;
	size_t size;
	struct rows rows[SECTIONS];
	uint64_t arena_len;
	/* how far snapshot_check() is */
	size_t summed;
	uint64_t sum;
	unsigned section;
	size_t row;
};

uint64_t
snapshot_sum(uint64_t sum, const void *p, size_t bytes)
{
	const char *at = p;
	uint64_t word;

	/* A bijection of the sum for each word, so one changed word always shows. */
	for (; bytes >= sizeof word; bytes -= sizeof word, at += sizeof word) {
		memcpy(&word, at, sizeof word);
		sum = (sum ^ word) * 0xff51afd7ed558ccdu;
		sum ^= sum >> 32;
	}
	return sum;
}

static uint64_t
digest_text(uint64_t d, const char *s)
{
	for (; *s != '\0'; s++)
		d = (d ^ (unsigned char)*s) * 0x100000001b3u;
	return (d ^ 0xff) * 0x100000001b3u;
}

uint64_t
snapshot_digest(void)
{
	uint64_t d = 0xcbf29ce484222325u;

	for (unsigned s = 0; s < SECTIONS; s++) {
		uint64_t shape[] = { sections[s].stride, sections[s].nindex };

		d = snapshot_sum(d, shape, sizeof shape);
		for (const struct field *f = sections[s].fields; f->name != NULL; f++) {
			uint64_t place[] = { f->offset, f->rep, f->joined };

			d = digest_text(snapshot_sum(d, place, sizeof place), f->name);
			for (size_t n = 0; f->labels != NULL && f->labels[n] != NULL; n++)
				d = digest_text(d, f->labels[n]);
		}
	}
	return d;
}

/* Do the runs fill the file exactly, in order? */
static bool
runs_fit(const struct header *h, uint64_t size)
{
	uint64_t at = sizeof *h;

	for (unsigned s = 0; s < SECTIONS; s++) {
		if (h->run[s].at != at || h->run[s].n > UINT32_MAX ||
		    h->run[s].n > (size - at) / sections[s].stride)
			return false;
		at += h->run[s].n * sections[s].stride;
	}
	return h->run[SECTION_SUMMARY].n == 1 && h->arena.at == at && h->arena.n == size - at &&
	       h->arena.n >= 1 && h->arena.n <= (uint64_t)UINT32_MAX + 1;
}

static bool
header_fits(const struct header *h, uint64_t size, struct error *e)
{
	if (h->magic != SNAPSHOT_MAGIC)
		return error_set(e, "not a snapshot of this machine's byte order");
	if (h->format != SNAPSHOT_FORMAT || h->digest != snapshot_digest())
		return error_set(e, "written by another version of decom");
	if (h->size != size || size % 8 != 0 || !runs_fit(h, size))
		return error_set(e, "truncated or corrupt header");
	return true;
}

static void
find_rows(struct snapshot *s)
{
	const struct header *h = (const void *)s->base;

	s->arena_len = h->arena.n;
	for (unsigned n = 0; n < SECTIONS; n++)
		s->rows[n] = (struct rows){ s->base + h->run[n].at, h->run[n].n, sections[n].stride,
			s->base + h->arena.at, NULL, 0 };
	s->rows[SECTION_CANDIDATE].joined = &s->rows[SECTION_ASSET];
	s->rows[SECTION_CANDIDATE].join_offset = offsetof(struct candidate, asset_row);
	s->summed = sizeof *h;
	s->sum = SUM_START;
}

static struct snapshot *
map_fd(int fd, struct error *e)
{
	struct snapshot *s;
	struct stat st;
	void *base;

	if (fstat(fd, &st) != 0) {
		error_set(e, "%s", strerror(errno));
		return NULL;
	}
	if (!S_ISREG(st.st_mode) || st.st_size < (off_t)sizeof(struct header)) {
		error_set(e, "too short for a snapshot");
		return NULL;
	}
	base = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (base == MAP_FAILED || (s = calloc(1, sizeof *s)) == NULL) {
		error_set(e, "%s", strerror(errno));
		if (base != MAP_FAILED)
			munmap(base, (size_t)st.st_size);
		return NULL;
	}
	s->base = base;
	s->size = (size_t)st.st_size;
	if (!header_fits(base, s->size, e)) {
		snapshot_free(s);
		return NULL;
	}
	find_rows(s);
	return s;
}

struct snapshot *
snapshot_map(const char *path, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct snapshot *s;

	if (fd < 0) {
		error_set(e, "%s: %s", path, strerror(errno));
		return NULL;
	}
	if ((s = map_fd(fd, e)) == NULL)
		error_prefix(e, "%s", path);
	close(fd);
	return s;
}

/* Is what a member holds something that field_get() and the agent may trust? */
static bool
member_sound(const struct snapshot *s, const struct field *f, const void *row)
{
	const void *p = (const char *)row + f->offset;

	switch (f->rep) {
	case REP_TEXT: return ((const struct text *)p)->at < s->arena_len;
	case REP_U8:
		return f->labels == NULL || *(const uint8_t *)p == U8_ABSENT ||
		       field_label(f, *(const uint8_t *)p) != NULL;
	case REP_FLAG: return *(const uint8_t *)p <= 1 || *(const uint8_t *)p == U8_ABSENT;
	case REP_SHARE: return *(const uint16_t *)p <= 10000 || *(const uint16_t *)p == U16_ABSENT;
	case REP_DAY: {
		int32_t day = *(const int32_t *)p;

		return day == DAY_ABSENT || (day >= DAY_MIN && day <= DAY_MAX);
	}
	case REP_U16:
	case REP_U32:
	case REP_INSTANT:
	case REP_MONEY:
	case REP_SPAN: break;
	}
	return true;
}

static uint32_t
index_of(const struct section_info *info, const void *row, unsigned n)
{
	return *(const uint32_t *)(const void *)((const char *)row + info->index[n]);
}

/* -1, 0, 1: the row's index is below, at, above (a, b). */
static int
compare_index(const struct section_info *info, const void *row, uint32_t a, uint32_t b)
{
	uint32_t first = index_of(info, row, 0);

	if (first != a || info->nindex == 1)
		return (first > a) - (first < a);
	return (index_of(info, row, 1) > b) - (index_of(info, row, 1) < b);
}

static bool
row_sound(const struct snapshot *s, unsigned section, size_t n)
{
	const struct section_info *info = &sections[section];
	const void *row = rows_at(&s->rows[section], n);

	for (const struct field *f = info->fields; f->name != NULL; f++)
		if (!f->joined && !member_sound(s, f, row))
			return false;
	if (info->nindex > 0 && n > 0 &&
	    compare_index(info, rows_at(&s->rows[section], n - 1), index_of(info, row, 0),
		info->nindex > 1 ? index_of(info, row, 1) : 0) >= 0)
		return false;
	if (section == SECTION_CANDIDATE) {
		const struct candidate *c = row;
		const struct rows *assets = &s->rows[SECTION_ASSET];

		return c->asset_row < assets->n &&
		       ((const struct asset *)rows_at(assets, c->asset_row))->index ==
			   c->asset_index;
	}
	return true;
}

static bool
sum_part(struct snapshot *s, size_t budget)
{
	size_t n = s->size - s->summed;

	if (n > budget)
		n = budget & ~(size_t)7;
	s->sum = snapshot_sum(s->sum, s->base + s->summed, n);
	s->summed += n;
	return s->summed == s->size;
}

static bool
sum_agrees(const struct snapshot *s)
{
	const struct header *h = (const void *)s->base;
	const char *arena = s->base + h->arena.at;

	return snapshot_sum(s->sum, h, offsetof(struct header, checksum)) == h->checksum &&
	       arena[0] == '\0' && arena[h->arena.n - 1] == '\0';
}

enum check
snapshot_check(struct snapshot *s, size_t budget, struct error *e)
{
	if (budget < 4096)
		budget = 4096;
	if (s->summed < s->size) {
		if (sum_part(s, budget) && !sum_agrees(s)) {
			error_set(e, "snapshot: checksum does not agree");
			return CHECK_BAD;
		}
		return CHECK_MORE;
	}
	for (size_t done = 0; s->section < SECTIONS; s->section++, s->row = 0)
		for (; s->row < s->rows[s->section].n; s->row++) {
			if (done >= budget)
				return CHECK_MORE;
			done += sections[s->section].stride;
			if (!row_sound(s, s->section, s->row)) {
				error_set(e, "snapshot: %s row %zu is not sound",
				    sections[s->section].name, s->row);
				return CHECK_BAD;
			}
		}
	return CHECK_DONE;
}

struct snapshot *
snapshot_open(const char *path, struct error *e)
{
	struct snapshot *s = snapshot_map(path, e);
	enum check state;

	if (s == NULL)
		return NULL;
	do
		state = snapshot_check(s, SIZE_MAX, e);
	while (state == CHECK_MORE);
	if (state == CHECK_DONE)
		return s;
	error_prefix(e, "%s", path);
	snapshot_free(s);
	return NULL;
}

void
snapshot_free(struct snapshot *s)
{
	if (s == NULL)
		return;
	munmap((void *)s->base, s->size);
	free(s);
}

const struct rows *
snapshot_rows(const struct snapshot *s, enum section n)
{
	return &s->rows[n];
}

const struct summary *
snapshot_summary(const struct snapshot *s)
{
	return rows_at(&s->rows[SECTION_SUMMARY], 0);
}

const void *
snapshot_find(const struct snapshot *s, enum section section, uint32_t a, uint32_t b)
{
	const struct section_info *info = &sections[section];
	const struct rows *r = &s->rows[section];
	size_t lo = 0, hi = r->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = compare_index(info, rows_at(r, mid), a, b);

		if (c == 0)
			return rows_at(r, mid);
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}
