/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gen_servicenow RECORDS: a ServiceNow list export of so many servers, about
 * 60 fields and 2,000 bytes each, on standard output.  The same number gives
 * the same bytes; all values are made up.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t
mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15ULL;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
	return x ^ x >> 31;
}

static void
empty(const char *name)
{
	printf("<%s/>\n", name);
}

static void
text(const char *name, const char *value)
{
	printf("<%s>%s</%s>\n", name, value, name);
}

static void
number(const char *name, uint64_t value)
{
	printf("<%s>%llu</%s>\n", name, (unsigned long long)value, name);
}

static void
reference(const char *name, const char *display, uint64_t seed)
{
	printf("<%s display_value=\"%s\">%016llx%016llx</%s>\n", name, display,
	    (unsigned long long)mix(seed), (unsigned long long)mix(seed + 1), name);
}

static void
no_reference(const char *name)
{
	printf("<%s display_value=\"\"/>\n", name);
}

static void
day(const char *name, int year, uint64_t h)
{
	printf("<%s>%d-%02d-%02d</%s>\n", name, year + (int)(h % 4), (int)(h / 4 % 12) + 1,
	    (int)(h / 48 % 28) + 1, name);
}

static void
hardware(uint64_t i, uint64_t h)
{
	static const char *const vendors[] = { "Acme Systems", "Borel &amp; Cie", "Corvus",
		"Dynamo" };
	char model[32];

	printf("<asset_tag>T-%07llu</asset_tag>\n", (unsigned long long)i);
	empty("assigned");
	no_reference("assignment_group");
	empty("attributes");
	text("category", "Hardware");
	empty("change_control");
	text("chassis_type", h % 9 == 0 ? "Blade" : "Rack Mount Chassis");
	text("classification", "Production");
	empty("comments");
	number("cost", 4000 + h % 9000);
	text("cost_cc", "USD");
	number("cpu_core_count", 8 + h % 56);
	number("cpu_count", 2);
	no_reference("cpu_manufacturer");
	empty("cpu_name");
	printf("<delivery_date>20%02d-09-26 00:00:00</delivery_date>\n", 18 + (int)(h % 6));
	reference("department", "Claims &amp; Billing", h % 30);
	number("disk_space", 480 * (1 + h % 8));
	empty("due");
	text("environment", h % 3 != 0 ? "Production" : "Test");
	printf("<fqdn>host-%07llu.dc1.example.net</fqdn>\n", (unsigned long long)i);
	reference("manufacturer", vendors[h % 4], h % 4);
	snprintf(model, sizeof(model), "Model %llu", (unsigned long long)(h % 50));
	reference("model_id", model, h % 50);
	text("model_number", model);
}

static void
place(uint64_t i, uint64_t h)
{
	static const char *const places[] = { "DC1", "DC2", "DC3" };

	printf("<host_name>host-%07llu</host_name>\n", (unsigned long long)i);
	number("install_status", 1);
	printf("<ip_address>10.%d.%d.%d</ip_address>\n", (int)(i >> 16 & 255), (int)(i >> 8 & 255),
	    (int)(i & 255));
	printf("<last_discovered>2026-11-%02d 02:10:00</last_discovered>\n", 1 + (int)(h % 19));
	empty("lease_id");
	reference("location", places[h % 3], h % 3);
	empty("mac_address");
	reference("managed_by_group", "team-payments", h % 80);
	text("monitor", "false");
	printf("<name>host-%07llu</name>\n", (unsigned long long)i);
	number("operational_status", 1);
	text("os", "Linux Debian");
	empty("os_version");
	no_reference("owned_by");
	empty("po_number");
	day("purchase_date", 2019, h);
	number("ram", 65536);
	printf("<serial_number>SN%012llX</serial_number>\n", (unsigned long long)(mix(i) >> 16));
	empty("short_description");
	no_reference("support_group");
	text("sys_class_name", h % 5 == 0 ? "cmdb_ci_esx_server" : "cmdb_ci_linux_server");
	text("sys_created_by", "discovery");
	printf("<sys_id>%016llx%016llx</sys_id>\n", (unsigned long long)mix(i),
	    (unsigned long long)mix(i + 1));
}

static void
site_fields(uint64_t i, uint64_t h)
{
	number("sys_mod_count", h % 900);
	printf("<u_application>app-%llu</u_application>\n", (unsigned long long)(i / 7 % 2000));
	number("u_height_u", 1 + h % 2);
	day("u_lease_end", 2026, h >> 4);
	number("u_notice_days", 30 * (1 + h % 3));
	number("u_power_rated_w", 500 + h % 5 * 250);
	printf("<u_rack>R%03llu</u_rack>\n", (unsigned long long)(i / 20 % 400));
	number("u_rack_unit", 1 + i % 40);
	text("u_room", "Hall 1");
	number("u_support_cost", 300 + h % 900);
	day("u_support_end", 2026, h >> 8);
	empty("u_uuid");
	day("warranty_expiration", 2024, h >> 6);
}

int
main(int argc, char **argv)
{
	uint64_t i, n = argc == 2 ? strtoull(argv[1], NULL, 10) : 0, h;

	if (n == 0) {
		fprintf(stderr, "usage: gen_servicenow RECORDS\n");
		return 2;
	}
	printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?><unload unload_date=\"2026-11-20 "
	       "06:00:00\">\n");
	for (i = 1; i <= n; i++) {
		h = mix(i * 31);
		printf("<cmdb_ci_server action=\"INSERT_OR_UPDATE\">\n");
		hardware(i, h);
		place(i, h);
		site_fields(i, h);
		printf("</cmdb_ci_server>\n");
	}
	printf("</unload>\n");
	return fclose(stdout) == 0 ? 0 : 1;
}
