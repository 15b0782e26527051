/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_TESTS_STORY_H
#define DECOM_TESTS_STORY_H

#include "store.h"

/*
 * What a worker does to a store, day after day, for tests that end it: it
 * stores the day of some assets, writes a verdict, seals, forgets what is
 * older than STORY_KEPT days, and commits.
 */
enum { STORY_FIRST = 20410, STORY_ASSETS = 4, STORY_KEPT = 100 };

/* Folder and store of a test; removed at the end. */
bool story_begin(char *folder);
void story_end(const char *folder);

/* A run on one day.  False with the error. */
bool story_day(struct store *, int32_t day, struct error *);

/*
 * The store opens, SQLite finds it sound, all days up to *last are there as
 * they were stored, and if there is one more it is there as a whole, and *last
 * says so.  Fails the test else.
 */
void story_check(const char *folder, int32_t *last);

#endif
