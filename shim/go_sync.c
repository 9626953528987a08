/* go_sync.c: locks, conditions, wait groups, once, atomics and contexts of the Go-like runtime. */
#define _GNU_SOURCE
#include "go.h"

#define SITE __builtin_return_address(0)

static int point(enum ds_op op, uint32_t obj, uint32_t arg, void *site) {
    if (!sh_go_live())
        return DS_OK;
    struct ds_request req = sh_go_request(op, obj);
    req.arg = arg;
    return sh_go_point(&req, NULL, site);
}

int sh_go_mutex(uint32_t obj, enum go_probe_op op) {
    enum ds_op to = op == GO_PROBE_LOCK      ? DS_OP_MUTEX_LOCK
                    : op == GO_PROBE_TRYLOCK ? DS_OP_MUTEX_TRYLOCK
                                             : DS_OP_MUTEX_UNLOCK;
    return point(to, obj, DS_MUTEX_GO, SITE) != DS_OK;
}

int sh_go_rwmutex(uint32_t obj, enum go_probe_op op) {
    static const uint16_t to[] = {
        [GO_PROBE_LOCK] = DS_OP_RW_WRLOCK,        [GO_PROBE_TRYLOCK] = DS_OP_RW_TRYWRLOCK,
        [GO_PROBE_UNLOCK] = DS_OP_RW_UNLOCK,      [GO_PROBE_RLOCK] = DS_OP_RW_RDLOCK,
        [GO_PROBE_TRYRLOCK] = DS_OP_RW_TRYRDLOCK, [GO_PROBE_RUNLOCK] = DS_OP_RW_UNLOCK,
    };
    uint32_t side = op == GO_PROBE_RUNLOCK ? DS_RW_GO | DS_RW_READER : DS_RW_GO;
    return point(to[op], obj, side, SITE) != DS_OK;
}

int sh_go_waitgroup_add(uint32_t obj, int32_t delta, bool done) {
    int result = point(done ? DS_OP_WG_DONE : DS_OP_WG_ADD, obj, (uint32_t)delta, SITE);
    return result == DS_OK ? 0 : result == DS_NEGATIVE ? 1 : 2;
}

int sh_go_waitgroup_wait(uint32_t obj) {
    return point(DS_OP_WG_WAIT, obj, 0, SITE) == DS_REUSED ? 3 : 0;
}

bool sh_go_once_begin(uint32_t obj) {
    return point(DS_OP_ONCE_BEGIN, obj, 0, SITE) == DS_SERIAL;
}

void sh_go_once_end(uint32_t obj) {
    point(DS_OP_ONCE_END, obj, 0, SITE);
}

static uint32_t locker_flags(uint32_t locker, bool reader) {
    bool mutex = ds_obj_at(sh.engine, locker)->kind == DS_KIND_MUTEX;
    return mutex ? DS_MUTEX_GO : reader ? DS_RW_GO | DS_RW_READER : DS_RW_GO;
}

int sh_go_cond_wait(uint32_t obj, uint32_t locker, bool reader) {
    if (!sh_go_live() || locker == DS_NO_OBJ)
        return 0;
    uint32_t flags = locker_flags(locker, reader);
    struct ds_request req = sh_go_request(DS_OP_COND_WAIT, obj);
    req.obj2 = locker;
    req.arg = flags | DS_COND_GO;
    if (sh_go_point(&req, NULL, SITE) != DS_OK)
        return 1;
    enum ds_op again = flags & DS_MUTEX_GO ? DS_OP_MUTEX_LOCK
                       : reader            ? DS_OP_RW_RDLOCK
                                           : DS_OP_RW_WRLOCK;
    point(again, locker, flags & ~(uint32_t)DS_RW_READER, SITE);
    return 0;
}

void sh_go_cond_wake(uint32_t obj, bool all) {
    point(all ? DS_OP_COND_BROADCAST : DS_OP_COND_SIGNAL, obj, DS_COND_GO, SITE);
}

void sh_go_atomic(uint32_t obj, enum go_probe_access access) {
    static const uint16_t to[] = {[GO_PROBE_LOAD] = DS_OP_ATOMIC_LOAD,
                                  [GO_PROBE_STORE] = DS_OP_ATOMIC_STORE,
                                  [GO_PROBE_UPDATE] = DS_OP_ATOMIC_UPDATE};
    point(to[access], obj, 0, SITE);
}

void sh_go_cancel(uint32_t obj) {
    point(DS_OP_CTX_CANCEL, obj, 0, SITE);
}

void sh_go_context_err(uint32_t obj, bool cancelled) {
    point(DS_OP_CTX_ERR, obj, cancelled, SITE);
}
