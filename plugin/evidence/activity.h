/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_ACTIVITY_H
#define DECOM_ACTIVITY_H

#include "evidence.h"

/*
 * What of an asset's history was work: made from its half-hours once, kept
 * in the store, and brought up to date day by day.  It is a pure function of
 * the history before as_of, of the asset's capacity and of nothing else: made
 * anew or brought up to date, it is the same, byte by byte.
 *
 * Learning (facts of the field, and decom-policy(7)): every EPOCH_DAYS days,
 * from the LEARN_DAYS before, each metric's own background (median and spread
 * of held levels), from which its threshold; and the host's housekeeping
 * slots, half-hours of the day or of the week in which it exceeds in CPU,
 * sending or reading, be it briefly, on 80 percent of days or weeks, give or
 * take an hour.  A slot forgives CPU and sending as high and as long as it is
 * usual there, and, where what recurs usually reads, while as much is read;
 * writing, log-ins and sessions are never forgiven by a slot, nor
 * is anything where writing was not measured.  Slots are learnt from the clock
 * only; no utilisation of any software is measured or subtracted.  Slots of
 * days further back are learnt from their own time, LEARN_DAYS at once, for
 * schedules change.
 */
struct activity;

enum { EPOCH_DAYS = 28, LEARN_DAYS = 112, ACTIVITY_DAYS = 430, ACTIVITY_EVENTS = 256 };

/* What the asset can do at most; 0: not known. */
struct capacity {
	uint32_t threads;
	uint64_t link_speed; /* bit/s */
};

struct activity *activity_new(void);
void activity_free(struct activity *);

/*
 * Bring it up to date for ev->as_of, from scratch if it is of another epoch,
 * capacity or version, or of a later day.  *changed: it should be saved.
 * False: ev cannot be read, or no memory; it then is as new.
 */
bool activity_update(struct activity *, struct evidence *, const struct capacity *, bool *changed);

/* Samples of this day or later changed: what is known from there on does not hold. */
void activity_forget(struct activity *, int32_t from);

/* Its stored form.  pack: bytes used; 0 if size is too small (ACTIVITY_PACKED_MAX never is). */
enum { ACTIVITY_PACKED_MAX = 1 << 16 };
size_t activity_pack(const struct activity *, uint8_t *buf, size_t size);
bool activity_unpack(struct activity *, const uint8_t *, size_t); /* false: damaged, or older */

/* From the first day with samples of any work metric; DAY_ABSENT: none. */
int32_t activity_first(const struct activity *);
uint32_t activity_metrics(
    const struct activity *); /* bits of what can show work and was measured */

/* The background that a metric was learnt to have, as levels. */
struct habit {
	uint8_t threshold;      /* held levels from this on are work, unless a slot forgives */
	uint8_t median, spread; /* of held; spread: levels from the 10th percentile to the median */
	uint8_t office, weekend; /* medians of weekday office hours, and of the same at weekends */
	uint16_t office_n, weekend_n; /* how many half-hours these rest on */
	/* The medians once more, between levels: sixteenths of a level (habit_value()).
	 * median_fine is that of zero only where nothing else was ever seen. */
	uint16_t median_fine, office_fine, weekend_fine;
	uint8_t often;                   /* what half of the half-hours reach */
	uint8_t burst;                   /* highest buckets from this level on are bursts */
	uint64_t daily;                  /* bit n: half-hour n is a slot of every day */
	uint64_t weekly[7];              /* the same of a weekday, Monday first */
	uint8_t daily_share[HALF_HOURS]; /* percent of days that exceeded; for explain */
	/* The highest level that a slot forgives at that half-hour of the week, and for how long:
	 * half-hours held or reached.  0: no slot.  Beside reads that go on, up to `beside`. */
	uint8_t forgives[7][HALF_HOURS], beside[7][HALF_HOURS], lasts[7][HALF_HOURS];
	uint8_t reads[7][HALF_HOURS]; /* what must be read there; 0: nothing */
	uint64_t busy; /* of what no slot forgives: half-hours about which work is not rare */
	bool leaks;    /* the counter is often lost there, as one that wraps between two readings */
};
const struct habit *activity_habit(const struct activity *, enum metric);
double habit_value(uint16_t fine); /* a *_fine in the metric's unit */

/* Sustained work: half-hours without interruption, the first day's date. */
struct work_event {
	int32_t day;
	uint8_t metric, half_hour, length; /* length in half-hours; may run past midnight */
	uint8_t level;                     /* the highest held */
};

/*
 * The newest events that nothing forgave, ascending; those of busy metrics are
 * cut.  company NULL: whatever the site explains too.  Good until it is asked
 * for again.
 */
const struct work_event *activity_events(
    const struct activity *, const struct company *, uint32_t site, size_t *n);

/* What a day was, for calendars. */
enum day_kind { DAY_UNKNOWN, DAY_QUIET, DAY_HOUSEKEEPING, DAY_BURST, DAY_WORK };
enum day_kind activity_day(
    const struct activity *, const struct company *, uint32_t site, enum metric, int32_t day);

/* The answers over the days [first, last]. */
struct work_seen {
	uint16_t coverage;      /* hundredths of a percent of the window's minutes */
	uint16_t slot_coverage; /* of the half-hour of the day that is covered worst */
	uint32_t gap;           /* longest, minutes, across midnights */
	uint32_t days;          /* with sustained work that nothing forgives */
	uint32_t half_hours;    /* of it */
	uint32_t bursts;        /* half-hours above the threshold for less than twenty minutes */
	uint32_t forgiven;      /* half-hours above it that slots, restarts or the site forgive */
	int32_t last;           /* the last day of work, DAY_ABSENT: none */
	uint32_t interval;      /* the longest from one day of work to the next, days; 0: none */
	uint8_t last_half_hour, last_level;
};
struct work_seen activity_seen(const struct activity *, const struct company *, uint32_t site,
    enum metric, int32_t first, int32_t last);

/*
 * The days of [first, last] on which this metric alone was lost for twenty
 * minutes at a stretch, another one not: a counter that could not be read
 * just then, as one that wraps more than once between two readings.  Not
 * those on which what was lost would have been forgiven however high it was:
 * about a restart, or, of what slots forgive, in a slot while its housekeeping
 * went on.
 */
uint32_t activity_blind(const struct activity *, const struct company *, uint32_t site, enum metric,
    int32_t first, int32_t last);

/*
 * The first day on which a window of so many days would pass the gate
 * (coverage in hundredths of a percent, gap in minutes) in this metric if
 * from as_of on nothing is missing; may be as_of or earlier, then it is as_of.
 */
int32_t activity_complete_on(const struct activity *, enum metric, int32_t as_of, uint32_t days,
    uint16_t coverage, uint32_t gap);

/*
 * Power over the days [first, last], by daily means: their mean, the lowest of
 * all history, their coefficient of variation.  False: nothing is known.
 */
struct power_seen {
	double mean, lowest, variation;
	uint16_t coverage; /* hundredths of a percent of the window's minutes */
};
bool activity_power(const struct activity *, int32_t first, int32_t last, struct power_seen *);

/* Restarts seen in [first, last] by uptime falling; the last one's day in *last. */
uint32_t activity_restarts(const struct activity *, int32_t first, int32_t last, int32_t *day);

#endif
