/* draw.c: runs dot as a child, within limits. */
#define _GNU_SOURCE
#include "draw.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../reports/arena.h"
#include "../reports/writer.h"
#include "child.h"
#include "util.h"

#define MEMORY_LIMIT ((rlim_t)2 << 30)
#define OUTPUT_LIMIT ((rlim_t)64 << 20)
#define PICTURE_MS 10000 /* for one of many: a report must not wait for a graph of thousands */

static const char *find_dot(void) {
    static const char *const places[] = {"/usr/bin/dot", "/usr/local/bin/dot", "/bin/dot"};

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (!access(places[i], X_OK))
            return places[i];
    return NULL;
}

static void limit(int what, rlim_t most) {
    struct rlimit r = {most, most};

    setrlimit(what, &r);
}

/* In the child: everything but the graph and the picture is closed. */
static _Noreturn void become_dot(const char *path, const char *type, int in, int out, int limit_ms,
                                 pid_t parent) {
    /* With SERVER_NAME set dot opens no file that the graph names as an image. */
    char *const environment[] = {(char[]){"LC_ALL=C.UTF-8"}, (char[]){"SERVER_NAME=detsched"},
                                 NULL};
    char *const arguments[] = {(char[]){"dot"}, (char *)(uintptr_t)type, NULL};
    int null = open("/dev/null", O_WRONLY);
    sigset_t none;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || null < 0)
        _exit(127);
    /* Above all of the standard ones first, since a caller may have closed some of those. */
    int from[] = {fcntl(in, F_DUPFD, 3), fcntl(out, F_DUPFD, 3), fcntl(null, F_DUPFD, 3)};

    for (int i = 0; i < 3; i++)
        if (from[i] < 0 || dup2(from[i], i) < 0)
            _exit(127);
    if (close_range(3, ~0u, 0))
        _exit(127);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_AS, MEMORY_LIMIT);
    limit(RLIMIT_FSIZE, OUTPUT_LIMIT);
    limit(RLIMIT_CPU, (rlim_t)limit_ms / 1000 + 1);
    execve(path, arguments, environment);
    _exit(127);
}

static int run(const char *path, const char *type, int in, int out, int limit_ms) {
    pid_t parent = getpid(), pid = fork();
    bool late = false;

    if (pid < 0)
        return errno;
    if (!pid)
        become_dot(path, type, in, out, limit_ms, parent);
    int status = hn_await(pid, limit_ms, &late);

    if (late)
        return ETIMEDOUT;
    if (status == 0)
        return 0;
    return WIFEXITED(status) && WEXITSTATUS(status) != 127 ? EINVAL : EFBIG;
}

static int picture_of(int fd, char **out, size_t *out_n) {
    size_t n = 0;
    char *bytes = hn_read_fd(fd, OUTPUT_LIMIT, &n);

    /* dot ends with status 0 for a file without any graph in it. */
    if (!n) {
        free(bytes);
        return EINVAL;
    }
    *out = bytes;
    *out_n = n;
    return 0;
}

int hn_draw(const char *dot, size_t n, const char *format, char **out, size_t *out_n,
            int limit_ms) {
    const char *path = find_dot();
    const char *type = !strcmp(format, "svg") ? "-Tsvg" : !strcmp(format, "png") ? "-Tpng" : NULL;

    if (!type)
        return EINVAL;
    if (!path)
        return ENOENT;
    int in = memfd_create("graph", MFD_CLOEXEC), to = memfd_create("picture", MFD_CLOEXEC);
    int error = in < 0 || to < 0 || !hn_write_all(in, dot, n) || lseek(in, 0, SEEK_SET) ? errno : 0;

    if (!error)
        error = run(path, type, in, to, limit_ms);
    if (!error)
        error = picture_of(to, out, out_n);
    if (in >= 0)
        close(in);
    if (to >= 0)
        close(to);
    return error;
}

static int draw_one(struct rp_arena *arena, const struct rp_finding *f, const struct rp_graph *g,
                    struct rp_picture *picture) {
    const struct rp_options options = {.verbose = 1};
    struct rp_sink *dot = rp_sink_memory();
    char *svg = NULL;
    size_t n = 0, svg_n = 0;
    int error = g->draw(f, &options, dot);
    const char *text = rp_sink_text(dot, &n);

    if (!error)
        error = hn_draw(text, n, "svg", &svg, &svg_n, PICTURE_MS);
    rp_sink_end(dot);
    if (!error) {
        picture->name = g->name;
        picture->svg = hn_clean_svg(arena, svg, svg_n);
        error = picture->svg ? 0 : EINVAL;
    }
    free(svg);
    return error;
}

int hn_draw_pictures(struct rp_arena *arena, struct rp_finding *f) {
    size_t room = 0;
    int error = 0;

    for (const struct rp_graph *g = rp_graphs; g->name; g++)
        room++;
    struct rp_picture *pictures = rp_arena_array(arena, room, sizeof(*pictures));

    f->pictures = pictures;
    f->picture_count = 0;
    for (const struct rp_graph *g = rp_graphs; g->name && !error; g++) {
        if (!g->has(f))
            continue;
        error = draw_one(arena, f, g, &pictures[f->picture_count]);
        f->picture_count += !error;
    }
    return error;
}
