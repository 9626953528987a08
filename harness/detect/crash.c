/* crash.c: finds a program that died of a signal, an abort, an exception or a sanitizer's report. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "detectors.h"
#include "facts.h"
#include "fatal.h"

static bool line_starts(const char *text, const char *start) {
    size_t n = strlen(start);
    while (text && *text) {
        if (strncmp(text, start, n) == 0)
            return true;
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    return false;
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    bool sanitizer = hn_sanitizer_report(run);
    int signal = hn_own_end(run) ? hn_fatal_signal(run) : 0;
    if (!signal && !sanitizer)
        return;
    struct hn_raw *raw = hn_raw_add(out, HN_CRASH);
    raw->code = signal;
    const char *subkind = "signal";
    if (sanitizer)
        subkind = "sanitizer";
    else if (signal == SIGABRT)
        subkind = line_starts(run->err, "terminate called") ? "exception" : "abort";
    snprintf(raw->subkind, sizeof raw->subkind, "%s", subkind);
    hn_fatal_raw(run, raw);
}

const struct hn_detector hn_detect_crash = {"crash", detect};
