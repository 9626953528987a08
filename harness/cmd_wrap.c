/* cmd_wrap.c: detsched wrap PROGRAM: a test under a test runner, whose output and status stay its own. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "commands.h"
#include "framework.h"
#include "output.h"
#include "single.h"
#include "util.h"

#define SKIPPED 77 /* Meson's and Automake's numbers */
#define HARD_ERROR 99

/* A status of ours, as the runner understands it. */
static int for_runner(const struct hn_options *o, int status) {
    bool ours = status == HN_CANNOT || status == HN_USAGE;

    return ours && o->runner != HN_RUNNER_PLAIN ? HARD_ERROR : status;
}

/* The program takes our place; nothing of ours is in it. */
static int become(const struct hn_options *o, char **argv) {
    signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_CHILD_SUBREAPER, 0);
    execvp(argv[0], argv);
    return for_runner(o, hn_fail(HN_CANNOT, "%s: %s", argv[0], strerror(errno)));
}

/* A file that could be run, were it not for what it is. Everything else is an error. */
static bool could_be_run(const char *program) {
    char *path = hn_target_find(program);
    struct stat st;
    bool yes = path && !stat(path, &st) && S_ISREG(st.st_mode) && !access(path, X_OK);

    free(path);
    return yes;
}

/* What becomes of a program that cannot be controlled. */
static enum hn_uncontrolled when_uncontrolled(const struct hn_options *o) {
    if (o->uncontrolled != HN_UNC_DEFAULT)
        return o->uncontrolled;
    return o->runner == HN_RUNNER_PLAIN ? HN_UNC_FAIL : HN_UNC_SKIP;
}

/* After one line that says why it cannot be controlled. */
static int uncontrolled(const struct hn_options *o, char **argv) {
    enum hn_uncontrolled what = when_uncontrolled(o);

    if (what == HN_UNC_RUN)
        return become(o, argv);
    return what == HN_UNC_SKIP ? SKIPPED : for_runner(o, HN_CANNOT);
}

/* libtool leaves a script where the program is to be, and starts many others before it. */
static bool of_libtool(const struct hn_target *t) {
    size_t n = 0;
    char *text = t->script ? hn_read_file(t->path, 4096, &n) : NULL;
    bool yes = text && strstr(text, "temporary wrapper script for") && strstr(text, "libtool");

    free(text);
    return yes;
}

static void copy_out(int from, uint64_t end, int to) {
    size_t n = 0;
    char *text = hn_read_fd(from, end < HN_OUTPUT_MAX ? (size_t)end : (size_t)HN_OUTPUT_MAX, &n);

    (void)!hn_write_all(to, text, n);
    free(text);
}

/* The first seed, whose output and end are those that the runner sees. False after one line. */
static bool play_plain(struct hn_single *s, int *wait_status) {
    struct hn_worker *w = &s->campaign.workers[0];
    struct hn_job job = {.config = s->campaign.config, .mix = s->opt->mix};
    struct ds_config config = hn_job_config(w, &job, s->opt->seed_first);

    if (!hn_worker_run(w, &config, false))
        return false;
    *wait_status = w->recs[0].wait_status;
    copy_out(w->out_fd, w->region->out_end, STDOUT_FILENO);
    copy_out(w->err_fd, w->region->err_end, STDERR_FILENO);
    return true;
}

/* True if the program fails by itself: each seed ended in the same bad way, and that is all there is. */
static bool own_failure(const struct hn_single *s) {
    static const char *const kinds[] = {"exit-status", "crash", "assert"};
    const struct rp_campaign *m = &s->summary.campaign;
    bool own = false;

    for (size_t i = 0; i < m->finding_count; i++) {
        const struct rp_finding *f = &m->findings[i];
        bool end = false;

        if (f->severity < s->opt->fail_on)
            continue;
        for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
            end |= !strcmp(f->kind, kinds[k]);
        if (own || !end || f->count != m->seeds_done)
            return false;
        own = true;
    }
    return own;
}

/* The one line of a test without a finding. */
static void sum_up(const struct hn_single *s, bool failed) {
    const struct rp_campaign *m = &s->summary.campaign;

    if (s->opt->quiet)
        return;
    hn_say("%llu seed%s, %llu distinct schedule%s: %s%s", (unsigned long long)m->seeds_done,
           m->seeds_done == 1 ? "" : "s", (unsigned long long)m->distinct,
           m->distinct == 1 ? "" : "s",
           failed                            ? "each ends as the first does, which is passed on"
           : m->exit_status == HN_INCOMPLETE ? "not all seeds ran to their end"
                                             : "nothing found",
           s->campaign.sum.stats.competed < 2 ? "; two threads never competed" : "");
    if (m->exit_status == HN_INCOMPLETE)
        for (size_t i = 0; i < m->limit_count; i++)
            hn_say("%s", m->limits[i]);
}

/* Reports, and returns the status that is ours, or -1: the program's own is to be passed on. */
static int judge(struct hn_single *s, struct hn_outputs *out, bool asked, int wait_status,
                 int status) {
    const struct rp_campaign *m = &s->summary.campaign;
    bool own = status == HN_FINDING && wait_status && own_failure(s);
    bool tell = asked || (m->finding_count && !(own && WIFEXITED(wait_status)));

    if (tell && hn_outputs_write(out, s->opt, m))
        return HN_CANNOT;
    if (own || !m->finding_count)
        sum_up(s, own);
    else if (hn_store_path(s->store) && !s->opt->quiet)
        hn_say("findings are kept in %s", hn_store_path(s->store));
    return own || status == HN_CLEAN ? -1 : status;
}

/* Ends as the program did. */
static int pass_on(int wait_status) {
    struct rlimit none = {0, 0};

    if (!WIFSIGNALED(wait_status))
        return WEXITSTATUS(wait_status);
    setrlimit(RLIMIT_CORE, &none);
    signal(WTERMSIG(wait_status), SIG_DFL);
    (void)!raise(WTERMSIG(wait_status));
    return 128 + WTERMSIG(wait_status);
}

/* %n in a report's file stands for the name of the test. */
static void name_files(struct hn_options *o, struct rp_arena *arena, const char *name) {
    for (unsigned i = 0; i < o->report_count; i++) {
        const char *file = o->reports[i].file, *at = file ? strstr(file, "%n") : NULL;

        if (at)
            o->reports[i].file =
                rp_arena_printf(arena, "%.*s%s%s", (int)(at - file), file, name, at + 2);
    }
    o->out_if_found = rp_arena_printf(arena, "detsched-tests/%s", name);
    if (o->out)
        o->out = rp_arena_printf(arena, "%s/%s", o->out, name);
}

/* Program and arguments: tests of one program are told from each other by them. */
static char *test_name(char **argv) {
    char *all = hn_dup(argv[0]);

    for (char **p = argv + 1; *p; p++) {
        char *more = hn_text("%s %s", all, *p);

        free(all);
        all = more;
    }
    char *hash = hn_safe_name(all), *base = hn_safe_name(argv[0]);
    char *name = hn_text("%.*s%s", (int)(strlen(base) - 9), base, hash + strlen(hash) - 9);

    free(base);
    free(hash);
    free(all);
    return name;
}

/* 0 with *WAIT_STATUS and the campaign played, or a status; *UNSEEN: there was nothing to control. */
static int play(struct hn_single *s, int *wait_status, bool *unseen) {
    int status = hn_single_start(s);
    const struct hn_campaign *c = &s->campaign;

    if (status) {
        bool asked = c->worker_count && !c->workers[0].greeted && c->workers[0].region;

        *unseen = asked && c->workers[0].region->hello.problem == DS_HELLO_OK &&
                  (s->target.script || s->opt->uncontrolled == HN_UNC_RUN);
        return status;
    }
    if (!play_plain(s, wait_status))
        return HN_CANNOT;
    status = hn_single_play(s);
    if (s->target.script && s->told && c->sum.stats.done && c->sum.stats.competed < 2) {
        hn_say("%s is a script, and the first program that it starts never had two threads",
               s->target.path);
        *unseen = true;
    }
    return status;
}

/* Plays the program if it is READY, and writes the reports: of one that fails without having been played they say
 * so. Returns and sets what judge() and play() do. */
static int play_and_report(struct hn_single *s, struct hn_options *o, char **argv, bool ready,
                           int status, int *wait_status, bool *unseen) {
    bool asked = o->report_count;
    struct hn_outputs out = {0};
    int error = hn_outputs_open(&out, o);

    out.standard = STDERR_FILENO;
    if (!error && ready)
        status = play(s, wait_status, unseen);
    if (error)
        status = error;
    else if (s->told && !*unseen)
        status = judge(s, &out, asked, *wait_status, status);
    else if (!*unseen || when_uncontrolled(o) == HN_UNC_FAIL)
        hn_outputs_write_failed(&out, o, argv, *unseen ? HN_CANNOT : status);
    hn_outputs_close(&out);
    return status;
}

static int wrap(struct hn_options *o, char **argv) {
    struct rp_arena *arena = rp_arena_new();
    struct hn_single s;
    int wait_status = 0, status = hn_single_open(&s, o, argv);
    bool ready = !status, unseen = status && !s.launch.target && could_be_run(argv[0]);

    if (ready && of_libtool(&s.target)) {
        hn_say("%s is a script of libtool's: run libtool --mode=execute detsched wrap", argv[0]);
        ready = false;
        unseen = true;
    }
    if (!unseen || when_uncontrolled(o) == HN_UNC_FAIL) {
        char *name = test_name(argv);

        name_files(o, arena, name);
        free(name);
        status = play_and_report(&s, o, argv, ready, status, &wait_status, &unseen);
    }

    int closed = hn_single_close(&s, 0);

    rp_arena_free(arena);

    if (closed)
        status = closed;
    if (s.launch.nofile.rlim_max)
        setrlimit(RLIMIT_NOFILE, &s.launch.nofile);
    if (unseen)
        return uncontrolled(o, argv);
    return status < 0 ? pass_on(wait_status) : for_runner(o, status);
}

/* The words of the variable DETSCHED_OPTIONS, which no shell reads: blanks part them, and nothing can be
 * quoted. False after one line. */
static bool add_words(char ***words, size_t *count, char *text) {
    struct hn_options alone;
    size_t first = *count;

    if (text[strcspn(text, "'\"\\$`")])
        return hn_fail(false,
                       "DETSCHED_OPTIONS: quotes, backslashes and dollars mean nothing there");
    for (char *save = NULL, *word = strtok_r(text, " \t\n", &save); word;
         word = strtok_r(NULL, " \t\n", &save)) {
        *words = hn_grow(*words, *count + 2, sizeof(char *));
        (*words)[(*count)++] = word;
        if (!strcmp(word, "--"))
            return hn_fail(false, "DETSCHED_OPTIONS: -- has no meaning there");
    }
    int n = (int)(*count - first);
    int used = n ? hn_options_parse(&alone, HN_C_WRAP, n, *words + first) : 0;

    if (used >= 0 && used != n)
        hn_say("DETSCHED_OPTIONS: %s is no option", (*words)[first + (size_t)used]);
    return used == n;
}

static int command(struct hn_options *o, int argc, char **argv) {
    int at = hn_options_parse(o, HN_C_WRAP, argc, argv);

    if (at < 0)
        return HN_USAGE;
    if (o->help) {
        hn_options_help(HN_C_WRAP);
        return 0;
    }
    if (o->version) {
        printf("detsched %s\n", HN_VERSION);
        return 0;
    }
    if (at == argc)
        return for_runner(o, hn_fail(HN_USAGE, "no program given (detsched wrap --help says how)"));
    char *path = hn_target_find(argv[at]);
    bool query = path && hn_framework_query(hn_framework_of(path), argv + at);

    free(path);
    if (query)
        return become(o, argv + at);
    hn_interrupt_prepare();
    return wrap(o, argv + at);
}

int hn_cmd_wrap(int argc, char **argv) {
    const char *report = getenv("DETSCHED_REPORT");
    char *variable = hn_dup(getenv("DETSCHED_OPTIONS") ? getenv("DETSCHED_OPTIONS") : "");
    char *one_more = report && *report ? hn_text("--report=%s", report) : NULL;
    char **words = hn_alloc(sizeof(char *));
    struct hn_options o;
    size_t n = 0;
    int status = HN_USAGE;

    if (add_words(&words, &n, variable)) {
        words = hn_grow(words, n + (size_t)argc + 2, sizeof(char *));
        if (one_more)
            words[n++] = one_more;
        memcpy(words + n, argv, (size_t)argc * sizeof(char *));
        n += (size_t)argc;
        words[n] = NULL;
        status = command(&o, (int)n, words);
    }
    free(words);
    free(one_more);
    free(variable);
    return status;
}
