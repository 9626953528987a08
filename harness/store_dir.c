/* store_dir.c: the lock file, and who wrote the directory. */
#define _GNU_SOURCE
#include "store_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "results.h"
#include "util.h"

json_t *hn_dir_manifest(int dir) {
    int fd = openat(dir, "manifest.json", O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY);
    json_t *j = fd < 0 ? NULL : json_loadfd(fd, JSON_REJECT_DUPLICATES, NULL);

    if (fd >= 0)
        close(fd);
    if (!strncmp(hn_json_get_text(j, "schema"), HN_MANIFEST, strlen(HN_MANIFEST)))
        return j;
    json_decref(j);
    return NULL;
}

/* An empty directory, or one that an earlier campaign made. */
static bool may_use(int dir, const char *path) {
    json_t *manifest = hn_dir_manifest(dir);
    bool ours =
        manifest || !faccessat(dir, "lock", F_OK, AT_SYMLINK_NOFOLLOW) || hn_dir_empty(path);

    json_decref(manifest);
    return ours;
}

static char *in_use(int lock, const char *path) {
    char holder[128] = "";
    ssize_t n = pread(lock, holder, sizeof(holder) - 1, 0);

    holder[n > 0 ? n : 0] = 0;
    holder[strcspn(holder, "\n")] = 0;
    return hn_text("%s is in use by another campaign%s%s", path, *holder ? ": " : "", holder);
}

/* For those that find the directory taken. */
static bool sign(int lock) {
    char host[65] = "";

    gethostname(host, sizeof(host) - 1);
    char *words = hn_text("process %d on %s\n", (int)getpid(), host);
    bool ok =
        !ftruncate(lock, 0) && pwrite(lock, words, strlen(words), 0) == (ssize_t)strlen(words);

    free(words);
    return ok;
}

int hn_dir_take(int dir, const char *path, char **error) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    if (!may_use(dir, path)) {
        *error = hn_text("%s holds something else; give an empty directory", path);
        return -1;
    }
    int fd = openat(dir, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    /* Without locks each file is still written whole. */
    bool mine = fd >= 0 && (!fcntl(fd, F_OFD_SETLK, &lock) || (errno != EAGAIN && errno != EACCES));

    if (mine && sign(fd))
        return fd;
    *error = fd < 0 || mine ? hn_text("%s/lock: %s", path, strerror(errno)) : in_use(fd, path);
    if (fd >= 0)
        close(fd);
    return -1;
}

bool hn_dir_taken(int dir) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = openat(dir, "lock", O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    bool taken = fd >= 0 && !fcntl(fd, F_OFD_GETLK, &lock) && lock.l_type != F_UNLCK;

    if (fd >= 0)
        close(fd);
    return taken;
}
