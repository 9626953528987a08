/* cmd_replay.c: detsched replay TOKEN|FILE [--] PROGRAM: one seed again, explained. */
#include "commands.h"
#include "replay.h"
#include "util.h"

static int play(struct hn_replay *r) {
    int status = hn_replay_start(r);
    struct ds_config config = hn_replay_config(r);
    struct hn_run *run = status ? NULL : hn_worker_play(&r->campaign.workers[0], &config, true);

    if (!status)
        status = run ? hn_replay_judge(r, run) : HN_CANNOT;
    hn_run_free(run);
    return status;
}

int hn_cmd_replay(int argc, char **argv) {
    struct hn_options o;
    struct hn_replay r;
    int at = hn_options_parse(&o, HN_C_REPLAY, argc, argv), status;

    if (at < 0)
        return HN_USAGE;
    if (o.help) {
        hn_options_help(HN_C_REPLAY);
        return 0;
    }
    status = hn_replay_open(&r, &o, argc - at, argv + at);
    if (!status)
        status = play(&r);
    return hn_replay_close(&r, status);
}
