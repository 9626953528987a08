/* loader.c: runs the program's loader in its mode that only lists what it would load. */
#define _GNU_SOURCE
#include "loader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util.h"

/* What needs nothing else that is worth a question. */
static bool plain_library(const char *name) {
    static const char *const names[] = {"libc.so.6",    "libm.so.6",      "libpthread.so.0",
                                        "libdl.so.2",   "librt.so.1",     "libgcc_s.so.1",
                                        "libutil.so.1", "libstdc++.so.6", "ld-linux-x86-64.so.2"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

bool hn_loader_useful(const struct hn_target *t) {
    bool plain = true;

    for (char **p = t->needed; *p; p++)
        plain &= plain_library(*p);
    return !plain && !t->script;
}

char *hn_loader_ask(const struct hn_target *t, const char *preload, bool bindings) {
    size_t n = 0;
    int status = 0, out = memfd_create("loader", MFD_CLOEXEC);
    pid_t pid = out < 0 ? -1 : fork();

    if (!pid) {
        int null = open("/dev/null", O_RDWR);

        dup2(null, STDIN_FILENO);
        dup2(out, STDOUT_FILENO);
        dup2(bindings ? out : null, STDERR_FILENO);
        setenv("LD_TRACE_LOADED_OBJECTS", "1", 1);
        if (preload)
            setenv("LD_PRELOAD", preload, 1);
        if (bindings) {
            setenv("LD_WARN", "yes", 1);
            setenv("LD_BIND_NOW", "1", 1);
            setenv("LD_DEBUG", "bindings", 1);
        }
        execl(t->interpreter, t->interpreter, t->path, (char *)NULL);
        _exit(127);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    char *text = pid > 0 ? hn_read_fd(out, 64u << 20, &n) : hn_dup("");

    if (out >= 0)
        close(out);
    return text;
}

char *hn_loader_path(const char *list, const char *name) {
    size_t n = strlen(name);

    for (const char *line = list; line && *line; line = strchr(line, '\n')) {
        line += strspn(line, "\n\t ");
        if (strncmp(line, name, n) || strncmp(line + n, " => /", 5))
            continue;
        line += n + 4;
        size_t length = strcspn(line, "\n");
        const char *end = memmem(line, length, " (0x", 4);

        return hn_text("%.*s", (int)(end ? (size_t)(end - line) : length), line);
    }
    return NULL;
}
