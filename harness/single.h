/* single.h: one program's campaign, from its file to its summary; run, run --each and wrap play it. */
#ifndef HN_SINGLE_H
#define HN_SINGLE_H

#include "campaign.h"
#include "summary.h"

struct hn_single {
    const struct hn_options *opt;
    struct hn_target target;
    struct hn_launch launch;
    struct hn_store *store;
    struct hn_campaign campaign;
    struct hn_summary summary; /* if TOLD */
    bool told;
};

/* Looks at the program ARGV[0] and prepares its environment. 0, or a status after one line. From here on
 * hn_single_close() is to be called, whatever this and the others return. */
int hn_single_open(struct hn_single *s, const struct hn_options *opt, char **argv);
/* Opens standard input, result directory and workers, and plays the profile runs. 0, or a status. */
int hn_single_start(struct hn_single *s);
/* Plays the seeds, and confirms and explains what they show. Returns the exit status, which the summary
 * holds, too; if there is none (TOLD is not set) one line was printed. */
int hn_single_play(struct hn_single *s);
/* HN_CANNOT after one line if the result directory could not be written, else STATUS. */
int hn_single_close(struct hn_single *s, int status);

#endif
