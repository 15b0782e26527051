/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef REPLAY_BER_H
#define REPLAY_BER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * As much BER as SNMP needs, written for the replay agent alone: a peer that
 * shared its code with the poller would share its mistakes.
 */
enum ber_tag {
	BER_INTEGER = 0x02,
	BER_OCTETS = 0x04,
	BER_NULL = 0x05,
	BER_OID = 0x06,
	BER_SEQUENCE = 0x30,
	BER_ADDRESS = 0x40,
	BER_COUNTER32 = 0x41,
	BER_GAUGE32 = 0x42,
	BER_TICKS = 0x43,
	BER_OPAQUE = 0x44,
	BER_COUNTER64 = 0x46,
	BER_NO_OBJECT = 0x80,
	BER_NO_INSTANCE = 0x81,
	BER_END_OF_MIB = 0x82,
	BER_GET = 0xa0,
	BER_GETNEXT = 0xa1,
	BER_RESPONSE = 0xa2,
	BER_SET = 0xa3,
	BER_GETBULK = 0xa5
};

/* An OID; longer than RFC 2578 allows, so that one that is too long can be said. */
enum { NAME_ARCS = 160, NAME_BYTES = 5 * NAME_ARCS + 4 };
struct name {
	uint32_t arc[NAME_ARCS];
	uint32_t n;
};

/* "1.3.6" or ".1.3.6"; false if it is none. */
bool name_parse(const char *, struct name *);
int name_compare(const uint32_t *, uint32_t, const uint32_t *, uint32_t);

/* Bytes still to be read. */
struct ber_in {
	const uint8_t *at, *end;
};

/* Each takes one element off the front; false if it is not there whole and of that tag. */
bool ber_take(struct ber_in *, uint8_t tag, struct ber_in *content);
bool ber_take_any(struct ber_in *, uint8_t *tag, struct ber_in *content);
bool ber_take_integer(struct ber_in *, int64_t *);

/* What the content of an element says. */
bool ber_integer(struct ber_in, int64_t *);
bool ber_unsigned(struct ber_in, uint64_t *);
bool ber_name(struct ber_in, struct name *);

/* Bytes written; what does not fit sets full and is left out whole. */
struct ber_out {
	uint8_t *buf;
	size_t len, size;
	bool full;
};

void ber_put(struct ber_out *, uint8_t tag, const void *, size_t);
void ber_put_raw(struct ber_out *, const void *, size_t);
void ber_put_pair(struct ber_out *, uint8_t tag, struct ber_in, struct ber_in);
void ber_put_integer(struct ber_out *, uint8_t tag, int64_t);
void ber_put_unsigned(struct ber_out *, uint8_t tag, uint64_t);
void ber_put_name(struct ber_out *, const uint32_t *, uint32_t);

/* A constructed element: open gives what close needs to fill in the length. */
size_t ber_open(struct ber_out *, uint8_t tag);
void ber_close(struct ber_out *, size_t);

#endif
