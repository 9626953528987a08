/* lock.c: while a task holds a lock of libc's own that the engine does not see (a stream's, the
 * loader's), it is not pre-empted; if it blocks there, others run.
 */
#define _GNU_SOURCE
#include "hook.h"

#include <link.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../capture.h"
#include "../race.h"

/* Stands for the loader's own lock, which is recursive: a task that blocks in a constructor keeps
 * it, and another that comes to load a library has to wait in the engine, not in the kernel. */
static pthread_mutex_t loader = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

static bool hold(int delta) {
    if (!sh.controlled || sh.ending || sh_depth || !sh_self)
        return false;
    ds_hold(sh.engine, sh.current, delta);
    return true;
}

static void stream_taken(FILE *stream) {
    if (sh_race_on())
        sh_race->acquire(stream);
}

SH_EXPORT void flockfile(FILE *stream) {
    hold(1);
    sh_real(flockfile)(stream);
    stream_taken(stream);
}

SH_EXPORT int ftrylockfile(FILE *stream) {
    int rc = sh_real(ftrylockfile)(stream);
    if (rc == 0) {
        hold(1);
        stream_taken(stream);
    }
    return rc;
}

SH_EXPORT void funlockfile(FILE *stream) {
    if (sh_race_on())
        sh_race->release(stream);
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

/* The loader searches the run path of the module that calls it, which is now ours: looks for FILE,
 * a bare name that the loader did not find, in the directories of the module that SITE lies in. */
static void *open_as(void *site, const char *file, int mode) {
    enum { MOST = 64 * 1024 };
    Dl_info info;
    struct link_map *caller;
    Dl_serinfo all;
    if (!dladdr1(site, &info, (void **)&caller, RTLD_DL_LINKMAP) ||
        dlinfo(caller, RTLD_DI_SERINFOSIZE, &all) != 0 || all.dls_size > MOST)
        return NULL;
    Dl_serinfo *paths = sh_pages(MOST);
    if (!paths)
        return NULL;
    *paths = all;
    void *handle = NULL;
    unsigned count = dlinfo(caller, RTLD_DI_SERINFO, paths) == 0 ? paths->dls_cnt : 0;
    for (unsigned i = 0; i < count && !handle; i++) {
        const char *folder = paths->dls_serpath[i].dls_name;
        char path[512];
        size_t n = strlen(folder), rest = strlen(file) + 1;
        if (n + 1 + rest > sizeof path)
            continue;
        memcpy(path, folder, n);
        path[n] = '/';
        memcpy(path + n + 1, file, rest);
        if (access(path, R_OK) == 0)
            handle = sh_real(dlopen)(path, mode);
    }
    sh_pages_free(paths, MOST);
    return handle;
}

SH_EXPORT void *dlopen(const char *file, int mode) {
    bool entered = loader_enter(SH_SITE);
    /* Our own lookups must win in the new library as well, or its calls would go round us. */
    if (sh.region && (mode & RTLD_DEEPBIND)) {
        mode &= ~RTLD_DEEPBIND;
        sh.region->notes |= DS_NOTE_DEEPBIND;
    }
    void *handle = sh_real(dlopen)(file, mode);
    if (!handle && file && !strchr(file, '/'))
        handle = open_as(SH_SITE, file, mode);
    loader_leave(entered, SH_SITE);
    return handle;
}

/* The new name space would have a C library of its own, past us. */
SH_EXPORT void *dlmopen(Lmid_t space, const char *file, int mode) {
    if (space == LM_ID_BASE)
        return dlopen(file, mode);
    if (sh_enter(SH_SITE))
        sh_refuse("dlmopen into another name space");
    return sh_real(dlmopen)(space, file, mode);
}

SH_EXPORT int dlclose(void *handle) {
    bool entered = loader_enter(SH_SITE);
    int rc = sh_real(dlclose)(handle);
    loader_leave(entered, SH_SITE);
    return rc;
}
