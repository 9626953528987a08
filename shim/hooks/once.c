/* once.c: pthread_once; the initialiser runs as task code between two points. */
#define _GNU_SOURCE
#include "hook.h"

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

int sh_once(pthread_once_t *once, void (*init)(void), void *site) {
    if (!sh_enter(site)) {
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
