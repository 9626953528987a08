/* once.c: pthread_once; the initialiser runs as task code between two points. */
#define _GNU_SOURCE
#include "hook.h"

#include <unwind.h>

struct running {
    pthread_once_t *once;
    void *site;
    bool done;
};

/* Also runs when an exception or pthread_exit leaves the initialiser: somebody else runs it then. */
static void settle(struct running *r) {
    uint16_t misuse = DS_MISUSE_NONE;
    uint32_t obj = sh_object(DS_KIND_ONCE, r->once, &misuse);
    struct ds_request req = sh_request(r->done ? DS_OP_ONCE_END : DS_OP_ONCE_ABORT, obj, misuse);
    sh_point(&req, NULL, r->site);
    if (r->done)
        *r->once = 2; /* what glibc writes; an inlined check of it works */
}

/* The unwinder prepares itself by a once of its own. Its initialiser has no points, and whether a
 * task meets it depends on what was unwound before, so it is none of the program's operations. */
static bool from_unwinder(void *site) {
    static uintptr_t start, end;
    struct dl_find_object found;
    if (!end && _dl_find_object((void *)(uintptr_t)&_Unwind_GetIP, &found) == 0) {
        start = (uintptr_t)found.dlfo_map_start;
        end = (uintptr_t)found.dlfo_map_end;
    }
    return (uintptr_t)site >= start && (uintptr_t)site < end;
}

int sh_once(pthread_once_t *once, void (*init)(void), void *site) {
    if (from_unwinder(site) || !sh_enter(site)) {
        if (!sh_tagged(DS_KIND_ONCE, once))
            return sh_real(pthread_once)(once, init);
        if (*once != 2)
            init();
        *once = 2;
        return 0;
    }
    int result = sh_object_op(DS_OP_ONCE_BEGIN, DS_KIND_ONCE, once, 0, site);
    if (result == DS_SERIAL) {
        struct running r __attribute__((cleanup(settle))) = {once, site, false};
        init();
        r.done = true;
        result = DS_OK;
    }
    return sh_errno(result);
}

SH_EXPORT int pthread_once(pthread_once_t *once, void (*init)(void)) {
    return sh_once(once, init, SH_SITE);
}
SH_ALIAS_OF(__pthread_once, pthread_once);
