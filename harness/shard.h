/* shard.h: which seeds of a campaign one of several machines plays, and how it learns which one it is.
 *
 * Seed k of A..B belongs to shard k mod n + 1 of n, whatever A and B are: a seed's shard depends on
 * nothing but the seed and n, and what the seed shows depends on neither.
 */
#ifndef HN_SHARD_H
#define HN_SHARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HN_MAX_SHARDS 1000000

struct hn_shard {
    uint64_t index, count; /* from 0; COUNT 1: all seeds */
};

/* How many seeds of FIRST..END belong to S. */
uint64_t hn_shard_seeds(const struct hn_shard *s, uint64_t first, uint64_t end);
/* The one numbered K of those, from 0. */
uint64_t hn_shard_seed(const struct hn_shard *s, uint64_t first, uint64_t k);
/* "i/n", i from 1. False if TEXT is anything else. */
bool hn_shard_parse(const char *text, struct hn_shard *s);

/* The variables' values come through LOOK, as from getenv(). *USED becomes words for what was read, to be
 * freed. 0, or HN_USAGE after one line: no variables, those of two systems, or some without sense. */
typedef const char *hn_look(const char *name);
int hn_shard_auto(hn_look *look, struct hn_shard *s, char **used);
/* True for variables that tell one shard from another: the program under test does not get them, lest a
 * shard's seeds differ from another's. ENTRY is NAME=VALUE. */
bool hn_shard_variable(const char *entry);
/* Bazel looks for a file that says that sharding is understood: makes it, if it is asked for. */
void hn_shard_touch(hn_look *look);

#endif
