/* processor.c: processors are claimed by names that only one process of the machine can have. */
#include "processor.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* An abstract address: it is in no folder, belongs to no user, and is free again when its socket is closed. */
static int claim_one(int cpu) {
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int n = snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1, "detsched-cpu-%d", cpu);
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)n);

    if (fd >= 0 && bind(fd, (struct sockaddr *)&name, length)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

int hn_processor_claim(const cpu_set_t *cpus, int *claim) {
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, cpus))
            continue;
        *claim = claim_one(cpu);
        if (*claim >= 0)
            return cpu;
    }
    *claim = -1;
    return -1;
}
