/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_TABLE_H
#define DECOM_TABLE_H

#include "current.h"
#include "netsnmp.h"

/*
 * The conceptual tables of DECOM-MIB, each a section of the current snapshot:
 * columns, types and indexes follow its catalogue.  One handler serves them
 * all, and a GETBULK along a column costs no search per cell.
 */
struct table {
	const char *name;
	uint32_t number; /* below decomObjects */
	enum section section;
};

extern const struct table tables[]; /* ends with a row that has no name */

/* A table at its place in the agent's tree. */
struct served;

/* NULL, and a line in the log, if the agent refuses it.  current must outlive it. */
struct served *table_serve(const struct table *, const struct current *);
void table_withdraw(struct served *); /* NULL is fine */

#endif
