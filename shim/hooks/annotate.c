/* annotate.c: the functions of detsched.h. */
#define _GNU_SOURCE
#include <stdlib.h>

#include "../detsched.h"
#include "../finish.h"
#include "../place.h"
#include "../real.h"

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

enum { MAX_NOTES = 256 };

/* Handle of the note at ADDR: an address that is only named in annotations has no memory of ours. */
static uint32_t note_at(const void *addr) {
    static struct {
        const void *addr;
        uint32_t obj;
    } notes[MAX_NOTES]; /* token */
    for (int i = 0; i < MAX_NOTES; i++) {
        if (notes[i].addr == addr)
            return notes[i].obj;
        if (notes[i].addr)
            continue;
        struct ds_obj_place place = {0};
        uint64_t key = sh_place_of(DS_KIND_NOTE, (uintptr_t)addr, &place);
        uint64_t named = sh_place_take_name(DS_KIND_NOTE, (uintptr_t)addr, &place);
        notes[i].addr = addr;
        notes[i].obj = ds_object(sh.engine, DS_KIND_NOTE, named ? named : key, 0);
        if (notes[i].obj != DS_NO_OBJ)
            ((struct ds_obj_place *)((char *)sh.region + sh.region->places_off))[notes[i].obj] =
                place;
        return notes[i].obj;
    }
    sh_stop(DS_STAGE_STOPPED, "more than 256 addresses in happens-before annotations");
}

static void edge(uint16_t op, const void *addr, void *site) {
    if (!sh_enter(site))
        return;
    struct ds_request req = {.op = op, .deadline = DS_NEVER};
    req.obj = note_at(addr);
    sh_point(&req, NULL, site);
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
