/* cmd_minimize.c: detsched minimize TOKEN|FILE [--] PROGRAM: the least that a finding's schedule needs. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "interrupt.h"
#include "minimize.h"
#include "replay.h"
#include "util.h"

#define RUNS 3000 /* that a search may play */

/* What the search's questions are answered with. */
struct asking {
    struct hn_replay *replay;
    struct ds_config config;    /* of a DEPART run */
    bool used[DS_CHOICE_COUNT]; /* kinds of choices that the schedule departs by */
    bool failed; /* the program could not be started any more, which one line has said */
};

static bool enough(void *context) {
    const struct asking *a = context;

    return a->failed || hn_interrupted();
}

static struct hn_run *play(struct asking *a, const struct ds_departure *list, size_t n,
                           bool explain) {
    struct hn_launch *l = &a->replay->launch;
    struct ds_config config = a->config;
    struct hn_run *run;

    config.departures = (uint32_t)n;
    l->script = list;
    l->script_len = n * sizeof(*list);
    run = hn_worker_play(&a->replay->campaign.workers[0], &config, explain);
    a->failed |= !run;
    return run;
}

/* Whether RUN shows the finding of the token. */
static bool found_in(const struct asking *a, const struct hn_run *run) {
    struct hn_campaign *c = &a->replay->campaign;
    struct hn_raw_list list = {0};
    bool found = false;

    if (!run || run->wall_limit || hn_undecided(&run->result))
        return false;
    hn_findings(run, &c->l->suppressions, c->symbols, &list);
    for (size_t i = 0; i < list.count && !found; i++)
        found = list.items[i].related_to == HN_ROOT && !list.items[i].suppressed &&
                (uint32_t)hn_fingerprint(run, &list.items[i], c->symbols) ==
                    a->replay->token.fingerprint;
    hn_raw_list_free(&list);
    return found;
}

static bool shows(void *context, const struct ds_departure *list, size_t n) {
    struct asking *a = context;
    struct hn_run *run = play(a, list, n, false);
    bool found = found_in(a, run);

    hn_run_free(run);
    return found;
}

/* At each step of the run with LIST: each other task that was there could go on, and each kind of choice that
 * the schedule uses could be made in the other way. */
static struct ds_departure *around(void *context, const struct ds_departure *list, size_t n,
                                   size_t *count) {
    struct asking *a = context;
    struct hn_run *run = play(a, list, n, false);
    size_t tasks = run && run->tasks ? run->totals.tasks : 0, events = tasks ? run->event_count : 0;
    struct ds_departure *all = hn_alloc(RUNS * sizeof(*all));
    uint32_t *made = hn_alloc((tasks + 1) * sizeof(*made));

    *count = 0;
    for (size_t i = 0; i < events && run->events[i].task < tasks; i++) {
        uint32_t last = run->events[i].task;
        struct ds_departure d = {.task = run->tasks[last].key, .point = ++made[last]};

        for (unsigned kind = 0; kind < DS_CHOICE_COUNT; kind++) {
            bool index = kind == DS_CHOICE_TIMEOUT || kind == DS_CHOICE_SELECT;

            d.kind = (uint16_t)kind;
            if (kind && !a->used[kind])
                continue;
            for (uint32_t to = 0; to < (index ? 2 : tasks) && *count < RUNS; to++) {
                d.to = index ? to + 1 : run->tasks[to].key;
                if (index ||
                    (run->tasks[to].create_seq < run->events[i].seq && (kind || to != last)))
                    all[(*count)++] = d;
            }
        }
    }
    free(made);
    hn_run_free(run);
    return all;
}

/* The departures of the token's schedule, which RUN has played, in a new array; NULL after one line. */
static struct ds_departure *departures(struct asking *a, const struct hn_run *run, size_t *n) {
    struct hn_launch *l = &a->replay->launch;
    struct ds_config config = run->config;
    struct ds_departure *list = NULL;
    struct hn_run *again;

    if (!run->choices || run->choice_count > DS_MAX_SCRIPT) {
        hn_fail(HN_CANNOT, "this schedule has more choices than can be kept");
        return NULL;
    }
    config.strategy = DS_STRAT_REPLAY;
    config.replay_len = (uint32_t)run->choice_count;
    config.departures = DS_MAX_DEPARTURES;
    l->script = run->choices;
    l->script_len = run->choice_count;
    again = hn_worker_play(&a->replay->campaign.workers[0], &config, false);
    if (again && again->departures) {
        *n = again->departure_count;
        list = hn_alloc((*n + 1) * sizeof(*list));
        memcpy(list, again->departures, *n * sizeof(*list));
    } else if (again) {
        hn_fail(HN_CANNOT, "this schedule departs from creation order more often than can be kept");
    }
    hn_run_free(again);
    return list;
}

/* Explains the run with LIST, as its own token's. */
static int tell(struct asking *a, struct ds_departure *list, size_t n, const struct hn_run *before,
                size_t had, unsigned runs) {
    struct hn_token *t = &a->replay->token;
    struct hn_run *run;
    int status;

    if (n > HN_TOKEN_DEPARTURES)
        return hn_fail(
            HN_CANNOT,
            "%zu of %zu departures from creation order are needed, or were when the search ended: "
            "more than a token holds",
            n, had);
    run = play(a, list, n, true);
    if (!run)
        return HN_CANNOT;
    t->config.strategy = DS_STRAT_DEPART;
    t->config.departures = (uint32_t)n;
    memcpy(t->departures, list, n * sizeof(*list));
    if (t->trace)
        t->trace = (uint32_t)run->result.trace_hash;
    hn_say("minimized in %u runs: %zu departure%s from creation order instead of %zu, %llu events "
           "instead of %llu%s",
           runs, n, n == 1 ? "" : "s", had, (unsigned long long)run->totals.points,
           (unsigned long long)before->totals.points,
           hn_interrupted() ? "; interrupted"
           : runs >= RUNS   ? "; there may be less"
                            : "");
    status = hn_replay_judge(a->replay, run);
    hn_run_free(run);
    return status;
}

static int search(struct asking *a, const struct hn_run *run) {
    struct hn_search s = {
        .shows = shows, .around = around, .enough = enough, .context = a, .budget = RUNS};
    size_t had = 0, n;
    struct ds_departure *list;
    int status;

    if (!found_in(a, run))
        return hn_fail(HN_DIVERGED, "the run of this token does not show its finding");
    list = departures(a, run, &had);
    if (!list)
        return HN_CANNOT;
    for (size_t i = 0; i < had; i++)
        if (list[i].kind < DS_CHOICE_COUNT)
            a->used[list[i].kind] = true;
    if (shows(a, list, had)) {
        n = hn_minimize(&s, list, had);
        status = a->failed ? HN_CANNOT : tell(a, list, n, run, had, s.asked);
    } else if (a->failed) {
        status = HN_CANNOT;
    } else {
        status = hn_fail(HN_DIVERGED,
                         "this finding cannot be minimized: its schedule, told as departures from "
                         "creation order, does not show it");
    }
    free(list);
    return status;
}

static int minimize(struct hn_replay *r) {
    struct hn_launch *l = &r->launch;
    struct ds_config config;
    struct hn_run *run;
    int status;

    /* Room for any script, whatever the token itself follows. */
    l->config.replay_len = DS_MAX_SCRIPT;
    l->config.departures = DS_MAX_DEPARTURES;
    status = hn_replay_start(r);
    if (status)
        return status;
    config = hn_replay_config(r);
    run = hn_worker_play(&r->campaign.workers[0], &config, false);
    if (run) {
        struct asking a = {.replay = r, .config = config};

        a.config.strategy = DS_STRAT_DEPART;
        status = search(&a, run);
    } else {
        status = HN_CANNOT;
    }
    hn_run_free(run);
    return status;
}

int hn_cmd_minimize(int argc, char **argv) {
    struct hn_options o;
    struct hn_replay r;
    int at = hn_options_parse(&o, HN_C_MINIMIZE, argc, argv), status;

    if (at < 0)
        return HN_USAGE;
    if (o.help) {
        hn_options_help(HN_C_MINIMIZE);
        return 0;
    }
    status = hn_replay_open(&r, &o, argc - at, argv + at);
    if (!status)
        status = minimize(&r);
    return hn_replay_close(&r, status);
}
