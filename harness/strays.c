/* strays.c: the processes that programs leave running come to us, and end with the command. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "util.h"
#include "worker.h"

void hn_strays_take(void) {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

void hn_strays_end(void) {
    for (;;) {
        pid_t pid = waitpid(-1, NULL, WNOHANG);
        size_t n = 0;

        if (pid < 0 && errno != EINTR)
            return;
        if (pid)
            continue;
        char *list = hn_read_file("/proc/thread-self/children", 4096, &n);

        pid = list && n ? atoi(list) : 0;
        free(list);
        if (pid <= 0 || kill(pid, SIGKILL))
            return;
        waitpid(pid, NULL, 0);
    }
}
