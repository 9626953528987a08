/* races.h: questions about the accesses of a data race that detectors and the explanation ask of a
 * finished run. All are pure.
 */
#ifndef HN_RACES_H
#define HN_RACES_H

#include "facts.h"

bool hn_race_kind(enum hn_kind kind);
/* The record that RAW is about, or NULL. */
const struct ds_race *hn_race_of(const struct hn_run *run, const struct hn_raw *raw);
/* Memory that was given back is part of it, whichever of the two came first. */
bool hn_race_frees(const struct ds_race *race);
/* The SUBKIND of races that hang on memory of uninstrumented code, about which less is known. */
bool hn_race_foreign(const char *subkind);
/* Both are about the same block of memory, by the same two tasks. */
bool hn_race_same_block(const struct ds_race *a, const struct ds_race *b);
/* Number of the event of its task that A comes right behind, which may have announced it, see below; 0: it comes
 * before all, or it is not known. */
uint64_t hn_race_after(const struct hn_run *run, const struct ds_access *a);
/* A is itself a scheduling point: the event that it comes behind announced it. */
bool hn_race_point(const struct hn_run *run, const struct ds_access *a);
/* Appends a finding of KIND for run->races[I]. */
void hn_race_add(const struct hn_run *run, size_t i, enum hn_kind kind, struct hn_raw_list *out);

/* A lock that a task has. */
struct hn_lock {
    uint32_t obj;
    uint64_t since; /* event */
    bool reads;     /* others may have it for reading, too */
};
/* The locks that TASK has right behind its event numbered SEQ, oldest first; writes at most MAX, returns
 * how many there are. Locks taken before the first event that is kept are not known. */
size_t hn_locks_after(const struct hn_run *run, uint32_t task, uint64_t seq, struct hn_lock *out,
                      size_t max);

#endif
