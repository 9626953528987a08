/* panic.c: finds a program of goroutines that ended itself: a channel's panic, a wait group's, any other;
 * also a main that called Goexit and has nobody left to wait for. */
#include <stdio.h>
#include <string.h>

#include "detectors.h"
#include "goroutines.h"

static bool says(const struct hn_run *run, const char *words) {
    return strstr(run->panic.text, words) != NULL;
}

static enum hn_kind kind_of(const struct hn_run *run) {
    switch (run->panic.kind) {
    case DS_PANIC_SEND_CLOSED:
        return HN_SEND_ON_CLOSED;
    case DS_PANIC_CLOSE_CLOSED:
        return HN_CLOSE_OF_CLOSED;
    case DS_PANIC_CLOSE_NIL:
        return HN_NIL_CHANNEL;
    case DS_PANIC_WAITGROUP:
        return HN_WAITGROUP_MISUSE;
    case DS_PANIC_COPIED:
        return HN_COPIED_LOCK;
    case DS_PANIC_ASLEEP:
        return HN_DEADLOCK;
    default:
        return HN_PANIC;
    }
}

/* The runtime's own words tell its panics apart. */
static const char *subkind_of(const struct hn_run *run) {
    switch (run->panic.kind) {
    case DS_PANIC_CLOSE_NIL:
        return "close";
    case DS_PANIC_WAITGROUP:
        return says(run, "negative") ? "negative-counter"
               : says(run, "reused") ? "reused"
                                     : "add-races-wait";
    case DS_PANIC_OTHER:
        return says(run, "nlock of unlocked") ? "unlock-of-unlocked" : "";
    default:
        return "";
    }
}

/* The event that closed OBJ; 0 if it is no channel, or open. */
static uint64_t close_of(const struct hn_run *run, uint32_t obj) {
    const struct ds_obj_rec *o = hn_obj_at(run, obj);
    return o && o->kind == DS_KIND_CHAN ? o->release_seq : 0;
}

static void detect(const struct hn_run *run, struct hn_raw_list *out) {
    if (run->corrupt || run->panic.kind == DS_PANIC_NONE)
        return;
    struct hn_raw *raw = hn_raw_add(out, kind_of(run));
    snprintf(raw->subkind, sizeof raw->subkind, "%s", subkind_of(run));
    raw->object = run->panic.obj;
    raw->fatal = true;
    hn_raw_task(raw, run->panic.task);
    hn_raw_stack(raw, run->panic.stack);
    hn_raw_evidence(raw, hn_last_seq(run, run->panic.task));
    hn_raw_evidence(raw, close_of(run, run->panic.obj));
}

const struct hn_detector hn_detect_panic = {"panic", detect};
