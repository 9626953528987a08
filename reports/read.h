/* read.h: the model back from the JSON files of a result directory.
 *
 * The text may come from anywhere. What is read is as the writer leaves it: no key is missing or unknown, every
 * number that stands for a task, event, object, frame or stack stands for one that is there, and events come in
 * their order. So reports are written from it without a second look. All is the arena's.
 */
#ifndef RP_READ_H
#define RP_READ_H

#include "arena.h"
#include "model.h"
#include "writer.h"

#define RP_FINDING_SCHEMA "detsched/finding/2"
#define RP_STORED_SCHEMA "detsched/stored/1"

/* The N bytes of TEXT are a finding.json. False: *WHY says in words what is wrong, and OUT means nothing. */
bool rp_read_finding(const char *text, size_t n, struct rp_arena *arena, struct rp_finding *out,
                     const char **why);
/* The same for a campaign.json as rp_write_stored() writes it. Of its findings only the fingerprints stand there;
 * all else of them is empty. */
bool rp_read_campaign(const char *text, size_t n, struct rp_arena *arena, struct rp_campaign *out,
                      const char **why);
/* Writes C as a result directory keeps it: of each finding only the fingerprint. */
void rp_write_stored(const struct rp_campaign *c, struct rp_sink *s);

#endif
