/* stored.h: what a result directory holds, read back into the model that reports are written from.
 *
 * Directories may come from anywhere: only regular files are read, none that is absurdly long, and what is in them
 * is checked as ../reports/read.h says.
 */
#ifndef HN_STORED_H
#define HN_STORED_H

#include "../reports/arena.h"
#include "../reports/model.h"

struct hn_stored {
    struct rp_arena *arena;
    struct rp_campaign campaign; /* its findings are complete */
    bool
        alone; /* one finding was asked for, and is the only one. The rest is its campaign's, or empty if that is
                   not at hand */
};

/* PATH: a result directory, a finding's directory, or a finding.json. 0 or a status after one line; to be
 * closed whatever it is. */
int hn_stored_open(struct hn_stored *s, const char *path);
void hn_stored_close(struct hn_stored *s);

/* The finding at PATH: its directory, or the file itself. 0 or a status after one line. */
int hn_stored_finding(const char *path, struct rp_arena *arena, struct rp_finding *out);

#endif
