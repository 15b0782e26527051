/* SPDX-License-Identifier: BSD-2-Clause */
#include "store_private.h"

const char *const store_sql[STATEMENTS] = {
	[TAKE] = "INSERT INTO counter VALUES (?1, ?2) ON CONFLICT DO UPDATE SET last = last + ?2 "
		 "RETURNING last",
	[TAKEN] =
	    "INSERT INTO counter VALUES (?1, ?2) ON CONFLICT DO UPDATE SET last = max(last, ?2)",
	[NAMED_GET] = "SELECT number FROM named WHERE kind = ?1 AND name = ?2",
	[NAMED_PUT] = "INSERT INTO named VALUES (?1, ?2, ?3)",
	[IDENTITY_ALL] = "SELECT hash, asset, kind, value FROM identity ORDER BY hash",
	[IDENTITY_PUT] = "INSERT OR REPLACE INTO identity VALUES (?1, ?2, ?3, ?4)",
	[IDENTITY_ANY] = "SELECT 1 FROM identity LIMIT 1",
	[MERGE_IDENTITY] = "UPDATE identity SET asset = ?1 WHERE asset = ?2",
	[MERGE_OPEN] = "UPDATE OR IGNORE open_day SET asset = ?1 WHERE asset = ?2 AND day = ?3",
	[DROP_OPEN] = "DELETE FROM open_day WHERE asset = ?1 AND day = ?2",
	[MERGE_MEASURED] = "INSERT INTO measured SELECT ?1, metrics FROM measured WHERE asset = ?2 "
			   "ON CONFLICT DO UPDATE SET metrics = metrics | excluded.metrics",
	[DROP_MEASURED] = "DELETE FROM measured WHERE asset = ?1",
	[MERGE_VERDICT] = "UPDATE OR IGNORE verdict SET asset = ?1 WHERE asset = ?2",
	[DROP_VERDICT] = "DELETE FROM verdict WHERE asset = ?1",
	[MERGE_FLAG] = "UPDATE OR IGNORE flagged SET asset = ?1 WHERE asset = ?2",
	[DROP_FLAG] = "DELETE FROM flagged WHERE asset = ?1",
	[FLAG_GET] = "SELECT since FROM flagged WHERE asset = ?1",
	[FLAG_PUT] =
	    "INSERT INTO flagged VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET generation = ?3",
	[UNFLAG] = "DELETE FROM flagged WHERE generation <> ?1",
	[SOURCE_GET] = "SELECT records FROM source WHERE name = ?1",
	[SOURCE_PUT] = "INSERT OR REPLACE INTO source VALUES (?1, ?2)",
	[COUNTER] = "SELECT last FROM counter WHERE name = ?1",
	[OPEN_GET] = "SELECT data FROM open_day WHERE day = ?1 AND asset = ?2 AND metric = ?3 AND "
		     "source = ?4",
	[OPEN_PUT] = "INSERT OR REPLACE INTO open_day VALUES (?1, ?2, ?3, ?4, ?5)",
	[OPEN_OF] = "SELECT metric, source, data FROM open_day WHERE day = ?1 AND asset = ?2 ORDER "
		    "BY metric, source",
	[OPEN_AFTER] = "SELECT min(day) FROM open_day WHERE day > ?1",
	[OPEN_LAST] = "SELECT max(day) FROM open_day",
	[OPEN_ANY] = "SELECT 1 FROM open_day LIMIT 1",
	[OPEN_DROP] = "DELETE FROM open_day WHERE day BETWEEN ?1 AND ?2",
	[YOUNG_GET] = "SELECT data FROM young WHERE id = ?1",
	[YOUNG_PUT] = "INSERT OR REPLACE INTO young VALUES (?1, ?2)",
	[YOUNG_FIRST] = "SELECT min(id) FROM young",
	[YOUNG_LAST] = "SELECT max(id) FROM young",
	[YOUNG_MOVE] =
	    "INSERT OR REPLACE INTO block SELECT id, data FROM young WHERE id BETWEEN ?1 AND ?2",
	[YOUNG_DROP] = "DELETE FROM young WHERE id BETWEEN ?1 AND ?2",
	[BLOCK_GET] = "SELECT data FROM block WHERE id = ?1",
	[BLOCK_FIRST] = "SELECT min(id) FROM block",
	[BLOCK_LAST] = "SELECT max(id) FROM block",
	[BLOCK_ANY] = "SELECT 1 FROM block UNION ALL SELECT 1 FROM young LIMIT 1",
	[BLOCK_DROP] = "DELETE FROM block WHERE id BETWEEN ?1 AND ?2",
	[PAGES] = "PRAGMA page_count",
	[PAGES_FREE] = "PRAGMA freelist_count",
	[VACUUM_SOME] = "PRAGMA incremental_vacuum",
	[MEASURED_GET] = "SELECT metrics FROM measured WHERE asset = ?1",
	[MEASURED_PUT] = "INSERT INTO measured VALUES (?1, ?2) ON CONFLICT DO UPDATE SET metrics = "
			 "metrics | ?2",
	[ACTIVITY_GET] = "SELECT data, doubt FROM activity WHERE asset = ?1",
	[ACTIVITY_PUT] = "INSERT OR REPLACE INTO activity VALUES (?1, NULL, ?2)",
	[ACTIVITY_DOUBT] = "UPDATE activity SET doubt = min(coalesce(doubt, ?2), ?2) WHERE asset = "
			   "?1",
	[ACTIVITY_DROP] = "DELETE FROM activity WHERE asset = ?1",
	[VERDICT_OF] = "SELECT day, kind, score, policy, reason, date FROM verdict WHERE asset = ?1"
		       " ORDER BY day DESC LIMIT ?2",
	[VERDICT_PUT] = "INSERT OR REPLACE INTO verdict VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[VERDICT_UNDO] = "DELETE FROM verdict WHERE asset = ?1 AND day = ?2",
	[VERDICT_KEEP] = "DELETE FROM verdict WHERE asset = ?1 AND day < (SELECT day FROM verdict "
			 "WHERE asset = ?1 ORDER BY day DESC LIMIT 1 OFFSET ?2)",
	[AGENT_LIST] = "INSERT INTO agent (source, address, origin, listed) VALUES (?1, ?2, ?3, "
		       "?4) ON CONFLICT DO UPDATE SET origin = ?3, listed = ?4",
	[AGENT_UNLIST] = "DELETE FROM agent WHERE source = ?1 AND listed <> ?2",
	[AGENT_DUE] = "SELECT id, address, origin, family, memory FROM agent WHERE source = ?1 AND "
		      "due <= ?2 ORDER BY failures, id",
	[AGENT_HEARD] = "SELECT id FROM agent WHERE source = ?1 AND polled > 0 ORDER BY id",
	[AGENT_TROUBLED] = "SELECT id FROM agent WHERE source = ?1 AND (why IS NOT NULL OR odd IS "
			   "NOT NULL) ORDER BY id",
	[AGENT_GET] = "SELECT source, address, origin, polled, due, failures, varbinds, family, "
		      "why, odd, memory, schedule, heard FROM agent WHERE id = ?1",
	[AGENT_PUT] = "UPDATE agent SET polled = ?2, due = ?3, failures = ?4, varbinds = ?5, "
		      "family = ?6, why = ?7, odd = ?8, memory = ?9, schedule = ?10, heard = ?11 "
		      "WHERE id = ?1",
	/* a silent address of a range is nobody */
	[AGENT_COUNT] = "SELECT count(*) FILTER (WHERE origin <> ?2 OR polled > 0),"
			" count(*) FILTER (WHERE why IS NOT NULL AND (origin <> ?2 OR polled > 0)),"
			" min(due) FROM agent WHERE source = ?1",
	[POLLED_PUT] = "INSERT INTO polled VALUES (?1, ?2, ?3)",
	[POLLED_ALL] = "SELECT agent, time, samples FROM polled JOIN agent ON agent.id = "
		       "polled.agent WHERE source = ?1 ORDER BY polled.agent, polled.rowid",
	[POLLED_DROP] = "DELETE FROM polled WHERE agent IN (SELECT id FROM agent WHERE source = "
			"?1)",
	[POLLED_ORPHANS] = "DELETE FROM polled WHERE agent NOT IN (SELECT id FROM agent)",
	[POLLED_EXPIRE] = "DELETE FROM polled WHERE time < ?1",
	[ROUND_GET] = "SELECT time, millis, varbinds FROM round WHERE source = ?1",
	[ROUND_PUT] = "INSERT OR REPLACE INTO round VALUES (?1, ?2, ?3, ?4)",
};
