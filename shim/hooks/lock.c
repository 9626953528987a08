/* lock.c: while a task holds a lock of libc's own that the engine does not see (a stream's, the
 * loader's), it is not pre-empted; if it blocks there, others run.
 */
#define _GNU_SOURCE
#include "hook.h"

#include <stdio.h>

#include "../capture.h"

/* Stands for the loader's own lock, which is recursive: a task that blocks in a constructor keeps
 * it, and another that comes to load a library has to wait in the engine, not in the kernel. */
static pthread_mutex_t loader = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

static bool hold(int delta) {
    if (!sh.controlled || sh.ending || sh_depth || !sh_self)
        return false;
    ds_hold(sh.engine, sh.current, delta);
    return true;
}

SH_EXPORT void flockfile(FILE *stream) {
    hold(1);
    sh_real(flockfile)(stream);
}

SH_EXPORT int ftrylockfile(FILE *stream) {
    int rc = sh_real(ftrylockfile)(stream);
    if (rc == 0)
        hold(1);
    return rc;
}

SH_EXPORT void funlockfile(FILE *stream) {
    sh_real(funlockfile)(stream);
    hold(-1);
}

/* True if the loader is now ours, to be given back by loader_leave(). */
static bool loader_enter(void *site) {
    if (!sh.controlled || sh.ending || !sh_enter(site))
        return false;
    sh_mutex_lock(&loader, SH_NO_CLOCK, NULL, site);
    return hold(1);
}

static void loader_leave(bool entered, void *site) {
    if (sh.region)
        sh_modules_scan();
    if (!entered)
        return;
    hold(-1);
    sh_mutex_unlock(&loader, site);
}

SH_EXPORT void *dlopen(const char *file, int mode) {
    bool entered = loader_enter(SH_SITE);
    /* Our own lookups must win in the new library as well, or its calls would go round us. */
    void *handle = sh_real(dlopen)(file, sh.region ? mode & ~RTLD_DEEPBIND : mode);
    loader_leave(entered, SH_SITE);
    return handle;
}

SH_EXPORT int dlclose(void *handle) {
    bool entered = loader_enter(SH_SITE);
    int rc = sh_real(dlclose)(handle);
    loader_leave(entered, SH_SITE);
    return rc;
}
