/* lock.c: while a task holds a lock of libc's own that the engine does not see (a stream's, the
 * loader's), it is not pre-empted; if it blocks there, others run.
 */
#define _GNU_SOURCE
#include <stdio.h>

#include "../capture.h"
#include "../real.h"

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

SH_EXPORT void *dlopen(const char *file, int mode) {
    bool held = hold(1);
    /* Our own lookups must win in the new library as well, or its calls would go round us. */
    void *handle = sh_real(dlopen)(file, sh.region ? mode & ~RTLD_DEEPBIND : mode);
    if (sh.region)
        sh_modules_scan();
    if (held)
        hold(-1);
    return handle;
}

SH_EXPORT int dlclose(void *handle) {
    bool held = hold(1);
    int rc = sh_real(dlclose)(handle);
    if (sh.region)
        sh_modules_scan();
    if (held)
        hold(-1);
    return rc;
}
