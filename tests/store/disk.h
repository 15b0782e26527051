/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_TESTS_DISK_H
#define DECOM_TESTS_DISK_H

#include <stdbool.h>

/*
 * A disk under SQLite that counts what is written to it.  At one write it ends
 * the process with SIGKILL, when a part of it is written; or it is full from
 * one write on.  What would be forced onto the disk is not: the end of a
 * process loses nothing that was written.
 */
struct disk {
	long writes; /* so far */
	long last;   /* the process ends in this one; 0: in none */
	int part;    /* thousandths of it that are still written */
	long full;   /* this one and all after it fail; 0: none */
};

extern struct disk disk;

/* All files that SQLite opens from now on lie on it. */
bool disk_use(void);

#endif
