/* sites.h: the instructions at which a program that was compiled for race detection may be pre-empted,
 * because the profile runs saw them touch memory that nothing orders them at.
 *
 * Race-directed exploration after Sen, "Race Directed Random Testing of Concurrent Programs", PLDI 2008:
 * what makes a race harmful shows only if tasks are switched between its accesses. There the scheduler
 * waits at one suspected pair of statements; here all of them are scheduling points of every seed, and the
 * strategies choose among them as among any others.
 */
#ifndef HN_SITES_H
#define HN_SITES_H

#include "run.h"
#include "varint.h"

struct hn_sites {
    uint32_t count;
    struct ds_site at[DS_MAX_SITES]; /* by module, then by offset, each once */
};

/* Most bytes that hn_sites_pack() writes. */
#define HN_SITES_BYTES (HN_VARINT_MAX + DS_MAX_SITES * 3 * HN_VARINT_MAX)

/* Adds the plain accesses of RUN's races, as long as there is room: those that came first stay. */
void hn_sites_add(struct hn_sites *s, const struct hn_run *run);
/* Their identity, mixed into HASH; HASH itself if there are none. */
uint64_t hn_sites_hash(uint64_t hash, const struct hn_sites *s);
/* As bytes: the number of modules, then for each its number, how many sites, and the distances between
 * their offsets. Returns how many bytes there are. */
size_t hn_sites_pack(const struct hn_sites *s, uint8_t *bytes);
/* Reads what hn_sites_pack() wrote from BYTES + *AT, of N bytes, and nothing else. */
bool hn_sites_unpack(struct hn_sites *s, const uint8_t *bytes, size_t n, size_t *at);

#endif
