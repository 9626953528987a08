/* play.c: plays one seed to its end and copies what the region holds of it. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "run_copy.h"
#include "util.h"
#include "worker.h"

struct hn_run *hn_worker_copy(struct hn_worker *w, const struct ds_result_rec *rec,
                              const struct ds_config *config, bool explained) {
    struct hn_source source = {.region = w->region,
                               .l = w->l,
                               .rec = rec,
                               .config = config,
                               .region_fd = w->region_fd,
                               .out_fd = w->out_fd,
                               .err_fd = w->err_fd,
                               .explained = explained};
    struct hn_run *run = hn_run_copy(&source);

    run->wall_limit = w->killed;
    memcpy(run->stuck, w->stuck, sizeof(run->stuck));
    return run;
}

static enum hn_answer wait_answer(struct hn_worker *w) {
    for (;;) {
        struct pollfd p = {.fd = hn_worker_fd(w), .events = POLLIN};

        if (poll(&p, 1, hn_watch_pause(w)) > 0) {
            enum hn_answer answer = hn_worker_finish(w);

            if (answer != HN_ANS_NONE)
                return answer;
        }
        hn_watch(w);
    }
}

/* HN_ANS_NONE after one line; HN_ANS_DIED if there was no handshake. */
static enum hn_answer play_one(struct hn_worker *w, const struct ds_config *config, bool explain) {
    struct hn_job job = {.config = *config,
                         .first = config->seed,
                         .count = 1,
                         .stride = 1,
                         .one = true,
                         .explain = explain};

    for (int tries = 0; tries < 4; tries++) {
        bool needs_exec = false;

        if (!w->l->exec && w->pid <= 0 && hn_worker_start(w, &needs_exec))
            return HN_ANS_NONE;
        if (!hn_worker_begin(w, &job)) {
            hn_worker_kill(w);
            continue;
        }
        enum hn_answer answer = wait_answer(w);

        if (answer != HN_ANS_DIED && w->blocked)
            w->l->monitor = true;
        else if (answer != HN_ANS_DIED && hn_no_process(&w->recs[0]))
            return hn_fail(HN_ANS_NONE, "a seed's process could not be made: %.200s",
                           w->region->message);
        else if (answer != HN_ANS_DIED)
            return answer;
        else if (!w->greeted)
            break;
    }
    return HN_ANS_DIED;
}

bool hn_worker_run(struct hn_worker *w, const struct ds_config *config, bool explain) {
    enum hn_answer answer = play_one(w, config, explain);

    if (answer == HN_ANS_DIED)
        hn_no_greeting(w);
    return answer != HN_ANS_DIED && answer != HN_ANS_NONE;
}

bool hn_worker_meet(struct hn_worker *w, const struct ds_config *config) {
    enum hn_answer answer = w->greeted ? HN_ANS_DONE : play_one(w, config, false);

    if (answer == HN_ANS_DIED && !w->damaged)
        hn_no_greeting(w);
    return answer != HN_ANS_NONE && (answer != HN_ANS_DIED || w->damaged);
}

struct hn_run *hn_worker_play(struct hn_worker *w, const struct ds_config *config, bool explain) {
    if (!hn_worker_run(w, config, explain))
        return NULL;
    return hn_worker_copy(w, &w->recs[0], config, explain);
}
