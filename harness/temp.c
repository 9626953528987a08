/* temp.c: private directories: each holds a file that is locked while its campaign lives. */
#define _GNU_SOURCE
#include "temp.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util.h"

#define PREFIX "detsched-"
#define MARK "owner"
static const char words[] = "This directory belongs to a running detsched, while it is locked.\n";

static bool our_name(const char *name) {
    const size_t n = strlen(PREFIX);

    return !strncmp(name, PREFIX, n) && strlen(name) == n + 6 &&
           strspn(name + n, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == 6;
}

static bool ours(int fd, mode_t kind) {
    struct stat st;

    return !fstat(fd, &st) && (st.st_mode & S_IFMT) == kind && st.st_uid == geteuid() &&
           !(st.st_mode & 077);
}

/* True if nobody holds the lock file of the directory DIR, and it says what ours say. */
static bool abandoned(int dir) {
    char text[sizeof(words)] = "";
    int fd = openat(dir, MARK, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    /* The words come after the lock: without them its owner is about to take it. */
    bool free_now = fd >= 0 && ours(fd, S_IFREG) && !flock(fd, LOCK_EX | LOCK_NB) &&
                    pread(fd, text, sizeof(text), 0) == (ssize_t)strlen(words) &&
                    !strcmp(text, words);

    if (fd >= 0)
        close(fd);
    return free_now;
}

static void sweep(const char *base) {
    DIR *dir = opendir(base);
    struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        if (!our_name(entry->d_name))
            continue;
        int fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        bool old = fd >= 0 && ours(fd, S_IFDIR) && abandoned(fd);

        if (old) {
            char *path = hn_text("/proc/self/fd/%d/.", fd);

            hn_remove_tree(path, false);
            free(path);
            unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR);
        }
        if (fd >= 0)
            close(fd);
    }
    if (dir)
        closedir(dir);
}

/* Without a lock (some file systems have none) the directory is as private, but never swept. */
static int mark(const char *path) {
    char *file = hn_text("%s/" MARK, path);
    int fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    free(file);
    if (fd >= 0 && !flock(fd, LOCK_EX))
        (void)!hn_write_all(fd, words, strlen(words));
    return fd;
}

char *hn_temp_make(int *lock) {
    const char *bases[] = {getenv("TMPDIR"), "/tmp", "/var/tmp", "/dev/shm"};

    for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
        if (!bases[i] || bases[i][0] != '/' || !hn_plain_path(bases[i]))
            continue;
        char *path = hn_text("%s/" PREFIX "XXXXXX", bases[i]);

        sweep(bases[i]);
        if (mkdtemp(path)) {
            *lock = mark(path);
            return path;
        }
        free(path);
    }
    hn_say("cannot make a temporary directory: %s", strerror(errno));
    return NULL;
}

void hn_temp_remove(const char *path, int lock) {
    hn_remove_tree(path, true);
    if (lock >= 0)
        close(lock);
}
