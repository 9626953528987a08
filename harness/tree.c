/* tree.c: directories as a whole: empty them, copy them, never through a link. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util.h"

static bool dots(const char *name) {
    return !strcmp(name, ".") || !strcmp(name, "..");
}

/* Empties the directory that FD is open on, and closes FD. */
static void empty_dir(int fd) {
    DIR *dir = fdopendir(fd);
    struct dirent *entry;

    if (!dir) {
        close(fd);
        return;
    }
    while ((entry = readdir(dir))) {
        if (dots(entry->d_name) || !unlinkat(dirfd(dir), entry->d_name, 0))
            continue;
        /* A directory may have been left without permission to look into it. */
        (void)!fchmodat(dirfd(dir), entry->d_name, 0700, 0);
        int sub =
            openat(dirfd(dir), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

        if (sub >= 0)
            empty_dir(sub);
        unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR);
    }
    closedir(dir);
}

void hn_remove_tree(const char *path, bool self) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (fd >= 0)
        empty_dir(fd);
    if (self)
        rmdir(path);
}

bool hn_make_dirs(const char *path) {
    char *part = hn_dup(path);
    bool ok = true;

    for (char *slash = strchr(part + (*part != 0), '/'); slash && ok;
         slash = strchr(slash + 1, '/')) {
        *slash = 0;
        ok = !mkdir(part, 0700) || errno == EEXIST;
        *slash = '/';
    }
    free(part);
    return ok && (!mkdir(path, 0700) || errno == EEXIST);
}

char *hn_safe_name(const char *text) {
    const char *slash = strrchr(text, '/');
    char *name = hn_text("%.64s-%08x", slash ? slash + 1 : text, hn_crc32(text, strlen(text)));

    for (char *p = name; *p; p++)
        if (!(*p >= 'a' && *p <= 'z') && !(*p >= 'A' && *p <= 'Z') && !(*p >= '0' && *p <= '9') &&
            *p != '_' && !(strchr(".-", *p) && p > name))
            *p = '_';
    return name;
}

bool hn_dir_empty(const char *path) {
    DIR *dir = opendir(path);
    struct dirent *entry;
    bool empty = true;

    if (!dir)
        return true;
    while (empty && (entry = readdir(dir)))
        empty = dots(entry->d_name);
    closedir(dir);
    return empty;
}

static bool copy_file(int from, int to, const char *name, mode_t mode) {
    char buffer[65536];
    int in = openat(from, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    int out = in < 0 ? -1 : openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok = out >= 0;

    while (ok) {
        ssize_t n = read(in, buffer, sizeof(buffer));

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            ok = n == 0;
            break;
        }
        ok = hn_write_all(out, buffer, (size_t)n);
    }
    if (ok)
        ok = !fchmod(out, mode & 07777);
    if (in >= 0)
        close(in);
    if (out >= 0 && close(out))
        ok = false;
    return ok;
}

static bool copy_dir(int from, int to);

static bool copy_entry(int from, int to, const char *name) {
    struct stat st;
    char link[4096];

    if (fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW))
        return false;
    if (S_ISREG(st.st_mode))
        return copy_file(from, to, name, st.st_mode);
    if (S_ISLNK(st.st_mode)) {
        ssize_t n = readlinkat(from, name, link, sizeof(link) - 1);

        if (n < 0)
            return false;
        link[n] = 0;
        return !symlinkat(link, to, name);
    }
    if (S_ISFIFO(st.st_mode))
        return !mkfifoat(to, name, st.st_mode & 07777);
    if (!S_ISDIR(st.st_mode))
        return true; /* sockets and devices are nothing a copy could stand for */
    if (mkdirat(to, name, 0700))
        return false;
    int a = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int b = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool ok = a >= 0 && b >= 0 && copy_dir(a, b) && !fchmod(b, st.st_mode & 07777);

    if (a >= 0)
        close(a);
    if (b >= 0)
        close(b);
    return ok;
}

static bool copy_dir(int from, int to) {
    int again = openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = again < 0 ? NULL : fdopendir(again);
    struct dirent *entry;
    bool ok = dir != NULL;

    while (ok && (entry = readdir(dir)))
        if (!dots(entry->d_name))
            ok = copy_entry(from, to, entry->d_name);
    if (dir)
        closedir(dir);
    return ok;
}

bool hn_copy_tree(const char *from, const char *to) {
    int a = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int b = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = a >= 0 && b >= 0 && copy_dir(a, b);
    int error = errno;

    if (a >= 0)
        close(a);
    if (b >= 0)
        close(b);
    errno = error;
    return ok;
}
