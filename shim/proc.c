/* proc.c: walks through the directories of /proc. */
#define _GNU_SOURCE
#include "proc.h"

#include <fcntl.h>

#include "sys.h"

struct dirent_head {
    uint64_t ino, off;
    uint16_t len;
    uint8_t type;
    char name[];
};

bool sh_proc_each(const char *path, bool (*visit)(const char *name, void *arg), void *arg) {
    char buf[1024] __attribute__((aligned(8)));
    bool found = false;
    long n, fd = sh_sys3(SYS_open, (long)path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (fd < 0)
        return false;
    while (!found && (n = sh_sys3(SYS_getdents64, fd, (long)buf, sizeof buf)) > 0)
        for (long at = 0; at < n && !found;) {
            const struct dirent_head *e = (const void *)(buf + at);
            at += e->len;
            found = e->name[0] >= '0' && e->name[0] <= '9' && visit(e->name, arg);
        }
    sh_sys3(SYS_close, fd, 0, 0);
    return found;
}

uint64_t sh_proc_number(const char *text) {
    uint64_t n = 0;
    while (*text >= '0' && *text <= '9')
        n = n * 10 + (uint64_t)(*text++ - '0');
    return n;
}

char *sh_proc_write_number(char *to, uint64_t n) {
    char digits[20];
    int count = 0;
    do
        digits[count++] = (char)('0' + n % 10);
    while ((n /= 10) != 0);
    while (count)
        *to++ = digits[--count];
    *to = 0;
    return to;
}
