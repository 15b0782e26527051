/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_REPLAY_REPORT_H
#define DECOM_REPLAY_REPORT_H

#include "snapshot.h"
#include "worker/replay_score.h"

enum { REPLAY_SIDES = 8 };

/* What "decom replay" has to show. */
struct replay_report {
	const struct snapshot *snapshot;
	const struct rows *assets;
	unsigned digits;      /* of the currency's minor unit */
	const char *currency; /* NULL: not known */
	int32_t end;          /* the day of the snapshot */
	int32_t from, to;     /* asked as of these days ... */
	uint32_t every;
	size_t days; /* ... so many of which had a history before them */
	const struct replay_side *sides;
	const struct replay *replay;
	const uint8_t *labels; /* NULL: none */
	struct replay_score score[REPLAY_SIDES];
};

/*
 * Lines of "IDENTITY<tab>retire|keep", IDENTITY a name, serial number or asset
 * tag; "#" begins a comment, and a first line whose second word is "label" is
 * a header.  Those that fit no asset of the snapshot, or several, are counted
 * in *lost.  NULL with the error set; to be freed.
 */
uint8_t *replay_labels(const char *path, const struct rows *assets, size_t *lost, struct error *);

void replay_text(const struct replay_report *, FILE *);
void replay_json(const struct replay_report *, FILE *);

/* A row for each asset and policy, for spreadsheets. */
struct output_format;
void replay_rows(const struct replay_report *, const struct output_format *, FILE *);

/* "retire", "keep", "unknown"; "none" if there was no history. */
const char *replay_word_name(unsigned word);

/* Cells of tables; NULL for what is absent. */
const char *replay_label_name(const struct replay_report *, size_t asset);
const char *replay_day(int32_t day, char buf[FIELD_FORMAT_MAX]);
const char *replay_hours(uint64_t half_hours, char buf[FIELD_FORMAT_MAX]);
const char *replay_money(const struct replay_report *, int64_t amount, char buf[FIELD_FORMAT_MAX]);

#endif
