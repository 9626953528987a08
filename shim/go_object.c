/* go_object.c: handles of the Go-like runtime's objects, and what copying one means.
 *
 * An object with a tag carries its own address, its handle and how often it was used. Bytes that were
 * copied from a used object name that object's address. A copy starts a life of its own, and is wrong
 * if what it was copied from was in use, if it came locked, or if both are used after the copying: the
 * count of uses in the copy tells whether the original was used since. A moved object, whose original
 * is used no more, is no mistake.
 */
#define _GNU_SOURCE
#include <string.h>

#include "capture.h"
#include "go.h"
#include "place.h"
#include "tag.h"

/* The 16 bytes that the runtime leaves to us in each object. */
struct tag {
    uintptr_t self;
    uint32_t obj, uses;
};

/* One for each handle. */
struct known {
    uintptr_t addr; /* 0: not an object of the runtime's, or gone */
    uint32_t uses;
    uint32_t copy; /* object that was copied from this one and used; its mistake is not told yet */
    uint16_t kind;
    uint16_t misuse; /* of the next operation */
};
static struct known *known; /* token */
static uint32_t known_max;

static const uint8_t kinds[] = {
    [GO_PROBE_CHAN] = DS_KIND_CHAN,      [GO_PROBE_MUTEX] = DS_KIND_MUTEX,
    [GO_PROBE_RWMUTEX] = DS_KIND_RWLOCK, [GO_PROBE_WAITGROUP] = DS_KIND_WG,
    [GO_PROBE_ONCE] = DS_KIND_ONCE,      [GO_PROBE_COND] = DS_KIND_COND,
    [GO_PROBE_CONTEXT] = DS_KIND_CTX,    [GO_PROBE_ATOMIC] = DS_KIND_ATOMIC,
};

static bool reserve(void) {
    if (known)
        return true;
    uint32_t max = ds_config(sh.engine)->max_objects;
    known = sh_pages(((uint64_t)max + 1) * sizeof *known);
    known_max = known ? max : 0;
    return known != NULL;
}

static struct known *known_at(uint32_t obj) {
    return obj != DS_NO_OBJ && obj <= known_max && known[obj].addr ? &known[obj] : NULL;
}

struct ds_request sh_go_request(enum ds_op op, uint32_t obj) {
    struct ds_request req = {.op = op, .obj = obj, .deadline = DS_NEVER};
    struct known *k = known_at(obj);
    if (k) {
        req.misuse = k->misuse;
        k->misuse = DS_MISUSE_NONE;
    }
    return req;
}

/* The event that says when a channel was made. Nobody can know of it yet, so nobody else runs. */
static void announce_make(uint32_t obj, uint32_t cap, void *site) {
    struct ds_request req = {.op = DS_OP_CHAN_MAKE, .obj = obj, .arg = cap, .deadline = DS_NEVER};
    uint32_t self = sh.current;
    ds_hold(sh.engine, self, 1);
    sh_depth++;
    sh_point(&req, NULL, site);
    sh_depth--;
    ds_hold(sh.engine, self, -1);
}

static uint32_t enroll(enum go_probe_kind kind, void *addr, uint32_t initial, uint64_t cap) {
    const uint32_t closed = 1u << 31;
    uint32_t cap32 = cap < UINT32_MAX ? (uint32_t)cap : UINT32_MAX;
    if (!reserve())
        return DS_NO_OBJ;
    if (kind == GO_PROBE_ONCE && initial != 2)
        initial = 0; /* who ran it at the time of the copy does not run the copy */
    uint32_t obj = kind == GO_PROBE_CHAN
                       ? sh_object_enroll_chan(addr, cap32, initial & ~closed, initial & closed)
                       : sh_object_enroll(kinds[kind], addr, initial);
    if (obj == DS_NO_OBJ)
        return obj;
    known[obj] = (struct known){.addr = (uintptr_t)addr, .kind = (uint16_t)kind, .uses = 1};
    return obj;
}

static void describe(uint32_t obj, const char *name, bool made) {
    struct ds_obj_place *place = sh_place_at(obj);
    if (!place)
        return;
    if (name && !place->name[0])
        sh_place_copy_name(place->name, name);
    /* A context, or a channel that may serve as a lock, is found by where it was made, in a run without
     * stacks too. */
    const struct ds_obj_rec *o = ds_obj_at(sh.engine, obj);
    if (made && (sh.region->plan.explain || o->kind == DS_KIND_CTX ||
                 (o->kind == DS_KIND_CHAN && o->arg == 1)))
        place->made_stack = sh_capture();
}

static uint32_t enroll_tagged(enum go_probe_kind kind, void *addr, struct tag *t,
                              uint32_t initial) {
    uint32_t obj = enroll(kind, addr, initial, 0);
    *t = (struct tag){.self = (uintptr_t)addr, .obj = obj, .uses = 1};
    return obj;
}

static bool in_use(uint32_t obj) {
    const struct ds_obj_rec *o = ds_obj_at(sh.engine, obj);
    bool lock = o->kind == DS_KIND_MUTEX || o->kind == DS_KIND_RWLOCK || o->kind == DS_KIND_ONCE;
    return o->waiting || (lock && o->owner != DS_NO_TASK) ||
           (o->kind == DS_KIND_RWLOCK && o->count);
}

/* T, at ADDR, was copied from FROM. */
static uint32_t enroll_copy(enum go_probe_kind kind, void *addr, struct tag *t, uint32_t initial,
                            uint32_t from) {
    bool lock = kind == GO_PROBE_MUTEX || kind == GO_PROBE_RWMUTEX;
    bool wrong = t->uses != known[from].uses || in_use(from) || (lock && initial);
    uint32_t obj = enroll_tagged(kind, addr, t, initial);
    struct ds_obj_place *place = sh_place_at(obj);
    if (obj == DS_NO_OBJ)
        return obj;
    if (place)
        place->copy_of = from;
    if (wrong)
        known[obj].misuse = DS_MISUSE_COPIED;
    else
        known[from].copy = obj;
    return obj;
}

static uint32_t use(uint32_t obj, struct tag *t) {
    struct known *k = &known[obj];
    t->uses = ++k->uses;
    if (k->copy) {
        k->misuse = DS_MISUSE_COPIED;
        k->copy = DS_NO_OBJ;
    }
    return obj;
}

static uint32_t tagged(enum go_probe_kind kind, void *addr, struct tag *t, uint32_t initial,
                       const char *name) {
    const struct known *k = known_at(t->obj);
    uint32_t obj;
    if (k && k->kind == kind && k->addr == t->self && t->self == (uintptr_t)addr)
        return use(t->obj, t);
    if (k && k->kind == kind && k->addr == t->self)
        obj = enroll_copy(kind, addr, t, initial, t->obj);
    else
        obj = enroll_tagged(kind, addr, t, initial);
    describe(obj, name, kind == GO_PROBE_CONTEXT);
    return obj;
}

uint32_t sh_go_object(enum go_probe_kind kind, void *addr, void *tag, uint32_t initial,
                      uint64_t cap, const char *name) {
    if (!sh_go_live() || (unsigned)kind >= sizeof kinds)
        return DS_NO_OBJ;
    if (tag)
        return tagged(kind, addr, tag, initial, name);
    uint32_t obj = enroll(kind, addr, initial, cap);
    describe(obj, name, true);
    if (kind == GO_PROBE_CHAN && obj != DS_NO_OBJ)
        announce_make(obj, (uint32_t)cap, __builtin_return_address(0));
    return obj;
}

void sh_go_name(uint32_t obj, const char *name) {
    struct ds_obj_place *place = sh_go_live() && known_at(obj) ? sh_place_at(obj) : NULL;
    if (place)
        sh_place_copy_name(place->name, name);
}

uintptr_t sh_go_address(uint32_t obj) {
    const struct known *k = known_at(obj);
    return k ? k->addr : 0;
}

void sh_go_gone(uint32_t obj) {
    if (!sh_go_live() || !known_at(obj))
        return;
    known[obj].addr = 0;
    sh_object_forget(obj);
}
