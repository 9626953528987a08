/* exit_status.c: finds a program that ended with a status other than zero. */
#include <sys/wait.h>

#include "detectors.h"
#include "fatal.h"

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    int status = run->result.wait_status;
    if (!hn_own_end(run) || !WIFEXITED(status) || WEXITSTATUS(status) == 0)
        return;
    struct hn_raw *raw = hn_raw_add(out, HN_EXIT_STATUS);
    raw->code = WEXITSTATUS(status);
}

const struct hn_detector hn_detect_exit_status = {"exit-status", detect};
