/* confirm.c: K re-runs of a finding's representative seed; the first with everything on. */
#include "confirm.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../reports/escape.h"
#include "profile.h"
#include "token.h"
#include "util.h"

const char *hn_strategy_text(struct rp_arena *arena, const struct ds_config *config) {
    const char *name = ds_strategy_name(config->strategy);

    if (config->strategy == DS_STRAT_DEPART)
        return rp_arena_printf(arena, "order+%u", config->departures);
    if (config->strategy != DS_STRAT_PCT)
        return rp_arena_strdup(arena, name);
    return rp_arena_printf(arena, "%s:%u", name, config->params.depth);
}

/* "detsched" if that is what a shell would find, else our own path. */
static char *own_name(void) {
    const char *path = getenv("PATH");
    struct stat self, other;
    char file[PATH_MAX], me[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", me, sizeof(me) - 1);

    me[n > 0 ? n : 0] = 0;
    if (stat("/proc/self/exe", &self))
        return hn_dup("detsched");
    while (path && *path) {
        size_t len = strcspn(path, ":");

        if (snprintf(file, sizeof(file), "%.*s/detsched", (int)len, path) < (int)sizeof(file) &&
            !stat(file, &other) && !access(file, X_OK))
            return hn_dup(other.st_dev == self.st_dev && other.st_ino == self.st_ino ? "detsched"
                                                                                     : me);
        path += len + (path[len] == ':');
    }
    return hn_dup(me);
}

static void add(char **line, const char *text) {
    size_t have = *line ? strlen(*line) : 0, n = strlen(text);

    *line = hn_grow(*line, have + n + 1, 1);
    memcpy(*line + have, text, n + 1);
}

/* Appends TEXT as one word of a shell. What no report can show as it is (line breaks, bytes that are no
 * UTF-8) is spelt out in $'', so that the line can be copied. */
static void quote(char **line, struct rp_arena *arena, const char *text) {
    if (!strcmp(rp_visible(arena, text, false), text)) {
        hn_quote(line, text);
        return;
    }
    add(line, "$'");
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        bool plain = c >= ' ' && c < 0x7f && c != '\'' && c != '\\';

        add(line, rp_arena_printf(arena, plain ? "%c" : "\\%03o", c));
    }
    add(line, "'");
}

/* Options that no token carries, because they name places of this machine. */
static void quote_option(char **line, struct rp_arena *arena, const char *name, const char *value) {
    if (!value)
        return;
    char *text = hn_text(" %s=", name), *full = realpath(value, NULL);
    size_t have = strlen(*line), n = strlen(text);

    *line = hn_grow(*line, have + n + 1, 1);
    memcpy(*line + have, text, n + 1);
    quote(line, arena, full ? full : value);
    free(full);
    free(text);
}

void hn_finding_token(struct rp_finding *f, struct rp_arena *arena, const struct hn_launch *l,
                      const struct ds_config *config, uint64_t fingerprint, uint64_t trace) {
    struct hn_token t = {.config = *config,
                         .realtime = l->opt->realtime,
                         .busy_ms = l->opt->busy_ms,
                         .preempt = l->opt->preempt,
                         .sites = hn_profile_seed(config->seed) ? (struct hn_sites){0} : l->sites,
                         .program = l->target->id,
                         .fingerprint = (uint32_t)fingerprint,
                         .trace = (uint32_t)trace};

    if (config->strategy == DS_STRAT_DEPART)
        memcpy(t.departures, l->script, config->departures * sizeof(t.departures[0]));
    char *token = hn_token_make(&t), *name = own_name(), *line = NULL;

    quote(&line, arena, name);
    add(&line, " replay");
    quote_option(&line, arena, "--stdin", l->input.path);
    quote_option(&line, arena, "--scratch", l->opt->scratch);
    for (unsigned i = 0; i < l->opt->suppress_count; i++)
        quote_option(&line, arena, "--suppressions", l->opt->suppress[i]);
    if (l->opt->race_off)
        add(&line, " --race=off");
    if (l->opt->cmocka_test) {
        add(&line, " --cmocka-test=");
        quote(&line, arena, l->opt->cmocka_test);
    }
    add(&line, " ");
    hn_quote(&line, token);
    add(&line, " --");
    for (size_t i = 0; l->argv[i]; i++) {
        add(&line, " ");
        quote(&line, arena, l->argv[i]);
    }
    f->seed = config->seed;
    f->strategy = hn_strategy_text(arena, config);
    f->token = rp_arena_strdup(arena, token);
    f->replay = rp_arena_strdup(arena, line);
    free(line);
    free(name);
    free(token);
}

/* The index in LIST of the root finding with that fingerprint, or SIZE_MAX. */
static size_t find(struct hn_campaign *c, const struct hn_run *run, const struct hn_raw_list *list,
                   uint64_t fingerprint) {
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].related_to == HN_ROOT && !list->items[i].suppressed &&
            hn_fingerprint(run, &list->items[i], c->symbols) == fingerprint)
            return i;
    return SIZE_MAX;
}

/* True if the run shows the finding of HIT, by the same events. */
static bool shows(struct hn_campaign *c, const struct hn_run *run, const struct hn_hit *hit) {
    struct hn_raw_list list = {0};
    bool found;

    if (run->wall_limit || (!hit->rec.preempted && hn_trace(run, hit->subkind) != hit->trace))
        return false;
    hn_findings(run, &c->l->suppressions, c->symbols, &list);
    found = find(c, run, &list, hit->fingerprint) != SIZE_MAX;
    hn_raw_list_free(&list);
    return found;
}

bool hn_same_event(const struct ds_event *a, const struct ds_event *b) {
    return a->task == b->task && a->op == b->op && a->result == b->result && a->time == b->time &&
           a->obj == b->obj;
}

/* Words for the first event in which two runs differ; its number in *SEQ (0: none does). */
static char *first_difference(const struct hn_run *a, const struct hn_run *b, uint64_t *seq) {
    size_t i = 0, k = 0;

    *seq = 0;
    if (!a->event_count || !b->event_count)
        return hn_dup("one of the runs left no events");
    while (i < a->event_count && a->events[i].seq < b->events[0].seq)
        i++;
    while (k < b->event_count && b->events[k].seq < a->events[0].seq)
        k++;
    for (; i < a->event_count && k < b->event_count; i++, k++) {
        const struct ds_event *x = &a->events[i], *y = &b->events[k];

        if (hn_same_event(x, y))
            continue;
        *seq = x->seq;
        return hn_text("event %llu was %s by task %u (result %d) in one run and %s by task %u "
                       "(result %d) in the other",
                       (unsigned long long)x->seq, ds_op_text(x->op), x->task, x->result,
                       ds_op_text(y->op), y->task, y->result);
    }
    if (a->totals.points != b->totals.points)
        return hn_text("one run ended after %llu events, the other after %llu",
                       (unsigned long long)a->totals.points, (unsigned long long)b->totals.points);
    if (a->result.wait_status != b->result.wait_status)
        return hn_dup("the events are the same, the exit status is not");
    if (a->out_len != b->out_len || memcmp(a->out, b->out, a->out_len) ||
        a->err_len != b->err_len || memcmp(a->err, b->err, a->err_len))
        return hn_dup("the events are the same, the program's output is not");
    return NULL;
}

/* The finding did not come back: that is the finding, and it carries the original. */
static void explain_difference(struct hn_campaign *c, const struct hn_entry *e,
                               const struct hn_run *first, const struct hn_run *other,
                               struct rp_arena *arena, struct rp_finding *out) {
    struct hn_raw_list list = {0};
    struct hn_raw *raw = hn_raw_add(&list, HN_NONDETERMINISM);
    uint64_t seq = 0;
    char *words = other ? first_difference(first, other, &seq)
                  : first->wall_limit
                      ? hn_dup("no re-run came to its end within the wall-clock limit")
                      : hn_dup("the first run of this seed showed it, no re-run did");
    const char **related = rp_arena_array(arena, 1, sizeof(char *));

    if (seq) {
        raw->evidence[0] = seq;
        raw->evidence_count = 1;
    }
    hn_explain_nondeterminism(first, raw, words, c->symbols, arena, out);
    related[0] = rp_arena_printf(arena, "%s%s%s, first seen with seed %llu%s",
                                 hn_kind_text(e->hit.kind), *e->hit.subkind ? "/" : "",
                                 e->hit.subkind, (unsigned long long)e->hit.rec.seed, e->hit.where);
    out->explanation =
        rp_arena_printf(arena, "%s\n\nThe original: %s.", out->explanation, related[0]);
    out->related = related;
    out->related_count = 1;
    free(words);
    hn_raw_list_free(&list);
}

/* A run that met the wall-clock limit says nothing about the seed: it is tried again, within bounds. */
static struct hn_run *play_to_end(struct hn_worker *w, const struct ds_config *config,
                                  bool explain) {
    struct hn_run *run = hn_worker_play(w, config, explain);

    for (int more = 3; run && run->wall_limit && more && !hn_interrupted(); more--) {
        hn_run_free(run);
        run = hn_worker_play(w, config, explain);
    }
    return run;
}

struct hn_run *hn_confirm(struct hn_campaign *c, const struct hn_entry *e, struct rp_arena *arena,
                          struct rp_finding *out) {
    struct hn_worker *w = &c->workers[0];
    struct hn_job job = {.config = c->config, .mix = c->opt->mix, .stride = 1};
    bool predicted = e->hit.kind == HN_LOCK_ORDER; /* it is known by the stacks of its events */
    const struct ds_config config = predicted ? hn_profile_config(c->l, e->hit.rec.seed)
                                              : hn_job_config(w, &job, e->hit.rec.seed);
    uint64_t fingerprint = e->hit.fingerprint;
    bool exact = !e->hit.rec.preempted && strcmp(e->hit.subkind, "sanitizer");
    struct hn_run *first = play_to_end(w, &config, true), *other = NULL;
    uint32_t runs = 1, same = 0, tries = 1;

    if (!first)
        return NULL;
    same = shows(c, first, &e->hit);
    for (; tries < c->opt->confirm && !hn_interrupt_late(); tries++) {
        struct hn_run *again = play_to_end(w, &config, predicted);

        if (!again)
            break;
        runs += !again->wall_limit;
        if (again->wall_limit) {
            /* cut short once more: it neither shows nor denies it */
        } else if (shows(c, again, &e->hit)) {
            same++;
        } else if (!other) {
            other = again;
            continue;
        }
        hn_run_free(again);
    }
    struct hn_raw_list list = {0};
    size_t which = SIZE_MAX;

    if (same == runs) {
        hn_findings(first, &c->l->suppressions, c->symbols, &list);
        which = find(c, first, &list, fingerprint);
    }
    if (which != SIZE_MAX)
        hn_explain(first, &list, which, c->symbols, arena, out);
    else
        explain_difference(c, e, first, other, arena, out);
    hn_raw_list_free(&list);
    hn_run_free(other);
    out->count = e->count;
    out->runs = runs;
    out->same = same;
    hn_finding_token(out, arena, c->l, &config, fingerprint,
                     which != SIZE_MAX && exact ? first->result.trace_hash : 0);
    return first;
}
