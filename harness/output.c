/* output.c: has each report written by its writer, and brought to where it is to go. */
#define _GNU_SOURCE
#include "output.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../reports/arena.h"
#include "../reports/writer.h"
#include "drawn.h"
#include "util.h"

/* What is reported: one of the two. */
struct matter {
    const struct rp_campaign *campaign;
    const struct rp_suite *suite;
    bool alone; /* of the campaign its only finding, where a format has a form for that */
};

static bool to_stdout(const struct hn_report *r) {
    return !r->file;
}

/* Prose can stand beside other prose; a document that a program reads must be alone. */
static int collision(const struct hn_report *a, const struct hn_report *b) {
    if (to_stdout(a) != to_stdout(b))
        return 0;
    if (!to_stdout(a))
        return strcmp(a->file, b->file) ? 0
                                        : hn_fail(HN_USAGE, "two reports to one file: %s", a->file);
    if (!strcmp(a->format, b->format))
        return hn_fail(HN_USAGE, "--report %s twice to standard output", a->format);
    const struct hn_report *alone = rp_writer_named(a->format)->prose ? b : a;

    if (rp_writer_named(alone->format)->prose)
        return 0;
    return hn_fail(HN_USAGE,
                   "standard output cannot hold the %s report and the %s report: give one of them "
                   "a file, --report %s:FILE",
                   a->format, b->format, alone->format);
}

static bool one_file(const struct hn_output_file *a, const struct hn_output_file *b) {
    return a->path && b->path && hn_output_same_place(a->path, b->path);
}

int hn_outputs_open(struct hn_outputs *out, struct hn_options *o) {
    *out = (struct hn_outputs){.standard = STDOUT_FILENO};
    if (!o->report_count)
        o->reports[o->report_count++] = (struct hn_report){.format = "text"};
    for (unsigned i = 0; i < o->report_count; i++)
        for (unsigned k = 0; k < i; k++) {
            int status = collision(&o->reports[k], &o->reports[i]);

            if (status)
                return status;
        }
    for (unsigned i = 0; i < o->report_count; i++) {
        const char *file = o->reports[i].file;
        int error = file ? hn_output_file_open(&out->files[i], file) : 0;

        if (!file)
            out->files[i].fd = -1;
        out->count = i + 1;
        if (error)
            return hn_fail(HN_CANNOT, "%s: %s", file, strerror(error));
        for (unsigned k = 0; k < i; k++)
            if (one_file(&out->files[k], &out->files[i]))
                return hn_fail(HN_USAGE, "two reports to one file: %s and %s", o->reports[k].file,
                               file);
    }
    return 0;
}

void hn_outputs_close(struct hn_outputs *out) {
    for (unsigned i = 0; i < out->count; i++)
        hn_output_file_close(&out->files[i]);
    out->count = 0;
}

bool hn_outputs_commands(const struct hn_options *o) {
    for (unsigned i = 0; i < o->report_count; i++)
        if (to_stdout(&o->reports[i]) && !strcmp(o->reports[i].format, "github"))
            return true;
    return false;
}

/* Whoever wrote the text cannot know the word that ends the stop: it is one that is not in it. */
bool hn_outputs_echo(int fd, const char *bytes, size_t n) {
    char word[32];
    uint64_t k = hn_crc32(bytes, n);

    do
        snprintf(word, sizeof(word), "detsched-%llx", (unsigned long long)k++);
    while (memmem(bytes, n, word, strlen(word)));
    char *before = hn_text("::stop-commands::%s\n", word);
    char *after = hn_text("%s::%s::\n", n && bytes[n - 1] == '\n' ? "" : "\n", word);
    bool ok = hn_write_all(fd, before, strlen(before)) && hn_write_all(fd, bytes, n) &&
              hn_write_all(fd, after, strlen(after));
    int error = errno;

    free(before);
    free(after);
    errno = error;
    return ok;
}

static void render(const struct rp_writer *w, const struct matter *m, const struct rp_options *o,
                   struct rp_sink *sink) {
    if (m->alone && w->finding)
        w->finding(&m->campaign->findings[0], o, sink);
    else if (m->campaign)
        w->campaign(m->campaign, o, sink);
    else if (w->suite)
        w->suite(m->suite, o, sink);
    else
        for (size_t i = 0; i < m->suite->count; i++)
            w->campaign(&m->suite->campaigns[i], o, sink);
}

static void render_drawn(const struct rp_writer *w, const struct matter *m,
                         const struct rp_options *o, struct rp_sink *sink) {
    struct rp_arena *arena = rp_arena_new();
    const struct matter drawn = {hn_campaign_drawn(arena, m->campaign),
                                 hn_suite_drawn(arena, m->suite), m->alone};

    render(w, &drawn, o, sink);
    rp_arena_free(arena);
}

/* The folder that source files are named from: of the checkout, else the one that we are in. */
static const char *source_root(void) {
    static char here[PATH_MAX];
    const char *checkout = getenv("GITHUB_WORKSPACE");

    return checkout && checkout[0] == '/' ? checkout : getcwd(here, sizeof(here));
}

static struct rp_options options_for(const struct hn_options *o, int fd) {
    return (struct rp_options){
        .root = source_root(),
        .colour = fd >= 0 && isatty(fd) && !getenv("NO_COLOR"),
        .full = o->verbose > 1,
        .verbose = o->quiet ? 0 : 1 + o->verbose,
    };
}

/* Brings the report to its place. 0 or an errno number. */
static int deliver(struct hn_outputs *out, const struct hn_options *o, unsigned i,
                   const char *bytes, size_t n) {
    if (!to_stdout(&o->reports[i]))
        return hn_output_file_write(&out->files[i], bytes, n);
    bool guarded = hn_outputs_commands(o) && strcmp(o->reports[i].format, "github") != 0;

    return (guarded ? hn_outputs_echo(out->standard, bytes, n)
                    : hn_write_all(out->standard, bytes, n))
               ? 0
               : errno;
}

static int write_one(struct hn_outputs *out, const struct hn_options *o, unsigned i,
                     const struct matter *m) {
    const struct hn_report *r = &o->reports[i];
    const struct rp_options options =
        options_for(o, to_stdout(r) ? out->standard : out->files[i].fd);
    struct rp_sink *sink = rp_sink_memory();
    size_t n;

    const struct rp_writer *w = rp_writer_named(r->format);

    (w->pictures ? render_drawn : render)(w, m, &options, sink);
    const char *bytes = rp_sink_text(sink, &n);
    int error = rp_sink_error(sink);

    if (!error)
        error = deliver(out, o, i, bytes, n);
    rp_sink_end(sink);
    if (!error)
        return 0;
    return hn_fail(HN_CANNOT, "%s: %s", to_stdout(r) ? "standard output" : r->file,
                   strerror(error));
}

/* The page that GitHub shows beside a job. */
static int step_summary(const struct hn_options *o, const struct matter *m) {
    const char *path = getenv("GITHUB_STEP_SUMMARY");
    bool asked = false;

    for (unsigned i = 0; i < o->report_count; i++)
        asked |= !strcmp(o->reports[i].format, "github");
    if (!asked || !path || !path[0])
        return 0;
    const struct rp_options options = options_for(o, -1);
    struct rp_sink *sink = rp_sink_memory();
    size_t n;

    render(rp_writer_named("markdown"), m, &options, sink);
    const char *bytes = rp_sink_text(sink, &n);
    int error = rp_sink_error(sink);

    if (!error)
        error = hn_output_append(path, bytes, n);
    rp_sink_end(sink);
    return error ? hn_fail(HN_CANNOT, "%s: %s", path, strerror(error)) : 0;
}

static bool nothing_to_say(const struct matter *m) {
    if (m->campaign)
        return m->campaign->verdict == RP_CLEAN && !m->campaign->finding_count;
    for (size_t i = 0; m->suite && i < m->suite->count; i++) {
        const struct matter one = {.campaign = &m->suite->campaigns[i]};

        if (!nothing_to_say(&one))
            return false;
    }
    return true;
}

static bool for_machines(const struct hn_report *r) {
    return !to_stdout(r) || !strcmp(r->format, "github");
}

void hn_outputs_write_failed(struct hn_outputs *out, const struct hn_options *o, char **argv,
                             int status) {
    const char *const why[] = {hn_last_words()};
    char *seeds =
        hn_text("%llu..%llu", (unsigned long long)o->seed_first, (unsigned long long)o->seed_end);
    struct rp_campaign failed = {.program = argv[0],
                                 .argv = (const char *const *)argv,
                                 .seeds = seeds,
                                 .isolation = "",
                                 .carrier = "",
                                 .races = "",
                                 .verdict = status == HN_INCOMPLETE ? RP_INCOMPLETE : RP_FAILED,
                                 .fail_on = o->fail_on,
                                 .exit_status = status,
                                 .warnings = why,
                                 .warning_count = 1};
    const struct matter m = {.campaign = &failed};

    while (argv[failed.argc])
        failed.argc++;
    failed.seeds_asked = o->seed_end - o->seed_first;
    for (unsigned i = 0; i < out->count; i++)
        if (for_machines(&o->reports[i]))
            write_one(out, o, i, &m);
    step_summary(o, &m);
    free(seeds);
}

static int write_all(struct hn_outputs *out, const struct hn_options *o, const struct matter *m) {
    bool silent = o->quiet && nothing_to_say(m);
    int status = 0;

    for (unsigned i = 0; i < o->report_count; i++) {
        if (silent && to_stdout(&o->reports[i]) && !strcmp(o->reports[i].format, "text"))
            continue;
        if (write_one(out, o, i, m))
            status = HN_CANNOT;
    }
    return step_summary(o, m) ? HN_CANNOT : status;
}

int hn_outputs_write(struct hn_outputs *out, const struct hn_options *o,
                     const struct rp_campaign *campaign) {
    const struct matter m = {.campaign = campaign};

    return write_all(out, o, &m);
}

int hn_outputs_write_finding(struct hn_outputs *out, const struct hn_options *o,
                             const struct rp_campaign *campaign) {
    const struct matter m = {.campaign = campaign, .alone = true};

    return write_all(out, o, &m);
}

int hn_outputs_write_suite(struct hn_outputs *out, const struct hn_options *o,
                           const struct rp_suite *suite) {
    const struct matter m = {.suite = suite};

    return write_all(out, o, &m);
}
