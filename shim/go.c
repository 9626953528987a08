/* go.c: the table that the Go-like runtime gets when it finds detsched in the process; goroutines, and
 * how a program of goroutines ends.
 */
#define _GNU_SOURCE
#include "go.h"

#include <string.h>

#include "capture.h"
#include "hooks/hook.h"
#include "place.h"
#include "reach.h"
#include "sigs.h"

_Static_assert((int)GO_FATAL_PANIC + 1 == DS_PANIC_OTHER &&
                   (int)GO_FATAL_SEND_CLOSED + 1 == DS_PANIC_SEND_CLOSED &&
                   (int)GO_FATAL_CLOSE_CLOSED + 1 == DS_PANIC_CLOSE_CLOSED &&
                   (int)GO_FATAL_CLOSE_NIL + 1 == DS_PANIC_CLOSE_NIL &&
                   (int)GO_FATAL_WAITGROUP + 1 == DS_PANIC_WAITGROUP &&
                   (int)GO_FATAL_COPIED + 1 == DS_PANIC_COPIED &&
                   (int)GO_FATAL_ASLEEP + 1 == DS_PANIC_ASLEEP,
               "panics have the region's numbers");

struct sh_go_text sh_go_text;

/* Runs the handlers that have waited for the end of the caller's last operation. */
static void deliver(void) {
    struct sh_task *t = sh_self;
    if (t->sigs.queue || sh_sigs_noted())
        sh_sigs_deliver(t);
}

int sh_go_point(struct ds_request *req, uint32_t *value, void *site) {
    for (;;) {
        sh_depth++;
        int result = sh_point(req, value, site);
        sh_depth--;
        if (result != DS_INTR)
            return result;
        req->misuse = DS_MISUSE_NONE;
        deliver();
    }
}

static bool on(void) {
    if (!sh_enter(NULL))
        return false;
    deliver();
    return true;
}

static int spawn(const pthread_attr_t *attr, void *(*start)(void *), void *arg, const char *name,
                 void (*entry)(void *)) {
    struct ds_task_info as = {.goroutine = 1, .start_pc = (uintptr_t)entry};
    pthread_t thread;
    if (name)
        sh_place_copy_name(as.name, name);
    return sh_create_as(&as, &thread, attr, start, arg, SH_SITE);
}

static void set_name(const char *name) {
    if (sh_go_live())
        sh_place_copy_name(sh_task_info(sh.current)->name, name);
}

static int simple(enum ds_op op, void *site) {
    struct ds_request req = {.op = op, .deadline = DS_NEVER};
    return sh_go_live() ? sh_go_point(&req, NULL, site) : DS_OK;
}

static void yield(void) {
    simple(DS_OP_YIELD, SH_SITE);
}

static bool main_goexit(void) {
    return simple(DS_OP_GOEXIT_MAIN, SH_SITE) == DS_LAST;
}

static void drain(void) {
    if (sh_go_live())
        sh_reach();
    simple(DS_OP_DRAIN, SH_SITE);
}

static void hold(int delta) {
    if (sh_go_live())
        ds_hold(sh.engine, sh.current, delta);
}

/* The process ends next: nobody else runs any more. In the drain the program has ended already. */
static void fatal(enum go_probe_fatal kind, uint32_t obj, const char *text) {
    struct ds_panic *p = &sh.region->panic;
    if (!sh_go_live() || sh.region->stage != DS_STAGE_RUNNING || p->kind != DS_PANIC_NONE)
        return;
    ds_hold(sh.engine, sh.current, 1);
    *p = (struct ds_panic){
        .kind = (uint32_t)kind + 1, .task = sh.current, .obj = obj, .stack = sh_capture()};
    memcpy(p->text, text, strnlen(text, sizeof p->text - 1));
}

static uint32_t task(void) {
    return sh_self ? sh_self->id : DS_NO_TASK;
}

/* False if it was marked so before, or there is no such task. */
static bool mark(uint32_t id, enum ds_mark as) {
    if (!sh_go_live() || id >= ds_totals(sh.engine)->tasks || (sh_task_info(id)->marks & as))
        return false;
    sh_task_info(id)->marks |= as;
    return true;
}

static void leaked(uint32_t id) {
    if (mark(id, DS_MARK_LEAKED))
        sh.region->leaked++;
}

static void expected(uint32_t id) {
    mark(id, DS_MARK_EXPECTED);
}

static const struct go_probe table = {
    .version = GO_PROBE_VERSION,
    .on = on,
    .object = sh_go_object,
    .name = sh_go_name,
    .gone = sh_go_gone,
    .channel = sh_go_channel,
    .close = sh_go_close,
    .length = sh_go_length,
    .mutex = sh_go_mutex,
    .rwmutex = sh_go_rwmutex,
    .waitgroup_add = sh_go_waitgroup_add,
    .waitgroup_wait = sh_go_waitgroup_wait,
    .once_begin = sh_go_once_begin,
    .once_end = sh_go_once_end,
    .cond_wait = sh_go_cond_wait,
    .cond_wake = sh_go_cond_wake,
    .atomic = sh_go_atomic,
    .cancel = sh_go_cancel,
    .context_err = sh_go_context_err,
    .spawn = spawn,
    .set_name = set_name,
    .yield = yield,
    .main_goexit = main_goexit,
    .hold = hold,
    .fatal = fatal,
    .timer = sh_go_timer,
    .drain = drain,
    .task = task,
    .leaked = leaked,
    .expected = expected,
};

SH_EXPORT const struct go_probe *detsched_go_attach(uint32_t version, const void *text,
                                                    const void *end) {
    static const char other[] = "its libdetgo is of another version than this detsched";
    struct ds_region *r = sh.region;
    sh_go_text = (struct sh_go_text){(uintptr_t)text, (uintptr_t)end};
    if (!r || version == GO_PROBE_VERSION)
        return r ? &table : NULL;
    if (sh.controlled) {
        r->refused++;
        sh_stop(DS_STAGE_STOPPED, other);
    }
    r->hello.problem = DS_HELLO_RESOURCE;
    memcpy(r->hello.text, other, sizeof other);
    return NULL;
}
