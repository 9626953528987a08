/* gdb.c: starts gdb with our commands in it (contrib/gdb/detsched.py), and afterwards compares what was
 * played under it with the run that went before.
 *
 * gdb starts the program through its exec-wrapper, which is this command (session.c): neither gdb nor the
 * shell that it uses gets the preloaded library, and each `run` begins with everything as it was.
 */
#define _GNU_SOURCE
#include "gdb.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "confirm.h"
#include "inspect.h"
#include "session.h"
#include "spawn.h"
#include "util.h"

static const char *find_gdb(void) {
    static const char *const places[] = {"/usr/bin/gdb", "/usr/local/bin/gdb", "/bin/gdb"};

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (!access(places[i], X_OK))
            return places[i];
    return NULL;
}

static int wait_for(pid_t pid) {
    int status = -1;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

/* 0, or why no process here may trace another. */
static int trace_error(void) {
    pid_t pid = fork();

    if (!pid)
        _exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL) ? errno & 0xff : 0);
    return pid < 0 ? errno : WEXITSTATUS(wait_for(pid));
}

/* Where the run is to be held: before an event, at a race, or (UINT64_MAX and 0) at its end only. */
static void hold_at(const struct hn_options *o, const struct hn_raw *found, uint64_t *event,
                    uint32_t *race) {
    *event = o->at ? o->at : UINT64_MAX;
    *race = 0;
    if (o->at || !found)
        return;
    switch (found->kind) {
    case HN_DATA_RACE:
    case HN_USE_AFTER_FREE:
        *race = found->race;
        break;
    case HN_COPIED_LOCK:
    case HN_MISUSE:
    case HN_LOCK_ORDER:
    case HN_CHANNEL_AS_MUTEX:
    case HN_SLEEP_SYNC:
    case HN_LOCK_ACROSS_BLOCKING:
        for (uint32_t i = 0; i < found->evidence_count; i++)
            if (*event == UINT64_MAX || found->evidence[i] > *event)
                *event = found->evidence[i];
        break;
    default: /* what is wrong shows when the run is over, in what is left */
        break;
    }
}

/* The words of gdb's command line. */
struct words {
    char **at;
    size_t n;
};

static void add(struct words *w, const char *text) {
    w->at = hn_grow(w->at, w->n + 2, sizeof(*w->at));
    w->at[w->n++] = hn_dup(text);
    w->at[w->n] = NULL;
}

static void add_option(struct words *w, const char *option, const char *text) {
    add(w, option);
    add(w, text);
}

static void free_words(struct words *w) {
    for (size_t i = 0; i < w->n; i++)
        free(w->at[i]);
    free(w->at);
}

/* This command's file, and the commands that belong to it; false after one line. */
static bool own_files(char *self, char **script) {
    ssize_t n = readlink("/proc/self/exe", self, PATH_MAX - 1);

    self[n > 0 ? n : 0] = 0;
    if (n > 0) {
        const char *slash = strrchr(self, '/');

        *script = hn_text("%.*s/../share/detsched/gdb/detsched.py", (int)(slash - self), self);
        if (!access(*script, R_OK))
            return true;
        hn_say("%s is missing; install detsched again", *script);
        free(*script);
        return false;
    }
    return hn_fail(false, "cannot find my own file: %s", strerror(errno));
}

static struct words command_line(const struct hn_options *o, const char *gdb, const char *self,
                                 const char *script, const char *program) {
    struct words w = {0};
    char *wrapper = hn_dup("set exec-wrapper ");

    hn_quote(&wrapper, self);
    char *line = hn_text("%s --start-in-session", wrapper);

    add(&w, gdb);
    add(&w, "-q");
    add_option(&w, "-iex", "set startup-with-shell on");
    add_option(&w, "-iex", line);
    add_option(&w, "-iex", "set debuginfod enabled off");
    add_option(&w, "-iex",
               o->random_addresses ? "set disable-randomization off"
                                   : "set disable-randomization on");
    add_option(&w, "-x", script);
    add_option(&w, "-ex", "detsched begin");
    for (unsigned i = 0; i < o->gdb_arg_count; i++)
        add(&w, o->gdb_args[i]);
    for (unsigned i = 0; i < o->gdb_command_count; i++)
        add_option(&w, "-ex", o->gdb_commands[i]);
    if (o->gdb_command_count)
        add(&w, "-batch");
    add(&w, program);
    free(line);
    free(wrapper);
    return w;
}

/* In the child. What the session and gdb's commands use keeps its number. */
static _Noreturn void become_gdb(struct hn_worker *w, char **argv, const int *fds,
                                 const char *self) {
    char text[96];

    hn_default_signals();
    for (int i = 0; i < HN_SESSION_FDS; i++)
        if (fds[i] >= 0)
            (void)!fcntl(fds[i], F_SETFD, 0);
    (void)!fcntl(w->region_fd, F_SETFD, 0);
    unsetenv("LD_PRELOAD");
    unsetenv(DS_ENV);
    setenv("SHELL", "/bin/sh", 1);
    snprintf(text, sizeof(text), "%d", fds[0]);
    setenv(HN_SESSION_ENV, text, 1);
    snprintf(text, sizeof(text), "%d:%d:%d:%d", fds[1], w->region_fd, w->out_fd, w->err_fd);
    setenv("DETSCHED_FILES", text, 1);
    setenv("DETSCHED_COMMAND", self, 1);
    execv(argv[0], argv);
    hn_say("%s: %s", argv[0], strerror(errno));
    _exit(127);
}

/* True if the runs had the same events, as far as both went. */
static bool same_way(const struct hn_run *a, const struct hn_run *b, uint64_t *differs) {
    for (size_t i = 0, k = 0; i < a->event_count && k < b->event_count;) {
        if (a->events[i].seq != b->events[k].seq) {
            a->events[i].seq < b->events[k].seq ? i++ : k++;
            continue;
        }
        *differs = a->events[i].seq;
        if (!hn_same_event(&a->events[i++], &b->events[k++]))
            return false;
    }
    *differs = b->totals.points + 1;
    return b->totals.points <= a->totals.points;
}

static int compare(const struct hn_run *run, int region_fd) {
    char *file = hn_text("/proc/self/fd/%d", region_fd);
    struct hn_run *played = hn_inspect_region(file);
    uint64_t seq = 0;
    int status = 0;

    free(file);
    if (played && !same_way(run, played, &seq))
        status = hn_fail(HN_DIVERGED, "under gdb the run went another way from event %llu on",
                         (unsigned long long)seq);
    hn_run_free(played);
    return status;
}

static int play(struct hn_worker *w, const struct hn_run *run, const char *gdb, const int *fds) {
    char self[PATH_MAX], *script = NULL;

    if (!own_files(self, &script))
        return HN_CANNOT;
    struct words words = command_line(w->l->opt, gdb, self, script, w->l->target->path);
    fflush(stdout);
    pid_t pid = fork();

    if (!pid)
        become_gdb(w, words.at, fds, self);
    int ended = pid < 0 ? -1 : wait_for(pid);

    free_words(&words);
    free(script);
    if (ended < 0 || (WIFEXITED(ended) && WEXITSTATUS(ended) == 127))
        return hn_fail(HN_CANNOT, "gdb could not be started");
    return compare(run, fds[1]);
}

int hn_gdb(struct hn_worker *w, const struct hn_run *run, const struct hn_raw *found) {
    const char *gdb = find_gdb();
    int fds[HN_SESSION_FDS], error = gdb ? trace_error() : 0, status = HN_CANNOT;
    uint64_t event;
    uint32_t race;

    if (!gdb)
        return hn_fail(HN_CANNOT, "gdb is not installed");
    if (error)
        return hn_fail(HN_CANNOT, "no process here may be traced: %s", strerror(error));
    hold_at(w->l->opt, found, &event, &race);
    if (hn_session_make(w, event, race, fds) >= 0) {
        status = play(w, run, gdb, fds);
        close(fds[0]);
        close(fds[1]);
    }
    return status;
}
