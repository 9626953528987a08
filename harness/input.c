/* input.c: finds the standard input that every seed gets, and reads a pipe once so that all see it. */
#define _GNU_SOURCE
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "campaign.h"
#include "target.h"
#include "util.h"

#define GRACE_MS 1000 /* for whoever fills the pipe to begin */

/* Reads FROM to its end into a file without a name. Returns 0 or a status after one line. */
static int keep(struct hn_input *in, int from) {
    static char buffer[65536];
    off_t size = 0;

    in->fd = memfd_create("stdin", MFD_CLOEXEC);
    in->own = in->kept = true;
    if (in->fd < 0)
        return hn_fail(HN_CANNOT, "cannot keep the standard input: %s", strerror(errno));
    for (;;) {
        struct pollfd p = {.fd = from, .events = POLLIN};

        if (hn_interrupted())
            return hn_fail(HN_INCOMPLETE, "interrupted while the standard input was read");
        if (poll(&p, 1, -1) < 0)
            continue;
        ssize_t n = read(from, buffer, sizeof(buffer));

        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n < 0)
            return hn_fail(HN_CANNOT, "cannot read the standard input: %s", strerror(errno));
        if (!n)
            return 0;
        size += n;
        if (size > HN_INPUT_MAX)
            return hn_fail(HN_CANNOT,
                           "the standard input is longer than %u MiB: put it into a "
                           "file and give --stdin FILE",
                           HN_INPUT_MAX >> 20);
        if (!hn_write_all(in->fd, buffer, (size_t)n))
            return hn_fail(HN_CANNOT, "cannot keep the standard input: %s", strerror(errno));
    }
}

/* The name of FD's file, if that name still leads to it; else NULL. */
static char *name_of(int fd) {
    char link[32], path[4096];
    struct stat a, b;

    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof(path) - 1);

    path[n > 0 ? n : 0] = 0;
    if (n <= 0 || path[0] != '/' || fstat(fd, &a) || stat(path, &b) || a.st_dev != b.st_dev ||
        a.st_ino != b.st_ino)
        return NULL;
    return hn_dup(path);
}

static int open_again(int fd) {
    char link[32];

    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    return open(link, O_RDONLY | O_NOCTTY | O_CLOEXEC);
}

/* A file has its own place for each process that opens it anew; where that is not allowed, the rest of
 * it is kept like a pipe's. */
static int take_file(struct hn_input *in, int fd) {
    int again = open_again(fd);

    if (again < 0) {
        in->source = "a copy of the inherited file";
        return keep(in, fd);
    }
    close(again);
    in->fd = fd;
    in->at = lseek(fd, 0, SEEK_CUR);
    in->path = in->at ? NULL : name_of(fd);
    in->source = "the inherited file";
    return 0;
}

static bool filled(int fd, int wait_ms) {
    struct pollfd p = {.fd = fd, .events = POLLIN};

    return poll(&p, 1, wait_ms) > 0;
}

static bool is_null(const struct stat *st) {
    return S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 3);
}

static int take_inherited(struct hn_input *in, bool all, const struct hn_target *target) {
    struct stat st;
    int flags = fcntl(STDIN_FILENO, F_GETFL);
    bool bad = flags < 0 || (flags & O_ACCMODE) == O_WRONLY || fstat(STDIN_FILENO, &st);

    if (bad || S_ISDIR(st.st_mode) || is_null(&st) || (!all && isatty(STDIN_FILENO)))
        return 0;
    if (lseek(STDIN_FILENO, 0, SEEK_CUR) >= 0)
        return take_file(in, STDIN_FILENO);
    if (!all && !S_ISFIFO(st.st_mode) && !S_ISSOCK(st.st_mode))
        return 0;
    /* A pipe that nobody ever writes to or closes is a common standard input of build machines. */
    if (all || filled(STDIN_FILENO, target->wants_input ? GRACE_MS : 0)) {
        in->source = "what the inherited pipe held";
        return keep(in, STDIN_FILENO);
    }
    in->idle = "standard input is a pipe into which nothing came: the program reads /dev/null "
               "(--stdin - waits for the pipe's end)";
    in->source = "/dev/null, as nothing came from the inherited pipe";
    return 0;
}

static int take_named(struct hn_input *in, const char *file) {
    struct stat st;
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    if (fd < 0 || fstat(fd, &st))
        return hn_fail(HN_CANNOT, "%s: %s", file, strerror(errno));
    in->source = file;
    if (lseek(fd, 0, SEEK_CUR) < 0) {
        int status = keep(in, fd);

        close(fd);
        return status;
    }
    in->fd = fd;
    in->own = true;
    in->path = realpath(file, NULL);
    return S_ISDIR(st.st_mode) ? hn_fail(HN_CANNOT, "%s: is a directory", file) : 0;
}

int hn_input_open(struct hn_input *in, const char *file, const struct hn_target *target) {
    *in = (struct hn_input){.fd = -1, .source = "/dev/null"};
    if (file && strcmp(file, "-"))
        return take_named(in, file);
    return take_inherited(in, file != NULL, target);
}

void hn_input_close(struct hn_input *in) {
    if (in->own && in->fd >= 0)
        close(in->fd);
    free(in->path);
    *in = (struct hn_input){.fd = -1};
}

bool hn_input_attach(const struct hn_input *in) {
    int fd = in->fd < 0 ? open("/dev/null", O_RDONLY) : open_again(in->fd);

    if (fd < 0 || (in->at && lseek(fd, in->at, SEEK_SET) < 0))
        return false;
    if (dup2(fd, STDIN_FILENO) < 0)
        return false;
    /* dup2 of a descriptor to itself leaves it to be closed at exec. */
    return fd ? !close(fd) : !fcntl(fd, F_SETFD, 0);
}
