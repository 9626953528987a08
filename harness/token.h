/* token.h: the replay token: one printable word that says all that a run depends on.
 *
 * "ds1-" and base 32 (digits and small letters without i, l, o, u) of: numbers as varints, then a
 * CRC-32 of what is before. It names the program by a hash, and what the run must show.
 */
#ifndef HN_TOKEN_H
#define HN_TOKEN_H

#include <stdint.h>

#include "options.h"
#include "sites.h"

#define HN_TOKEN_DEPARTURES 64

struct hn_token {
    struct ds_config config; /* complete */
    int64_t realtime;
    uint32_t busy_ms;
    uint32_t preempt; /* enum ds_preempt */
    struct hn_sites sites;
    /* Of a DEPART run, config.departures of them. */
    struct ds_departure departures[HN_TOKEN_DEPARTURES];
    uint32_t program;     /* hn_target.id */
    uint32_t fingerprint; /* low 32 bits of the finding's */
    uint32_t trace;       /* low 32 bits of the trace hash; 0: not exact, do not compare */
};

enum hn_token_error { HN_TOKEN_OK, HN_TOKEN_GARBAGE, HN_TOKEN_TRUNCATED, HN_TOKEN_VERSION };

/* A new string, to be freed. */
char *hn_token_make(const struct hn_token *t);
/* Strict: anything that hn_token_make() would not have written is refused. */
enum hn_token_error hn_token_read(const char *text, struct hn_token *t);
/* The profile's identity is a function of what it holds, and of the sites that it brought. */
uint64_t hn_profile_hash(const struct ds_profile *profile, const struct hn_sites *sites);

#endif
