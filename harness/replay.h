/* replay.h: a token's run, from its text to its report; replay and minimize play it. */
#ifndef HN_REPLAY_H
#define HN_REPLAY_H

#include "campaign.h"
#include "output.h"
#include "token.h"

struct hn_replay {
    struct hn_token token;
    struct hn_target target;
    struct hn_launch launch;
    struct hn_outputs out;
    struct hn_campaign campaign;
    bool started;
};

/* Reads what stands behind a command's options, TOKEN|FILE [--] PROGRAM [ARG...], into R and O, and prepares
 * the program's environment. 0, or a status after one line; hn_replay_close() is to be called whatever it is. */
int hn_replay_open(struct hn_replay *r, struct hn_options *o, int argc, char **argv);
/* Opens the one worker, with room for what the launch's configuration and the token ask for. 0, or a status. */
int hn_replay_start(struct hn_replay *r);
/* What the token's run is played with. */
struct ds_config hn_replay_config(const struct hn_replay *r);
/* Shows the program's output and the report of RUN, which had every event's stack captured, and says whether it
 * is the run of R's token: the exit status. */
int hn_replay_judge(struct hn_replay *r, const struct hn_run *run);
/* Returns STATUS. */
int hn_replay_close(struct hn_replay *r, int status);

#endif
