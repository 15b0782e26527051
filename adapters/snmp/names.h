/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_NAMES_H
#define DECOM_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "error.h"

/*
 * Names to addresses in an epoll loop of somebody else, without threads and
 * without waiting (c-ares: hosts file and DNS as the system is set up).
 */
struct names;
struct names_lookup;

/* Its sockets go into epoll with NAMES_MARK + descriptor as their data. */
#define NAMES_MARK (UINT64_C(1) << 63)
struct names *names_new(int epoll, struct error *);
void names_free(struct names *); /* NULL is fine; open lookups end without a call */

/* n 0: why says why.  May be called before names_lookup() returns. */
typedef void names_found(void *ctx, const struct address *, size_t n, const char *why);

/* NULL: it has been called already. */
struct names_lookup *names_lookup(
    struct names *, const char *host, in_port_t port, size_t most, names_found *, void *ctx);
void names_forget(struct names_lookup *); /* it will not be called */

void names_event(struct names *, uint64_t data, uint32_t events);
void names_expire(struct names *); /* what has timed out */
int names_wait(struct names *);    /* milliseconds until then; -1: no lookup is open */

#endif
