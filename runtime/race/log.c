/* log.c: writes the record of accesses, one system call each: whatever the program dies of, it is whole. */
#include <fcntl.h>

#include "task.h"
#include "log.h"
#include "sys.h"

extern char **environ;
static int file = -1;

static const char *path(void) {
    static const char name[] = "DETSCHED_ACCESS_LOG=/";
    for (char **e = environ; e != NULL && *e != NULL; e++) {
        unsigned i = 0;
        while (name[i] != '\0' && (*e)[i] == name[i])
            i++;
        if (name[i] == '\0')
            return *e + i - 1;
    }
    return NULL;
}

bool race_log_begin(void) {
    const char *name = path();
    if (name == NULL)
        return false;
    file = (int)race_sys(SYS_openat, AT_FDCWD, (long)name,
                         O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666, 0, 0);
    if (file < 0)
        race_bound("DETSCHED_ACCESS_LOG cannot be written");
    return file >= 0;
}

void race_log(const struct race_task *t, struct race_log r) {
    r.task = t->id;
    r.position = race_position(t, t->epoch);
    race_sys(SYS_write, file, (long)&r, sizeof r, 0, 0, 0);
}
