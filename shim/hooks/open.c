/* open.c: opening FIFOs, which waits for somebody to open the other end.
 *
 * A reader really has the FIFO open while it waits, as the kernel has it; a writer opens it as soon as
 * there is a reader. FIFOs that the program itself makes are between its tasks, and its children's;
 * others may open any other one at any time.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include "../place.h"
#include "../sys.h"
#include "io.h"

enum { FIFOS = 256, NAME_ROOM = 32 };

struct fifo {
    uint64_t dev, ino;
    uint32_t obj; /* 0: not opened yet */
    uint64_t key;
    bool own;
    char name[NAME_ROOM];
};

static struct fifo fifos[FIFOS]; /* token, as the next */
static uint32_t count;

/* One call that may wait. */
struct opening {
    const char *path;
    int flags;
    int fd;    /* of the open end, below zero: none yet */
    int error; /* of opening it, an errno number */
    bool met;  /* the other end is, or was, there */
};

/* By the last part of its path, which does not depend on where the run has its files. */
static struct fifo *fifo_at(const char *path, const struct stat *st, bool made) {
    const char *slash = strrchr(path, '/');
    struct fifo *f = NULL;
    uint64_t key = 0x6669666f, same = 0;
    for (uint32_t i = 0; i < count && !f; i++)
        if (fifos[i].dev == st->st_dev && fifos[i].ino == st->st_ino)
            f = &fifos[i];
    if (f && !made)
        return f;
    if (!f && count == FIFOS)
        sh_stop(DS_STAGE_STOPPED, "the program opens more FIFOs than detsched can tell apart");
    path = slash && slash[1] ? slash + 1 : path;
    for (const char *p = path; *p; p++)
        key = ds_key_mix(key, (unsigned char)*p);
    for (uint32_t i = 0; i < count; i++)
        same += strncmp(fifos[i].name, path, NAME_ROOM - 1) == 0;
    f = f ? f : &fifos[count++];
    *f = (struct fifo){.dev = st->st_dev, .ino = st->st_ino, .own = made};
    f->key = ds_key_mix(key, same);
    strncpy(f->name, path, NAME_ROOM - 1);
    return f;
}

static uint32_t object_of(struct fifo *f) {
    char text[NAME_ROOM + 8] = "FIFO `";
    if (f->obj)
        return f->obj;
    f->obj = ds_object(sh.engine, DS_KIND_EVENT, f->key, 0);
    strcpy(stpcpy(text + 6, f->name), "`");
    sh_place_name_object(f->obj, text);
    return f->obj;
}

/* True if somebody has the FIFO open for writing, or had since FD was opened for reading. Reading
 * would tell the end of file from no data, but take the data; tee() tells the same and takes none. */
static bool has_writer(int fd) {
    int scratch[2];
    if (sh_io_look(fd, POLLIN)) /* data, or a writer that came and left */
        return true;
    if (sh_sys3(SYS_pipe2, (long)scratch, O_CLOEXEC | O_NONBLOCK, 0) != 0)
        return false;
    long rc = sh_sys6(SYS_tee, fd, scratch[1], 1, SPLICE_F_NONBLOCK, 0, 0);
    sh_sys3(SYS_close, scratch[0], 0, 0);
    sh_sys3(SYS_close, scratch[1], 0, 0);
    return rc != 0;
}

static bool writer_came(struct sh_watch *w) {
    struct opening *o = w->arg;
    return o->met = o->met || has_writer(o->fd);
}

static bool reader_came(struct sh_watch *w) {
    struct opening *o = w->arg;
    if (o->met)
        return true;
    long fd = sh_sys3(SYS_open, (long)o->path, o->flags | O_NONBLOCK, 0);
    if (fd == -ENXIO)
        return false;
    o->fd = fd < 0 ? -1 : (int)fd;
    o->error = fd < 0 ? (int)-fd : 0;
    return o->met = true;
}

/* What comes from outside is there or not as time will have it: it is asked for when nobody can run. */
static bool may_come(const struct fifo *f) {
    return !f->own || sh.outer || sh_any_children();
}

/* Waits until the other end is there; 0 or an errno number. */
static int meet(struct opening *o, struct fifo *f, bool (*came)(struct sh_watch *), void *site) {
    struct sh_watch w = {
        .ready = came, .arg = o, .outside = may_come(f), .children = true, .what = DS_WAIT_OPEN};
    while (!o->met && (w.outside || !came(&w))) {
        int result = sh_watch_wait(&w, object_of(f), DS_NEVER, site);
        if (result == DS_INTR && !o->met && !sh_sigs_goes_on(true))
            return EINTR;
    }
    return o->error;
}

static int open_reader(int dir, const char *path, int flags, struct fifo *f, void *site) {
    struct opening o = {.fd = sh_real(openat)(dir, path, flags | O_NONBLOCK)};
    if (o.fd < 0)
        return o.fd;
    sh_watch_changed();
    int number = meet(&o, f, writer_came, site);
    if (number) {
        sh_sys3(SYS_close, o.fd, 0, 0);
        return (int)sh_io_fail(number);
    }
    return o.fd;
}

/* "/proc/self/fd/7" */
static void link_of(int fd, char *to) {
    char digits[12];
    int n = 0;
    to = stpcpy(to, "/proc/self/fd/");
    do
        digits[n++] = (char)('0' + fd % 10);
    while ((fd /= 10) != 0);
    while (n)
        *to++ = digits[--n];
    *to = 0;
}

/* The number of the descriptor and what the path leads to are settled when the wait begins. */
static int open_writer(int dir, const char *path, int flags, struct fifo *f, void *site) {
    bool asks_later = may_come(f);
    int fd = asks_later ? -1 : sh_real(openat)(dir, path, flags | O_NONBLOCK), saved = errno;
    if (fd >= 0 || (!asks_later && errno != ENXIO))
        return fd;
    char link[32];
    int kept = sh_real(openat)(dir, path, O_PATH | (flags & (O_CLOEXEC | O_NOFOLLOW)));
    if (kept < 0)
        return kept;
    link_of(kept, link);
    struct opening o = {.path = link, .fd = -1, .flags = flags & ~(O_CREAT | O_TRUNC | O_NOFOLLOW)};
    int number = meet(&o, f, reader_came, site);
    if (number) {
        sh_sys3(SYS_close, kept, 0, 0);
        return (int)sh_io_fail(number);
    }
    sh_sys3(SYS_dup3, o.fd, kept, flags & O_CLOEXEC);
    sh_sys3(SYS_close, o.fd, 0, 0);
    errno = saved;
    return kept;
}

static void opened(int fd, struct fifo *f, bool waits) {
    if (waits)
        sh_sys3(SYS_fcntl, fd, F_SETFL, sh_sys3(SYS_fcntl, fd, F_GETFL, 0) & ~O_NONBLOCK);
    struct sh_desc *d = sh_fd_made(fd, -1, SH_FD_FIFO);
    if (!d)
        return;
    d->key = f->key;
    d->obj = object_of(f);
    d->ino = f->ino;
    d->foreign = !f->own || sh.outer;
    sh_watch_changed();
}

static int open_fifo(int dir, const char *path, int flags, const struct stat *st, void *site) {
    struct fifo *f = fifo_at(path, st, false);
    struct ds_request req = sh_request(DS_OP_EVENT_ACT, object_of(f), DS_MISUSE_NONE);
    int saved = errno, way = flags & O_ACCMODE, fd;
    bool waits = !(flags & O_NONBLOCK) && (way == O_RDONLY || way == O_WRONLY);
    req.arg = DS_ACT_SEND | DS_ACT_RECEIVE;
    sh_point(&req, NULL, site);
    if (!waits)
        fd = sh_real(openat)(dir, path, flags);
    else if (way == O_RDONLY)
        fd = open_reader(dir, path, flags, f, site);
    else
        fd = open_writer(dir, path, flags, f, site);
    if (fd >= 0) {
        opened(fd, f, waits);
        errno = saved;
    } else if (errno == ENXIO) {
        sh_io_vain(site);
        errno = ENXIO;
    }
    return fd;
}

static int open_at(int dir, const char *path, int flags, mode_t mode, void *site) {
    struct stat st;
    if (sh.controlled && path && !(flags & (O_PATH | O_DIRECTORY | O_EXCL)) && sh_io_ours(site) &&
        sh_sys6(SYS_newfstatat, dir, (long)path, (long)&st,
                flags & O_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0, 0, 0) == 0 &&
        S_ISFIFO(st.st_mode))
        return open_fifo(dir, path, flags, &st, site);
    return sh_real(openat)(dir, path, flags, mode);
}

#define MODE_AFTER(flags, mode)      \
    mode_t mode = 0;                 \
    if (__OPEN_NEEDS_MODE(flags)) {  \
        va_list args;                \
        va_start(args, flags);       \
        mode = va_arg(args, mode_t); \
        va_end(args);                \
    }

SH_EXPORT int open(const char *path, int flags, ...) {
    MODE_AFTER(flags, mode)
    return open_at(AT_FDCWD, path, flags, mode, SH_SITE);
}
SH_ALIAS_OF(open64, open);
SH_ALIAS_OF(__open, open);
SH_ALIAS_OF(__open64, open);

SH_EXPORT int openat(int dir, const char *path, int flags, ...) {
    MODE_AFTER(flags, mode)
    return open_at(dir, path, flags, mode, SH_SITE);
}
SH_ALIAS_OF(openat64, openat);

SH_EXPORT int __open_2(const char *path, int flags) {
    if (__OPEN_NEEDS_MODE(flags))
        return sh_real(__open_2)(path, flags); /* which ends the process */
    return open_at(AT_FDCWD, path, flags, 0, SH_SITE);
}
SH_ALIAS_OF(__open64_2, __open_2);

SH_EXPORT int __openat_2(int dir, const char *path, int flags) {
    if (__OPEN_NEEDS_MODE(flags))
        return sh_real(__openat_2)(dir, path, flags);
    return open_at(dir, path, flags, 0, SH_SITE);
}
SH_ALIAS_OF(__openat64_2, __openat_2);

SH_EXPORT int creat(const char *path, mode_t mode) {
    return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode, SH_SITE);
}
SH_ALIAS_OF(creat64, creat);

static int made(int rc, int dir, const char *path, void *site) {
    struct stat st;
    if (rc == 0 && sh_io_ours(site) &&
        sh_sys6(SYS_newfstatat, dir, (long)path, (long)&st, AT_SYMLINK_NOFOLLOW, 0, 0) == 0 &&
        S_ISFIFO(st.st_mode))
        fifo_at(path, &st, true);
    return rc;
}

SH_EXPORT int mkfifo(const char *path, mode_t mode) {
    return made(sh_real(mkfifo)(path, mode), AT_FDCWD, path, SH_SITE);
}

SH_EXPORT int mkfifoat(int dir, const char *path, mode_t mode) {
    return made(sh_real(mkfifoat)(dir, path, mode), dir, path, SH_SITE);
}

SH_EXPORT int mknod(const char *path, mode_t mode, dev_t dev) {
    return made(sh_real(mknod)(path, mode, dev), AT_FDCWD, path, SH_SITE);
}

SH_EXPORT int mknodat(int dir, const char *path, mode_t mode, dev_t dev) {
    return made(sh_real(mknodat)(dir, path, mode, dev), dir, path, SH_SITE);
}
