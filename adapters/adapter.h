/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_ADAPTER_H
#define DECOM_ADAPTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lua.h>

#include "error.h"
#include "record.h"

/*
 * An adapter turns one kind of document into records.  It is declared in a
 * Lua file, DIR/NAME.lua (or DIR/devices/NAME.lua, where families of polled
 * agents lie, see snmp/family.h), and compiled once to plain C; nothing of
 * Lua is left when files are read.  The grammar is that of decom-adapter(7); in short:
 *
 *   adapter "servicenow" {
 *     title = "ServiceNow XML", format = "xml",
 *     root = { "unload", "xml" },          -- names of the root element, globs allowed
 *     zone = "UTC", none = { "-" },        -- defaults of all values below
 *     lookups = { alias = { at = "PATH", key = "PATH", value = "PATH", late = true } },
 *     records = {
 *       { name = "cis", at = "cmdb_ci_*", is = "asset",     -- or "site", "sample"
 *         where = { "@action!='DELETE'|'delete_multiple'" },
 *         cap = 10000, total = "PATH from the root",
 *         fields = { name = "name",
 *                    serial = { "serial_number", { "u_serial", pattern = "^SN-(.*)$" } },
 *                    warranty_end = { "warranty_expiration", date = "%Y-%m-%d" } } } } }
 *
 * Paths: a/b  *  cmdb_*  a//b  //b  .  @attr  a[@n='x']/b  a[k='x'|'y']/v  a[@n!='x']
 * a[k=alias('Serial')]  ^host/@nodename (nearest ancestor "host").  "at" starts below the
 * root element ("." is the root itself, "//x" any depth); field paths start at the record.
 *
 * A field's rule: "path", or a list of them of which the first with a value wins, with options
 * for all in the same table, or for one in a table of its own: date zone map default
 * none keep decimal thousands unit scale offset; lookup = name or a list of names;
 * pattern = POSIX extended regex, first group taken; list = "; " joins all nodes; when = a
 * condition as in where.  Instead of a path: join = { paths }, with = " "; sum = { paths };
 * const = "text"; file = "regex on the file's name"; series = { start, step }.
 *
 * Samples have time = {...} and interval = {...} beside fields, and metrics as fields.
 *
 * Columns: in a record with column = "field[@name='$']" (a template, or a list of them), grid
 * = {...} (a header row) or legend = {...} a plain name in fields is a column's name; a path
 * then starts with "./", "@", "^" or "/".
 */
struct adapter;

/*
 * Compile the adapter that the source's table at stack index source names
 * (key "adapter"), with the source's own keys over it.  dirs, ended by NULL,
 * are searched in order.  currency: the estate's code; NULL: money of any, with
 * two digits.  The stack is left as it was.  NULL with the error set.  The caller frees.
 */
struct adapter *adapter_new(
    lua_State *, int source, const char *const *dirs, const char *currency, struct error *);
void adapter_free(struct adapter *);

const char *adapter_name(const struct adapter *);
const char *adapter_title(const struct adapter *); /* NULL: none */
bool adapter_is_xml(
    const struct adapter *); /* format = "xml"; others are not for adapter_import() */

/* Bit set of enum record_kind that it can yield. */
unsigned adapter_kinds(const struct adapter *);

/* Whether a document with this root element is for it. */
bool adapter_accepts(const struct adapter *, const char *root, const char *namespace_uri);

/* What was met while reading; add up by using one struct for several files. */
struct import_stats {
	uint64_t bytes;   /* of XML, after decompression */
	uint64_t records; /* delivered, samples included */
	uint64_t samples;
	uint64_t matched; /* elements that a rule's path selected */
	uint64_t placeholders;
	uint64_t bad_values;
	uint64_t repairs;
	uint32_t files;
};

/*
 * Read one file (.gz too) and deliver its records of these kinds.  False
 * with the error set if the file ends in an error; the records before it
 * have been delivered.  A sink that returns false ends the reading with
 * true and nothing in the error.  stats may be NULL.
 */
bool adapter_import(struct adapter *, const char *path, unsigned kinds, const struct sink *,
    struct import_stats *, struct error *);

/* The same from memory, in chunks of the given size (0: all at once); name stands for the file. */
bool adapter_import_bytes(struct adapter *, const char *name, const void *bytes, size_t n,
    size_t chunk, unsigned kinds, const struct sink *, struct import_stats *, struct error *);

/* The rules of an adapter and how often each matched in all files since adapter_new(). */
struct adapter_rule {
	const char *name; /* the record's name, or its path */
	enum record_kind kind;
	bool optional; /* may match nothing */
	uint64_t matched, records;
};
size_t adapter_rules(const struct adapter *);
struct adapter_rule adapter_rule_at(const struct adapter *, size_t);

/* One trouble of kind TROUBLE_NO_RECORD for each rule of these kinds that matched nothing and is
 * not optional. */
bool adapter_unmatched(const struct adapter *, unsigned kinds, const struct sink *);

/*
 * Dry run: from now on keep the names of elements inside records that no rule
 * reads: paths from the record, at most 1,000 of them.
 */
void adapter_observe(struct adapter *);
size_t adapter_unmapped(const struct adapter *);
const char *adapter_unmapped_at(const struct adapter *, size_t, uint64_t *times);

/* The rules of fields of rule i, and how often each gave a value: "asset.serial". */
size_t adapter_fields(const struct adapter *, size_t i);
const char *adapter_field_at(const struct adapter *, size_t i, size_t field, uint64_t *filled);

/*
 * The name of a document's root element, without reading the rest of it.
 * Buffers hold the local name and the namespace ("" for none).  repair: skip
 * text before the root.
 */
bool adapter_root(
    const char *path, char *name, size_t name_size, char *uri, size_t uri_size, struct error *);

/*
 * Expand a file name, a folder (its *.xml and *.xml.gz) or a glob, relative
 * to base, to files in sorted order.  each returns false to stop.  False
 * with the error set if there is no such file; a glob or folder without
 * files is one too.
 */
bool files_expand(const char *pattern, const char *base, bool (*each)(void *, const char *path),
    void *ctx, struct error *);

#endif
