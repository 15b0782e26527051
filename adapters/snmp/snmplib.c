/* SPDX-License-Identifier: BSD-2-Clause */
#include "snmplib.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* An environment variable that is empty for a moment, and then as it was. */
struct emptied {
	const char *name;
	char *was;
};

static void
empty(struct emptied *e)
{
	const char *was = getenv(e->name);

	e->was = was == NULL ? NULL : strdup(was);
	setenv(e->name, "", 1);
}

static void
restore(struct emptied *e)
{
	if (e->was != NULL)
		setenv(e->name, e->was, 1);
	else
		unsetenv(e->name);
	free(e->was);
}

static void
be_quiet(void)
{
	static const int off[] = { NETSNMP_DS_LIB_DONT_READ_CONFIGS,
		NETSNMP_DS_LIB_DONT_PERSIST_STATE, NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD,
		NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE, NETSNMP_DS_LIB_DONT_LOAD_HOST_FILES,
		NETSNMP_DS_LIB_DISABLE_CONFIG_LOAD, NETSNMP_DS_LIB_NO_DISCOVERY };

	for (size_t i = 0; i < sizeof off / sizeof *off; i++)
		netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, off[i], 1);
}

/*
 * The library looks for certificates below its persistent directory, which it
 * would make, and below SNMPCONFPATH: let it look where nothing can be.
 */
static void
start(void)
{
	struct emptied all[] = { { .name = "MIBS" }, { .name = "MIBDIRS" }, { .name = "MIBFILES" },
		{ .name = "SNMPCONFPATH" } };
	size_t n = sizeof all / sizeof *all;

	netsnmp_register_loghandler(NETSNMP_LOGHANDLER_NONE, LOG_DEBUG);
	be_quiet();
	netsnmp_ds_set_string(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_PERSISTENT_DIR, "/dev/null");
	for (size_t i = 0; i < n; i++)
		empty(&all[i]);
	init_snmp("decom");
	for (size_t i = 0; i < n; i++)
		restore(&all[i]);
}

/*
 * Initialise the library, once.  It has its own idea of the process: it looks
 * for MIBs where the environment says, and sets the locale of characters.
 */
void
snmplib_start(void)
{
	const char *locale = setlocale(LC_CTYPE, NULL);
	char *was = locale == NULL ? NULL : strdup(locale);

	if (netsnmp_ds_get_string(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_APPTYPE) == NULL)
		start();
	if (was != NULL)
		setlocale(LC_CTYPE, was);
	free(was);
}
