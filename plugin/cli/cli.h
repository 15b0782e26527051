/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DECOM_CLI_H
#define DECOM_CLI_H

#include <getopt.h>
#include <stdio.h>

#include "error.h"

/*
 * decom(1): one table of commands, one file per command.  Results go to
 * stdout, everything else to stderr with "decom: " in front.
 */
enum cli_exit { CLI_DONE, CLI_FAILED, CLI_USAGE };

struct cli;

struct command {
	const char *name;
	const char *synopsis; /* arguments, as in the manual; "" if none */
	const char *text;     /* one line */
	const char *help;     /* options and what they do, ends with a newline; "" if none */
	enum cli_exit (*run)(const struct cli *, int argc, char **argv);
};

/* What the options before the command said; argv[0] of a command is its name. */
struct cli {
	const char *config;   /* file */
	const char *statedir; /* folder */
	const struct command *command;
};

extern const struct command commands[]; /* ends with a row that has no name */

enum cli_exit list_run(const struct cli *, int, char **);
enum cli_exit explain_run(const struct cli *, int, char **);
enum cli_exit check_run(const struct cli *, int, char **);
enum cli_exit fields_run(const struct cli *, int, char **);
enum cli_exit adapter_run(const struct cli *, int, char **);
enum cli_exit policy_run(const struct cli *, int, char **);
enum cli_exit refresh_run(const struct cli *, int, char **);
enum cli_exit replay_run(const struct cli *, int, char **);
enum cli_exit probe_run(const struct cli *, int, char **);
enum cli_exit record_run(const struct cli *, int, char **);
enum cli_exit worker_run(const struct cli *, int, char **);

/*
 * getopt_long() that complains by itself: -1 at the end, '?' after a message
 * has been printed (return CLI_USAGE).  Options come first or in between.
 */
int cli_option(
    const struct cli *, int argc, char **argv, const char *shorts, const struct option *);

/* "decom: list: ...", where to find help, and CLI_USAGE. */
enum cli_exit cli_usage(const struct cli *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The same for a name that is none of those in a table; see nearest_word(). */
enum cli_exit cli_unknown(const struct cli *, const char *what, const char *given,
    const char *const *names, size_t stride);

/* "decom: TEXT" and CLI_FAILED. */
enum cli_exit cli_fail(const struct error *);

/* A number of an option, 0 to max. */
bool cli_number(const char *, unsigned long max, unsigned long *);

/* STATEDIR/NAME in buf; false with an error if it does not fit. */
bool cli_state_path(const struct cli *, const char *name, char *buf, size_t size, struct error *);

/* The published result, mapped and checked; NULL with an error. */
struct snapshot *cli_snapshot(const struct cli *, struct error *);

#endif
