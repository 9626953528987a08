/* output_file.c: writes report files aside and swaps them in; knows what cannot be swapped. */
#define _GNU_SOURCE
#include "output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util.h"

#define MAX_LINKS 40

/* The number of an inherited descriptor that PATH names, or -1. A copy of it shares its place in a file
 * with what else is written there; the name opened anew would start at the front. */
static int descriptor(const char *path) {
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    uint64_t n;

    if (!strcmp(path, "/dev/stdout"))
        return STDOUT_FILENO;
    if (!strcmp(path, "/dev/stderr"))
        return STDERR_FILENO;
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        size_t len = strlen(folders[i]);

        if (!strncmp(path, folders[i], len) && hn_number(path + len, INT_MAX, &n))
            return (int)n;
    }
    return -1;
}

static char *folder_of(const char *path) {
    char *copy = hn_dup(path), *folder = hn_dup(dirname(copy));

    free(copy);
    return folder;
}

static const char *last_name(const char *path) {
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

bool hn_output_same_place(const char *a, const char *b) {
    char *one = folder_of(a), *other = folder_of(b);
    struct stat x, y;
    bool same = !strcmp(last_name(a), last_name(b)) && !stat(one, &x) && !stat(other, &y) &&
                x.st_dev == y.st_dev && x.st_ino == y.st_ino;

    free(one);
    free(other);
    return same;
}

/* Follows links by hand, so that one to a descriptor is seen; *FD is that one. NULL with errno. */
static char *resolve(const char *path, int *fd) {
    char *at = hn_dup(path), to[PATH_MAX];

    for (int i = 0; i < MAX_LINKS; i++) {
        *fd = descriptor(at);
        ssize_t n = *fd >= 0 ? -1 : readlink(at, to, sizeof(to) - 1);

        if (n < 0)
            return at;
        to[n] = '\0';
        char *folder = folder_of(at),
             *next = to[0] == '/' ? hn_dup(to) : hn_text("%s/%s", folder, to);

        free(folder);
        free(at);
        at = next;
    }
    free(at);
    errno = ELOOP;
    return NULL;
}

/* A new file beside PATH, its name in *NAME; -1 with errno. Its name is short: PATH's may be the longest
 * that there can be. */
static int create_beside(const char *path, char **name) {
    char *folder = folder_of(path);
    int fd = -1;

    for (unsigned i = 0; fd < 0 && i < 100; i++) {
        *name = hn_text("%s/.detsched-%ld-%u", folder, (long)getpid(), i);
        fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (fd < 0) {
            free(*name);
            *name = NULL;
            if (errno != EEXIST)
                break;
        }
    }
    free(folder);
    return fd;
}

static bool ends_in_name(const char *path) {
    size_t n = strlen(path);

    return n && path[n - 1] != '/';
}

/* True if PATH can be replaced; else errno says why not. */
static bool can_swap(const char *path) {
    char *name;
    int fd = create_beside(path, &name);

    if (fd < 0)
        return false;
    close(fd);
    unlink(name);
    free(name);
    return true;
}

int hn_output_file_open(struct hn_output_file *f, const char *path) {
    struct stat st;
    int inherited;

    *f = (struct hn_output_file){.fd = -1, .path = resolve(path, &inherited)};
    if (!f->path)
        return errno;
    if (inherited >= 0) {
        f->fd = fcntl(inherited, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    } else {
        bool there = !stat(f->path, &st);

        if (!there && errno != ENOENT)
            return errno;
        if (!there && !ends_in_name(f->path))
            return EISDIR;
        /* Who may not write to a file must not replace it either. */
        if (there)
            f->fd = open(f->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
        if (there && f->fd < 0)
            return errno;
        if (!there || S_ISREG(st.st_mode)) {
            int error = can_swap(f->path) ? 0 : errno;

            /* Where nothing may be made, a file may still be writable; a full disk is no such place. */
            if (!there || (error != EACCES && error != EPERM && error != EROFS)) {
                if (f->fd >= 0)
                    close(f->fd);
                f->fd = -1;
                return error;
            }
        }
        f->in_place = true;
    }
    if (f->fd < 0)
        return errno;
    free(f->path);
    f->path = NULL;
    return 0;
}

/* What was written is on the disk, or errno says why not. */
static bool synced(int fd) {
    return !fsync(fd) || errno == EINVAL || errno == EROFS;
}

static void sync_folder(const char *path) {
    char *folder = folder_of(path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0) {
        (void)!fsync(fd);
        close(fd);
    }
    free(folder);
}

static int swap(const char *path, const char *bytes, size_t n) {
    struct stat st;
    char *name;
    int fd = create_beside(path, &name), error = 0;

    if (fd < 0)
        return errno;
    bool ok = stat(path, &st) || !fchmod(fd, st.st_mode & 07777);

    ok = ok && hn_write_all(fd, bytes, n) && synced(fd);
    error = ok ? 0 : errno;
    if (close(fd) && !error)
        error = errno;
    if (!error && rename(name, path))
        error = errno;
    if (error)
        unlink(name);
    else
        sync_folder(path);
    free(name);
    return error;
}

int hn_output_file_write(struct hn_output_file *f, const char *bytes, size_t n) {
    struct stat st;

    if (f->fd < 0)
        return f->path ? swap(f->path, bytes, n) : EBADF;
    int error = hn_write_all(f->fd, bytes, n) ? 0 : errno;

    /* It may have been longer. */
    if (f->in_place && !error && !fstat(f->fd, &st) && S_ISREG(st.st_mode) &&
        ftruncate(f->fd, (off_t)n))
        error = errno;
    if (close(f->fd) && !error)
        error = errno;
    f->fd = -1;
    return error;
}

void hn_output_file_close(struct hn_output_file *f) {
    if (f->fd >= 0)
        close(f->fd);
    free(f->path);
    *f = (struct hn_output_file){.fd = -1};
}

int hn_output_append(const char *path, const char *bytes, size_t n) {
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666);

    if (fd < 0)
        return errno;
    int error = hn_write_all(fd, bytes, n) ? 0 : errno;

    if (close(fd) && !error)
        error = errno;
    return error;
}
