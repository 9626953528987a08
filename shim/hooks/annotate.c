/* annotate.c: the functions of detsched.h. */
#define _GNU_SOURCE
#include <stdlib.h>

#include "../detsched.h"
#include "../finish.h"
#include "../place.h"
#include "hook.h"

SH_EXPORT void detsched_yield(void) {
    void *site = __builtin_return_address(0);
    if (!sh_enter(site))
        return;
    struct ds_request req = {.op = DS_OP_YIELD, .deadline = DS_NEVER};
    sh_point(&req, NULL, site);
}

SH_EXPORT void detsched_assert_failed(const char *condition, const char *file, unsigned line,
                                      const char *function) {
    if (!sh.controlled)
        return;
    sh_note_assert(condition, file, line, function);
    abort();
}

SH_EXPORT void detsched_name_object(const void *addr, const char *name) {
    if (sh.region && sh_depth == 0)
        sh_place_name((void *)(uintptr_t)addr, name);
}

void sh_annotate(enum ds_op op, const void *addr, void *site) {
    struct ds_request req = sh_request(op, DS_NO_OBJ, DS_MISUSE_NONE);
    req.obj = sh_word_object(DS_KIND_NOTE, (uintptr_t)addr);
    sh_point(&req, NULL, site);
}

static void edge(enum ds_op op, const void *addr, void *site) {
    if (sh_enter(site))
        sh_annotate(op, addr, site);
}

SH_EXPORT void detsched_happens_before(const void *addr) {
    edge(DS_OP_HB_BEFORE, addr, __builtin_return_address(0));
}

SH_EXPORT void detsched_happens_after(const void *addr) {
    edge(DS_OP_HB_AFTER, addr, __builtin_return_address(0));
}

SH_EXPORT void detsched_ignore_begin(void) {
    if (sh.controlled && sh_self && sh_depth == 0)
        ds_hold(sh.engine, sh.current, 1);
}

SH_EXPORT void detsched_ignore_end(void) {
    if (sh.controlled && sh_self && sh_depth == 0)
        ds_hold(sh.engine, sh.current, -1);
}
