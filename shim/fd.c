/* fd.c: the table of descriptors and of the ends behind them. */
#define _GNU_SOURCE
#include "fd.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "place.h"
#include "sys.h"
#include "tag.h"
#include "watch.h"

enum {
    MAX_FDS = 1 << 16, /* those above are plain */
    MAX_DESCS = 1 << 16,
    FREE_OBJECTS = 1024, /* objects of the engine before those of closed ends are used again */
    SPARES = 64
};

struct entry {
    uint32_t desc;
    uint8_t class; /* enum sh_class */
};

static struct {
    struct entry fds[MAX_FDS];
    struct sh_desc *descs; /* MAX_DESCS, [0] is unused */
    uint32_t high;         /* descs below are, or were, in use */
    uint32_t free_hint;
    uint32_t top; /* descriptors below may be in the table */
    uint32_t objects;
    uint32_t spare[SPARES]; /* objects of closed ends */
    uint32_t spares;
    bool forked;
} fds; /* token */

/* How many descriptors each task has made. */
static struct sh_map counts;

enum sh_class sh_fd_known(int fd) {
    return fd >= 0 && fd < MAX_FDS ? fds.fds[fd].class : SH_FD_PLAIN;
}

static uint32_t index_of(const struct sh_desc *d) {
    return (uint32_t)(d - fds.descs);
}

static struct sh_desc *desc_new(enum sh_class class) {
    if (!fds.descs && !(fds.descs = sh_pages(MAX_DESCS * sizeof(struct sh_desc))))
        return NULL;
    uint32_t i = fds.free_hint ? fds.free_hint : 1;
    while (i < MAX_DESCS && fds.descs[i].class)
        i++;
    if (i == MAX_DESCS)
        return NULL;
    fds.free_hint = i + 1;
    if (i >= fds.high)
        fds.high = i + 1;
    fds.descs[i] = (struct sh_desc){.class = (uint8_t) class, .a = -1, .b = -1};
    return &fds.descs[i];
}

static void desc_drop(struct sh_desc *d) {
    struct sh_desc *peer = sh_desc_peer(d);
    if (--d->refs > 0)
        return;
    if (peer)
        peer->peer = 0;
    else if (d->obj && !d->foreign && d->class != SH_FD_FIFO && fds.objects > FREE_OBJECTS &&
             fds.spares < SPARES)
        fds.spare[fds.spares++] = d->obj;
    if (index_of(d) < fds.free_hint)
        fds.free_hint = index_of(d);
    if (d->timer)
        sh_timerfd_closed(d);
    if (d->signals)
        sh_signalfd_closed(d);
    d->class = SH_FD_UNKNOWN;
}

static void attach(int fd, struct sh_desc *d, enum sh_class class) {
    if (fd < 0 || fd >= MAX_FDS)
        return;
    struct entry *e = &fds.fds[fd];
    if (e->desc)
        desc_drop(&fds.descs[e->desc]);
    *e = (struct entry){.desc = d ? index_of(d) : 0, .class = (uint8_t) class};
    if (d)
        d->refs++;
    if ((uint32_t)fd >= fds.top)
        fds.top = (uint32_t)fd + 1;
}

static uint64_t inode_of(int fd) {
    struct stat st;
    return sh_sys3(SYS_fstat, fd, (long)&st, 0) == 0 ? st.st_ino : 0;
}

static uint64_t next_key(void) {
    uint64_t task = ds_task_at(sh.engine, sh.current)->key;
    uint32_t *count = sh_map_at(&counts, task ? task : 1);
    return ds_key_mix(ds_key_mix(task, 0x6664), count ? ++*count : 0);
}

struct sh_desc *sh_desc_peer(const struct sh_desc *d) {
    return d->peer ? &fds.descs[d->peer] : NULL;
}

void sh_desc_join(struct sh_desc *a, struct sh_desc *b) {
    a->peer = index_of(b);
    b->peer = index_of(a);
    b->key = a->key;
    b->obj = a->obj;
    a->peer_ino = b->ino;
    b->peer_ino = a->ino;
}

struct sh_desc *sh_fd_made(int fd, int b, enum sh_class class) {
    struct sh_desc *d = desc_new(class);
    if (!d) {
        attach(fd, NULL, SH_FD_PLAIN);
        return NULL;
    }
    d->key = next_key();
    d->a = fd;
    d->b = b;
    if (class == SH_FD_PIPE || class == SH_FD_SOCKET)
        d->ino = inode_of(fd);
    attach(fd, d, class);
    struct sh_desc *other = b >= 0 ? desc_new(class) : NULL;
    if (other) {
        other->a = fd;
        other->b = b;
        other->ino = inode_of(b);
        sh_desc_join(d, other);
        attach(b, other, class);
    }
    return d;
}

static enum sh_class class_of(const struct stat *st, int fd) {
    char path[32] = "/proc/self/fd/", link[32];
    char *end = path + 14;
    switch (st->st_mode & S_IFMT) {
    case S_IFIFO:
        return SH_FD_PIPE;
    case S_IFSOCK:
        return SH_FD_SOCKET;
    case 0:
        break;
    default:
        return SH_FD_PLAIN;
    }
    char digits[12];
    int n = 0;
    do
        digits[n++] = (char)('0' + fd % 10);
    while ((fd /= 10) != 0);
    while (n)
        *end++ = digits[--n];
    *end = 0;
    long len = sh_sys3(SYS_readlink, (long)path, (long)link, sizeof link - 1);
    link[len > 0 ? len : 0] = 0;
    if (strcmp(link, "anon_inode:[eventfd]") == 0)
        return SH_FD_EVENT;
    if (strcmp(link, "anon_inode:[signalfd]") == 0)
        sh_signalfd_met();
    return strcmp(link, "anon_inode:[eventpoll]") == 0 ? SH_FD_EPOLL : SH_FD_OTHER;
}

static bool same_inode(struct sh_desc *d, void *arg) {
    const struct sh_desc *wanted = arg;
    return d->class == wanted->class && d->ino == wanted->ino;
}

/* A descriptor that was there before us, or that libc made where we do not see it. */
static struct sh_desc *meet(int fd) {
    struct stat st;
    if (sh_sys3(SYS_fstat, fd, (long)&st, 0) != 0)
        return NULL;
    enum sh_class class = class_of(&st, fd);
    struct sh_desc *d = class == SH_FD_PLAIN ? NULL : desc_new(class);
    if (!d) {
        attach(fd, NULL, SH_FD_PLAIN);
        return NULL;
    }
    d->foreign = true;
    d->key = ds_key_mix(0x666f7265, (uint64_t)fd);
    d->a = fd;
    struct sh_desc wanted = {.class = (uint8_t) class, .ino = st.st_ino};
    if (class == SH_FD_PIPE) {
        struct sh_desc *other = sh_desc_find(same_inode, &wanted);
        d->ino = st.st_ino;
        if (other) { /* a FIFO, opened twice */
            d->key = other->key;
            d->obj = sh_desc_object(other);
        }
    }
    attach(fd, d, class);
    return d;
}

struct sh_desc *sh_fd_desc(int fd) {
    if (fd < 0 || fd >= MAX_FDS)
        return NULL;
    const struct entry *e = &fds.fds[fd];
    if (e->class == SH_FD_UNKNOWN)
        return meet(fd);
    return e->desc ? &fds.descs[e->desc] : NULL;
}

static char *put_number(char *to, int n) {
    char digits[12];
    int len = 0;
    do
        digits[len++] = (char)('0' + n % 10);
    while ((n /= 10) != 0);
    while (len)
        *to++ = digits[--len];
    return to;
}

/* "pipe (fds 3, 4)", "eventfd 5". */
static void name_object(const struct sh_desc *d) {
    static const char *const words[] = {
        [SH_FD_PIPE] = "pipe",     [SH_FD_FIFO] = "FIFO",       [SH_FD_SOCKET] = "socket",
        [SH_FD_EVENT] = "eventfd", [SH_FD_TIMER] = "timerfd",   [SH_FD_SIGNAL] = "signalfd",
        [SH_FD_EPOLL] = "epoll",   [SH_FD_OTHER] = "descriptor"};
    char text[DS_NAME_LEN * 2] = "";
    char *end = stpcpy(text, words[d->class]);
    end = stpcpy(end, d->b >= 0 ? " (fds " : " ");
    end = put_number(end, d->a);
    if (d->b >= 0) {
        end = put_number(stpcpy(end, ", "), d->b);
        *end++ = ')';
    }
    *end = 0;
    sh_place_name_object(d->obj, text);
}

uint32_t sh_desc_object(struct sh_desc *d) {
    if (d->obj)
        return d->obj;
    if (fds.spares) {
        d->obj = fds.spare[--fds.spares];
    } else {
        d->obj = ds_object(sh.engine, DS_KIND_EVENT, d->key, 0);
        fds.objects++;
    }
    struct sh_desc *peer = sh_desc_peer(d);
    if (peer)
        peer->obj = d->obj;
    name_object(d);
    return d->obj;
}

bool sh_desc_outside(const struct sh_desc *d) {
    if (d->foreign || d->class == SH_FD_TIMER || d->class == SH_FD_SIGNAL)
        return d->foreign;
    return (d->shared || d->class == SH_FD_FIFO) && sh_any_children();
}

int sh_desc_fd(const struct sh_desc *d) {
    for (uint32_t i = 0; i < fds.top; i++)
        if (fds.fds[i].desc == index_of(d))
            return (int)i;
    return -1;
}

struct sh_desc *sh_desc_find(bool (*visit)(struct sh_desc *d, void *arg), void *arg) {
    for (uint32_t i = 1; i < fds.high; i++)
        if (fds.descs[i].class && visit(&fds.descs[i], arg))
            return &fds.descs[i];
    return NULL;
}

void sh_fd_dup(int old, int new) {
    if (old == new || new < 0 || new >= MAX_FDS)
        return;
    struct sh_desc *d = sh_fd_desc(old);
    attach(new, d, d ? d->class : SH_FD_PLAIN);
    sh_watch_changed(); /* NEW may have been the last of a pipe's end */
}

void sh_fd_closed(unsigned first, unsigned last) {
    for (unsigned i = first; i <= last && i < fds.top; i++) {
        if (fds.fds[i].desc)
            sh_watch_changed();
        attach((int)i, NULL, SH_FD_UNKNOWN);
    }
}

void sh_fds_forked(bool all, bool child) {
    fds.forked = true;
    for (uint32_t i = 0; i < fds.top; i++) {
        if (!fds.fds[i].desc)
            continue;
        struct sh_desc *d = &fds.descs[fds.fds[i].desc];
        if (child && d->signals)
            sh_signalfd_renew((int)i, d);
        else if (child)
            d->foreign = true;
        else if (all || !(sh_sys3(SYS_fcntl, i, F_GETFD, 0) & FD_CLOEXEC))
            d->shared = true;
    }
}

bool sh_ever_forked(void) {
    return fds.forked;
}
