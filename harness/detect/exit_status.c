/* exit_status.c: finds a program that ended with a status other than zero. */
#include <sys/wait.h>

#include "detectors.h"
#include "facts.h"
#include "fatal.h"

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    int status = run->result.wait_status;
    if (!hn_own_end(run) || !WIFEXITED(status) || WEXITSTATUS(status) == 0)
        return;
    struct hn_raw *raw = hn_raw_add(out, HN_EXIT_STATUS);
    raw->code = WEXITSTATUS(status);
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        if (ev->op != DS_OP_PROC_EXIT || (ev->flags & DS_EV_DRAIN))
            continue;
        hn_raw_task(raw, ev->task);
        hn_raw_evidence(raw, ev->seq);
        hn_raw_stack(raw, run->task_info[ev->task].final_stack);
        break;
    }
}

const struct hn_detector hn_detect_exit_status = {"exit-status", detect};
