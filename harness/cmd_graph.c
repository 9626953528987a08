/* cmd_graph.c: detsched graph FINDING-DIR: the stored graph, as it is or drawn by dot. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "commands.h"
#include "options.h"
#include "util.h"

#define DRAW_MS 30000 /* dot may take very long on a large graph */

static bool ends_with(const char *text, const char *end) {
    size_t n = strlen(text), k = strlen(end);

    return n >= k && !strcmp(text + n - k, end);
}

static const char *find_dot(void) {
    static const char *const places[] = {"/usr/bin/dot", "/usr/local/bin/dot", "/bin/dot"};

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (!access(places[i], X_OK))
            return places[i];
    return NULL;
}

static int draw(const char *from, int out, const char *name) {
    const char *dot = find_dot();
    int status = 0;

    if (!dot)
        return hn_fail(HN_CANNOT, "dot is not installed; write the graph to a .dot file instead");
    pid_t pid = fork();

    if (!pid) {
        dup2(out, STDOUT_FILENO);
        execl(dot, "dot", "-Tsvg", from, (char *)NULL);
        _exit(127);
    }
    if (pid < 0)
        return hn_fail(HN_CANNOT, "cannot start dot: %s", strerror(errno));
    struct pollfd p = {.fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN};

    if (p.fd < 0 || poll(&p, 1, DRAW_MS) == 0)
        kill(pid, SIGKILL);
    if (p.fd >= 0)
        close(p.fd);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (status)
        return hn_fail(HN_CANNOT, "dot could not draw %s", name);
    return 0;
}

static int copy(const char *from, int out, const char *name) {
    size_t n = 0;
    char *text = hn_read_file(from, SIZE_MAX, &n);
    int status = 0;

    if (!text)
        return hn_fail(HN_CANNOT, "%s: %s", from, strerror(errno));
    if (!hn_write_all(out, text, n))
        status = hn_fail(HN_CANNOT, "%s: %s", name, strerror(errno));
    free(text);
    return status;
}

int hn_cmd_graph(int argc, char **argv) {
    struct hn_options o;
    struct stat st;
    int at = hn_options_parse(&o, HN_C_GRAPH, argc, argv), out = STDOUT_FILENO, status;

    if (at < 0)
        return HN_USAGE;
    if (o.help) {
        hn_options_help(HN_C_GRAPH);
        return 0;
    }
    if (argc - at != 1)
        return hn_fail(HN_USAGE, "graph takes one finding directory or .dot file");
    if (stat(argv[at], &st))
        return hn_fail(HN_CANNOT, "%s: %s", argv[at], strerror(errno));
    char *from = S_ISDIR(st.st_mode) ? hn_text("%s/%s", argv[at], o.waits ? "waits.dot" : "hb.dot")
                                     : hn_dup(argv[at]);
    const char *name = o.output ? o.output : "standard output";

    if (access(from, R_OK))
        status = hn_fail(HN_CANNOT, "%s: %s", from, strerror(errno));
    else if (o.output && (out = open(o.output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) < 0)
        status = hn_fail(HN_CANNOT, "%s: %s", o.output, strerror(errno));
    else
        status =
            o.output && ends_with(o.output, ".svg") ? draw(from, out, name) : copy(from, out, name);
    if (o.output && out >= 0 && close(out) && !status)
        status = hn_fail(HN_CANNOT, "%s: %s", o.output, strerror(errno));
    free(from);
    return status;
}
