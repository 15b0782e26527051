/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_PRIVILEGE_H
#define DECOM_PRIVILEGE_H

#include "error.h"

/*
 * As root, become the owner of the state folder for good, as the worker that
 * snmpd spawns does: what is written there must stay writable for it, and
 * documents of others are no business of root.  Nothing for anybody else, or
 * where the folder is root's own or not there yet.
 */
bool privilege_drop(const char *statedir, struct error *);

#endif
