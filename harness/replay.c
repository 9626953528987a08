/* replay.c: a token's run, from its text to its report. */
#include "replay.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gdb.h"
#include "interrupt.h"
#include "link.h"
#include "summary.h"
#include "util.h"

/* The token in a finding's replay.json (or in the directory that holds it), or TEXT itself. */
static char *token_text(const char *text) {
    struct stat st;
    json_error_t error;
    json_t *j;
    char *path, *token = NULL;

    if (stat(text, &st))
        return hn_dup(text);
    path = S_ISDIR(st.st_mode) ? hn_text("%s/replay.json", text) : hn_dup(text);
    j = json_load_file(path, 0, &error);
    const char *value = j ? json_string_value(json_object_get(j, "token")) : NULL;

    if (value)
        token = hn_dup(value);
    if (j)
        json_decref(j);
    free(path);
    return token;
}

static int read_token(const char *word, struct hn_token *t) {
    char *text = token_text(word);
    enum hn_token_error error = text ? hn_token_read(text, t) : HN_TOKEN_GARBAGE;

    free(text);
    switch (error) {
    case HN_TOKEN_OK:
        return 0;
    case HN_TOKEN_VERSION:
        return hn_fail(HN_CANNOT, "this is a token of another version of detsched");
    case HN_TOKEN_TRUNCATED:
        return hn_fail(HN_USAGE, "this token is cut off or damaged");
    default:
        return hn_fail(HN_USAGE, "'%s' is neither a replay token nor a file that holds one", word);
    }
}

/* What the token says stands where the options would. */
static void apply(struct hn_options *o, const struct hn_token *t) {
    o->mix = false;
    o->seed_first =
        0; /* one worker, for the seed of the token, which may be the largest there is */
    o->seed_end = 1;
    o->strategy = t->config.strategy;
    o->depth = t->config.params.depth;
    o->steps = t->config.max_steps;
    o->drain = t->config.drain_ns;
    o->patience = t->config.patience_ns;
    o->sleep_patience = t->config.sleep_patience_ns;
    o->realtime = t->realtime;
    o->busy_ms = t->busy_ms;
    o->preempt = t->preempt;
    o->jobs = 1;
    if (o->gdb) {
        o->isolation = HN_ISO_EXEC;
        o->carrier = HN_CARRIER_THREAD; /* gdb knows threads by their kernel threads */
        if (!o->stdin_file)
            o->stdin_file = "/dev/null"; /* ours is gdb's */
    }
}

static void show_output(const struct hn_run *run, const struct hn_options *o) {
    if (hn_outputs_commands(o)) {
        (void)!hn_outputs_echo(STDOUT_FILENO, run->out, run->out_len);
        (void)!hn_outputs_echo(STDOUT_FILENO, run->err, run->err_len);
        return;
    }
    (void)!hn_write_all(STDOUT_FILENO, run->out, run->out_len);
    (void)!hn_write_all(STDERR_FILENO, run->err, run->err_len);
}

static uint64_t once(const struct rp_finding *a, const struct rp_finding *b, void *context) {
    (void)a, (void)b, (void)context;
    return 1;
}

/* Explains everything the run shows; the one the token is about comes first and is *FOUND, or *HIDDEN
 * suppresses it. */
static bool explain(struct hn_campaign *c, const struct hn_run *run, const struct hn_token *t,
                    struct hn_summary *s, const struct hn_suppression **hidden,
                    struct hn_raw *found) {
    struct hn_raw_list list = {0};
    bool reproduced = false;

    if (!run->wall_limit && !hn_undecided(&run->result))
        hn_findings(run, &c->l->suppressions, c->symbols, &list);
    s->findings = rp_arena_array(s->arena, list.count, sizeof(*s->findings));
    for (size_t i = 0; i < list.count; i++) {
        struct rp_finding *f = &s->findings[s->finding_count];

        if (list.items[i].related_to != HN_ROOT)
            continue;
        uint64_t fingerprint = hn_fingerprint(run, &list.items[i], c->symbols);
        bool wanted = (uint32_t)fingerprint == t->fingerprint;

        if (list.items[i].suppressed) {
            struct hn_suppression *by = &c->l->suppressions.items[list.items[i].suppressed - 1];

            by->seeds = 1;
            if (wanted)
                *hidden = by;
            continue;
        }
        hn_explain(run, &list, i, c->symbols, s->arena, f);
        f->count = f->runs = f->same = 1;
        hn_finding_token(f, s->arena, c->l, &run->config, fingerprint,
                         run->result.preempted || !strcmp(list.items[i].subkind, "sanitizer")
                             ? 0
                             : run->result.trace_hash);
        s->finding_count++;
        if (wanted && !reproduced) {
            struct rp_finding first = *f;

            reproduced = true;
            *found = list.items[i];
            memmove(s->findings + 1, s->findings, (s->finding_count - 1) * sizeof(first));
            s->findings[0] = first;
        }
    }
    hn_link(s->findings, s->finding_count, once, NULL, s->arena,
            rp_arena_array(s->arena, s->finding_count, sizeof(bool)));
    hn_raw_list_free(&list);
    return reproduced;
}

int hn_replay_judge(struct hn_replay *r, const struct hn_run *run) {
    struct hn_campaign *c = &r->campaign;
    const struct hn_token *t = &r->token;
    struct hn_summary s = {.arena = rp_arena_new()};
    bool exact = t->trace && !run->result.preempted;
    bool same = (uint32_t)run->result.trace_hash == t->trace;
    const struct hn_suppression *hidden = NULL;
    struct hn_raw found;
    bool reproduced = explain(c, run, t, &s, &hidden, &found);
    int status = (same || !exact) && hidden       ? HN_CLEAN
                 : (same || !exact) && reproduced ? HN_FINDING
                                                  : HN_DIVERGED;

    if (c->opt->gdb && (c->opt->at || status == HN_FINDING)) {
        int played;

        if (reproduced)
            hn_say("%s: %s", s.findings[0].kind, s.findings[0].title);
        played = hn_gdb(&c->workers[0], run, reproduced ? &found : NULL);
        hn_summary_free(&s);
        return played ? played : status;
    }
    show_output(run, c->opt);
    hn_summary_replay(&s, c->l, run, (const char *const *)c->sum.warnings, c->sum.warning_count,
                      status);
    if (hn_outputs_write(&r->out, c->opt, &s.campaign))
        status = HN_CANNOT;
    if (status == HN_CLEAN)
        hn_say("the replay showed the finding again, which is suppressed: %s (%s:%u)", hidden->text,
               hidden->file, hidden->line);
    else if (status == HN_DIVERGED && run->wall_limit)
        hn_say("the replay met the wall-clock limit: %s", run->stuck);
    else if (status == HN_DIVERGED && exact && !same)
        hn_say("the replay diverged: the same seed gave another schedule or output%s",
               reproduced ? ", though the same finding" : "");
    else if (status == HN_DIVERGED)
        hn_say("the replay ran, and did not show the finding");
    hn_summary_free(&s);
    return status;
}

int hn_replay_open(struct hn_replay *r, struct hn_options *o, int argc, char **argv) {
    int at = 0, status;

    *r = (struct hn_replay){0};
    if (argc == 0)
        return hn_fail(HN_USAGE, "no token given (--help says how)");
    status = read_token(argv[at++], &r->token);
    if (status)
        return status;
    if (at < argc && !strcmp(argv[at], "--"))
        at++;
    if (at == argc)
        return hn_fail(HN_USAGE, "no program given: TOKEN -- PROGRAM [ARG...]");
    apply(o, &r->token);
    hn_interrupt_prepare();
    status = hn_target_open(&r->target, argv[at]);
    if (!status && r->target.id != r->token.program)
        status = hn_fail(HN_CANNOT, "this is a token of another program, or of another build of %s",
                         r->target.path);
    if (!status)
        status = hn_launch_init(&r->launch, o, &r->target, argv + at);
    if (!status)
        status = hn_outputs_open(&r->out, o);
    if (!status)
        status = hn_input_open(&r->launch.input, o->stdin_file, &r->target);
    return status;
}

int hn_replay_start(struct hn_replay *r) {
    struct hn_launch *l = &r->launch;
    const struct ds_config *config = &r->token.config;

    l->sites = r->token.sites;
    if (config->strategy == DS_STRAT_DEPART) {
        if (l->config.departures < config->departures)
            l->config.departures = config->departures;
        l->script = r->token.departures;
        l->script_len = config->departures * sizeof(r->token.departures[0]);
    }
    hn_launch_lay_out(l);
    r->started = true;
    return hn_campaign_open(&r->campaign, l->opt, l, NULL);
}

struct ds_config hn_replay_config(const struct hn_replay *r) {
    struct ds_config config = r->launch.config;

    config.seed = r->token.config.seed;
    config.spurious_max = r->token.config.spurious_max;
    config.profile = r->token.config.profile;
    config.departures = r->token.config.departures;
    config.replay_len = 0;
    return config;
}

int hn_replay_close(struct hn_replay *r, int status) {
    if (r->started)
        hn_campaign_close(&r->campaign);
    hn_outputs_close(&r->out);
    hn_launch_free(&r->launch);
    hn_target_close(&r->target);
    return status;
}
