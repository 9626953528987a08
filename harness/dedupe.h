/* dedupe.h: many failing seeds, few findings: one entry for each fingerprint. */
#ifndef HN_DEDUPE_H
#define HN_DEDUPE_H

#include "../reports/model.h"
#include "detect/detector.h"
#include "options.h"

/* One finding of one seed, small enough to be kept until the seed's turn comes. */
struct hn_hit {
    uint64_t fingerprint;
    enum hn_kind kind;
    char subkind[32];
    char where[192]; /* ", in f (x.c:3), in main (x.c:9)": the program's frames; may be empty */
    uint64_t trace;  /* what a re-run must give again: hn_trace() */
    struct ds_result_rec rec;
    uint32_t suppressed; /* number of the suppression that hides it, 0 none */
};

/* Seeds that showed two findings: of a race and of what it may have led to, or the other way round. */
struct hn_link {
    uint64_t fingerprint; /* of the other one */
    uint64_t count;
};
struct hn_entry {
    struct hn_hit hit; /* of the representative: fewest events, then the lowest seed */
    uint64_t count;    /* seeds that showed it */
    struct hn_link *links;
    size_t link_count;
    struct hn_hit *older; /* of earlier representatives, if they are kept */
    size_t older_count;
};

struct hn_dedupe {
    struct hn_entry *entries; /* in the order of first sight, which is the order of seeds */
    size_t count, room;
    bool keep; /* earlier representatives: another campaign may be cut before the last one */
};

/* The trace hash of a run for a finding of SUBKIND. A sanitizer's report on stderr names the process and
 * addresses: there the events alone are compared. */
uint64_t hn_trace(const struct hn_run *run, const char *subkind);
void hn_dedupe_add(struct hn_dedupe *d, const struct hn_hit *hit);
/* The N HITS that count, all added, are of one seed: those of races are linked with the others. */
void hn_dedupe_link(struct hn_dedupe *d, const struct hn_hit *const *hits, size_t n);
const struct hn_entry *hn_dedupe_find(const struct hn_dedupe *d, uint64_t fingerprint);
/* Seeds that showed both E and the finding with that fingerprint. */
uint64_t hn_dedupe_both(const struct hn_entry *e, uint64_t fingerprint);
/* Puts the entries in the order of their representatives: those that the first N of several parts hold are
 * among the first N of each part that holds their representative. */
void hn_dedupe_sort(struct hn_dedupe *d);
void hn_dedupe_free(struct hn_dedupe *d);
enum rp_severity hn_severity(const struct hn_hit *hit, const struct hn_options *o);

#endif
