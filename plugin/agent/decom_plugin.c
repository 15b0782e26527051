/* SPDX-License-Identifier: BSD-2-Clause */
/* The module that snmpd loads with "dlmod decom /abs/path/decom.so". */
#include "current.h"
#include "netsnmp.h"
#include "scalars.h"
#include "settings.h"
#include "supervise.h"
#include "table.h"

/* snmpd looks these up by the name on the dlmod line. */
__attribute__((visibility("default"))) void init_decom(void);
__attribute__((visibility("default"))) void deinit_decom(void);

enum { TABLES_MAX = 16 };

/*
 * The module stays mapped across a reload (nodelete), so this keeps its
 * values: everything but status and left is made by init and undone by
 * deinit.
 */
static struct plugin {
	struct settings settings;
	struct status status; /* counts since the module was first loaded */
	struct current *current;
	struct supervisor *supervisor;
	struct scalars *scalars;
	struct served *tables[TABLES_MAX];
	bool opened; /* the snapshot was looked for */
	unsigned alarm;
	pid_t left; /* a worker that a reload could not bury in time */
} plugin;

static void
take_token(const char *token, char *line)
{
	struct error e;

	if (!settings_parse(&plugin.settings, token, line, &e))
		config_perror(e.text);
}

static void
snapshot_published(void *ctx)
{
	current_poll(ctx);
}

/* Once a second.  The poll is for snapshots that "decom refresh" published without the worker. */
static void
tick(unsigned alarm, void *arg)
{
	supervisor_tick(plugin.supervisor);
	current_poll(plugin.current);
}

static void
open_snapshot(void)
{
	if (!plugin.opened)
		current_open(plugin.current, plugin.settings.statedir);
	plugin.opened = true;
}

/* The first alarm: snmpd is in its main loop, has forked and is the user that it stays. */
static void
main_loop_begins(unsigned alarm, void *arg)
{
	open_snapshot(); /* no configuration was read if a SET of UCD-DLMOD-MIB loaded us */
	tick(alarm, arg);
	plugin.alarm = snmp_alarm_register(1, SA_REPEAT, tick, NULL);
}

static int
configuration_read(int major, int minor, void *server, void *client)
{
	open_snapshot();
	return SNMP_ERR_NOERROR;
}

static void
register_tokens(void)
{
	for (const struct token *t = settings_tokens; t->name != NULL; t++)
		snmpd_register_config_handler(t->name, take_token, NULL, t->help);
}

static void
unregister_tokens(void)
{
	for (const struct token *t = settings_tokens; t->name != NULL; t++)
		snmpd_unregister_config_handler(t->name);
}

static void
serve(void)
{
	plugin.scalars = scalars_serve(plugin.current, &plugin.status);
	for (size_t n = 0; tables[n].name != NULL && n < TABLES_MAX; n++)
		plugin.tables[n] = table_serve(&tables[n], plugin.current);
}

void
init_decom(void)
{
	if (plugin.current != NULL) /* a second dlmod line: what the first one began goes on */
		return;
	settings_default(&plugin.settings);
	plugin.opened = false;
	status_init(&plugin.status, PACKAGE_VERSION);
	plugin.current = current_new(&plugin.status);
	plugin.supervisor = supervisor_new(
	    &plugin.settings, &plugin.status, plugin.left, snapshot_published, plugin.current);
	if (plugin.current == NULL || plugin.supervisor == NULL) {
		snmp_log(LOG_ERR, "decom: out of memory\n");
		deinit_decom();
		return;
	}
	plugin.left = 0;
	register_tokens();
	serve();
	snmp_register_callback(
	    SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_POST_READ_CONFIG, configuration_read, NULL);
	plugin.alarm = snmp_alarm_register(0, 0, main_loop_begins, NULL);
}

/* Also called on every SIGHUP, before init_decom() runs again, and on a failed init. */
void
deinit_decom(void)
{
	if (plugin.alarm != 0)
		snmp_alarm_unregister(plugin.alarm);
	plugin.alarm = 0;
	snmp_unregister_callback(
	    SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_POST_READ_CONFIG, configuration_read, NULL, 1);
	unregister_tokens();
	for (size_t n = 0; n < TABLES_MAX; n++) {
		table_withdraw(plugin.tables[n]);
		plugin.tables[n] = NULL;
	}
	scalars_withdraw(plugin.scalars);
	plugin.scalars = NULL;
	plugin.left = supervisor_free(plugin.supervisor);
	plugin.supervisor = NULL;
	current_free(plugin.current);
	plugin.current = NULL;
}
