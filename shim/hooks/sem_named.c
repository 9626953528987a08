/* sem_named.c: named semaphores, whose names live in this process alone: seeds run side by side on one
 * machine, and each must find the names that its own run has made.
 *
 * A semaphore stands on pages of the shim and is from there on one like those of sem.c. It is the same
 * address as long as the process has it open under its name; an unlinked one lives until it is closed.
 * One that is opened without O_CREAT and exists on the machine belongs to other processes: refused.
 */
#define _GNU_SOURCE
#include "hook.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include "../place.h"

#define PREFIX "/dev/shm/sem."
enum { NAME_ROOM = 252 }; /* a file's name, less "sem.", with its end */

struct named {
    struct named *next;
    sem_t sem;
    uint32_t opened;   /* calls of sem_open that were not closed */
    bool linked;       /* has its name */
    bool closed_to_us; /* its mode lets us not open it again */
    char name[NAME_ROOM];
};
static struct named *all; /* token */

static int failed(int number) {
    errno = number;
    return -1;
}

/* NAME without its slashes, or NULL and an errno number. */
static const char *plain(const char *name, int *error) {
    while (*name == '/')
        name++;
    size_t len = strnlen(name, NAME_MAX + 1);
    *error = len == 0 || len > NAME_MAX || strchr(name, '/') ? EINVAL
             : len >= NAME_ROOM                              ? ENAMETOOLONG
                                                             : 0;
    return *error ? NULL : name;
}

static struct named *find(const char *name) {
    for (struct named *n = all; n; n = n->next)
        if (n->linked && strcmp(n->name, name) == 0)
            return n;
    return NULL;
}

/* Nobody can reach it any more. */
static void drop_unreachable(struct named *n) {
    struct named **link = &all;
    if (n->linked || n->opened)
        return;
    while (*link != n)
        link = &(*link)->next;
    *link = n->next;
    sh_pages_free(n, sizeof *n);
}

static void point(enum ds_op op, void *site) {
    struct ds_request req = sh_request(op, DS_NO_OBJ, DS_MISUSE_NONE);
    sh_point(&req, NULL, site);
}

static bool locked_out(mode_t mode) {
    mode_t mask = umask(0);
    umask(mask);
    return geteuid() != 0 && (mode & ~mask & 0600) != 0600;
}

static sem_t *create(const char *name, mode_t mode, unsigned value) {
    struct named *n = sh_pages(sizeof *n);
    if (!n) {
        errno = ENOMEM;
        return SEM_FAILED;
    }
    n->opened = 1;
    n->linked = true;
    n->closed_to_us = locked_out(mode);
    strcpy(n->name, name);
    sh_real(sem_init)(&n->sem, 0, value);
    sh_place_name(&n->sem, name);
    n->next = all;
    all = n;
    return &n->sem;
}

static void refuse_others(const char *name) {
    char path[sizeof PREFIX + NAME_ROOM] = PREFIX;
    struct stat found;
    strcat(path, name);
    if (stat(path, &found) == 0)
        sh_refuse("sem_open of a semaphore that other processes have made");
}

static int open_error(const struct named *n, int flags, unsigned value) {
    if ((flags & O_CREAT) && value > SEM_VALUE_MAX && (!n || (flags & O_EXCL)))
        return EINVAL;
    if (n && (flags & O_CREAT) && (flags & O_EXCL))
        return EEXIST;
    if (!n && !(flags & O_CREAT))
        return ENOENT;
    return n && n->closed_to_us ? EACCES : 0;
}

static sem_t *open_modelled(const char *name, int flags, mode_t mode, unsigned value, void *site) {
    int error;
    const char *bare = plain(name, &error);
    point(DS_OP_SEM_OPEN, site);
    struct named *n = bare ? find(bare) : NULL;
    if (!error)
        error = open_error(n, flags, value);
    if (error == ENOENT)
        refuse_others(bare);
    if (error) {
        errno = error;
        return SEM_FAILED;
    }
    if (!n)
        return create(bare, mode, value);
    n->opened++;
    return &n->sem;
}

SH_EXPORT sem_t *sem_open(const char *name, int flags, ...) {
    mode_t mode = 0;
    unsigned value = 0;
    if (flags & O_CREAT) {
        va_list args;
        va_start(args, flags);
        mode = va_arg(args, mode_t);
        value = va_arg(args, unsigned);
        va_end(args);
    }
    if (sh_enter(SH_SITE))
        return open_modelled(name, flags, mode, value, SH_SITE);
    return sh_real(sem_open)(name, flags, mode, value);
}

SH_EXPORT int sem_close(sem_t *sem) {
    if (!sh_enter(SH_SITE))
        return sh_real(sem_close)(sem);
    point(DS_OP_SEM_CLOSE, SH_SITE);
    struct named *n = all;
    while (n && (&n->sem != sem || !n->opened))
        n = n->next;
    if (!n)
        return sh_real(sem_close)(sem); /* opened before control began, or never */
    n->opened--;
    drop_unreachable(n);
    return 0;
}

SH_EXPORT int sem_unlink(const char *name) {
    if (!sh_enter(SH_SITE))
        return sh_real(sem_unlink)(name);
    int error;
    const char *bare = plain(name, &error);
    point(DS_OP_SEM_UNLINK, SH_SITE);
    if (error)
        return failed(error == EINVAL ? ENOENT : error);
    struct named *n = find(bare);
    if (!n)
        return failed(ENOENT);
    n->linked = false;
    drop_unreachable(n);
    return 0;
}
