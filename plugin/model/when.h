/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_WHEN_H
#define DECOM_WHEN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Days, instants and spans in the proleptic Gregorian calendar; no clock and
 * no zone of their own.  Days count from 1970-01-01.
 */
/* 0000-01-01 and 9999-12-31: what four digits can say. */
#define DAY_MIN (-719528)
#define DAY_MAX 2932896

int32_t day_of(int year, int month, int mday); /* month 1..12; no check */
void day_civil(int32_t day, int *year, int *month, int *mday);
bool day_parse(const char *iso, int32_t *);  /* exactly YYYY-MM-DD, a real date */
void day_format(int32_t, char buf[16]);      /* YYYY-MM-DD */
int day_of_week(int32_t);                    /* 0 Monday .. 6 Sunday */
int32_t day_add_months(int32_t, int months); /* the month's last day where there is no such day */

bool instant_parse(const char *iso, int64_t *); /* YYYY-MM-DDTHH:MM:SSZ, also +hh:mm */
void instant_format(int64_t, char buf[32]);     /* YYYY-MM-DDTHH:MM:SSZ */

/* The largest amount: more is a slip, and arithmetic on it might overflow. */
#define SPAN_MAX 99999

enum span_unit { SPAN_DAYS, SPAN_WEEKS, SPAN_MONTHS, SPAN_YEARS };

uint32_t span_make(uint32_t amount, enum span_unit); /* U32_ABSENT if the amount is too large */
uint32_t span_amount(uint32_t span);
enum span_unit span_unit(uint32_t span);
bool span_parse(const char *, uint32_t *); /* 90d, 90 days, 3 months, 12m, 1y, 2w */
void span_format(uint32_t, char buf[32]);  /* "90 days" */
int32_t span_after(int32_t day, uint32_t span);

/* Seconds of a duration like span_parse(), and also h, min, s ("6h", "5m" is minutes here). */
bool interval_parse(const char *, uint32_t *seconds);

/* Digits of an ISO 4217 currency's minor unit: 2, but 0 for JPY and its like, 3 for KWD and its
 * like. */
unsigned currency_digits(const char *code);

#endif
