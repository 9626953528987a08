/* each.c: a campaign for each program, and for each of its tests; one report of all. */
#define _GNU_SOURCE
#include "each.h"

#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "single.h"
#include "subtests.h"
#include "util.h"

struct suite {
    struct hn_options *opt;
    char **args;
    struct rp_arena *arena;        /* of the campaigns that could not be played */
    struct rp_campaign *campaigns; /* growing */
    struct rp_arena **arenas;      /* of those that could, or NULL */
    size_t count;
    size_t unplayed; /* programs and tests for which there was no time */
    int64_t started;
    bool stopped; /* --until-fail */
};

static bool out_of_time(const struct suite *all) {
    return all->opt->max_time && hn_wall() - all->started >= all->opt->max_time;
}

static bool go_on(const struct suite *all) {
    return !all->stopped && !hn_interrupted() && !out_of_time(all);
}

static const char *const *copy_texts(struct rp_arena *arena, const char *const *texts, size_t n) {
    const char **copy = rp_arena_array(arena, n + 1, sizeof(char *));

    for (size_t i = 0; i < n; i++)
        copy[i] = rp_arena_strdup(arena, texts[i]);
    return copy;
}

/* What the model borrows from launch and campaign, which go. */
static void keep(struct rp_campaign *m, struct rp_arena *arena) {
    struct rp_suppression *s = rp_arena_array(arena, m->suppression_count, sizeof(*s));
    struct rp_strategy_count *counts = rp_arena_array(arena, m->strategy_count, sizeof(*counts));
    const char **texts[] = {&m->program, &m->seeds, &m->isolation,
                            &m->carrier, &m->races, &m->openmp};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (*texts[i])
            *texts[i] = rp_arena_strdup(arena, *texts[i]);
    m->argv = copy_texts(arena, m->argv, m->argc);
    m->warnings = copy_texts(arena, m->warnings, m->warning_count);
    m->limits = copy_texts(arena, m->limits, m->limit_count);
    m->uncontrolled = copy_texts(arena, m->uncontrolled, m->uncontrolled_count);
    for (size_t i = 0; i < m->strategy_count; i++) {
        counts[i] = m->strategies[i];
        counts[i].name = rp_arena_strdup(arena, counts[i].name);
    }
    m->strategies = counts;
    for (size_t i = 0; i < m->suppression_count; i++) {
        s[i] = m->suppressions[i];
        s[i].text = rp_arena_strdup(arena, s[i].text);
        s[i].file = rp_arena_strdup(arena, s[i].file);
    }
    m->suppressions = s;
}

static void add(struct suite *all, const struct rp_campaign *m, struct rp_arena *arena) {
    all->campaigns = hn_grow(all->campaigns, all->count + 1, sizeof(*all->campaigns));
    all->arenas = hn_grow(all->arenas, all->count + 1, sizeof(struct rp_arena *));
    all->campaigns[all->count] = *m;
    all->arenas[all->count++] = arena;
    all->stopped |= all->opt->until_fail && m->exit_status == HN_FINDING;
}

/* One that could not be played: why, stands among its warnings. */
static void add_failed(struct suite *all, const char *name, char **argv, int status) {
    const char *const why[] = {hn_last_words()};
    struct rp_campaign m = {.name = rp_arena_strdup(all->arena, name),
                            .verdict = status == HN_INCOMPLETE ? RP_INCOMPLETE : RP_FAILED,
                            .seeds = "",
                            .isolation = "",
                            .carrier = "",
                            .races = "",
                            .exit_status = status,
                            .warning_count = 1};

    while (argv[m.argc])
        m.argc++;
    m.program = rp_arena_strdup(all->arena, argv[0]);
    m.argv = copy_texts(all->arena, (const char *const *)argv, m.argc);
    m.warnings = copy_texts(all->arena, why, 1);
    add(all, &m, NULL);
}

/* cmocka says nothing of a filter that no test passes: a clean campaign must have run the test. */
static bool ran(struct hn_single *s, const char *test) {
    struct hn_worker *w = &s->campaign.workers[0];
    struct hn_job job = {.config = s->campaign.config, .mix = s->opt->mix};
    struct ds_config config = hn_job_config(w, &job, s->opt->seed_first);
    struct hn_run *run = hn_worker_play(w, &config, false);
    char *line = hn_text(" %s\n", test);
    bool yes = run && memmem(run->out, run->out_len, line, strlen(line));

    if (run && !yes)
        hn_say("%s: its filter let no test %s pass", s->target.path, test);
    hn_run_free(run);
    free(line);
    return yes;
}

/* One campaign. WARNING may be NULL. */
static void play(struct suite *all, const char *name, char **argv, struct hn_options *o,
                 const char *warning) {
    char *file = hn_safe_name(name);
    char *out = hn_text("%s/%s", o->out ? o->out : "detsched-tests", file);
    struct hn_single s;

    if (o->out)
        o->out = out;
    o->out_if_found = out;
    if (o->max_time)
        o->max_time = all->started + o->max_time - hn_wall();
    int status = o->max_time < 0 ? hn_fail(HN_INCOMPLETE, "%s: no time was left", name) : 0;

    if (!status)
        status = hn_single_open(&s, o, argv);
    else
        s = (struct hn_single){0};
    if (!status)
        status = hn_single_start(&s);
    if (!status && warning)
        hn_account_warn(&s.campaign.sum, warning);
    if (!status)
        status = hn_single_play(&s);
    if (s.told && status == HN_CLEAN && o->cmocka_test && !ran(&s, o->cmocka_test))
        status = HN_CANNOT, s.told = false;
    if (s.told) {
        struct rp_campaign m = s.summary.campaign;
        struct rp_arena *arena = s.summary.arena;

        m.name = rp_arena_strdup(arena, name);
        keep(&m, arena);
        s.summary.arena = NULL;
        add(all, &m, arena);
    } else {
        add_failed(all, name, argv, status);
    }
    int closed = hn_single_close(&s, 0);

    if (closed) {
        all->campaigns[all->count - 1].verdict = RP_FAILED;
        all->campaigns[all->count - 1].exit_status = closed;
    }
    free(out);
    free(file);
}

static void play_tests(struct suite *all, const char *path, char **argv,
                       struct hn_subtests *tests) {
    for (size_t i = 0; i < tests->count; i++) {
        struct hn_subtest *test = &tests->items[i];
        char *name = hn_text("%s: %s", path, test->name);
        struct hn_options o = *all->opt;

        if (test->left_out) {
            if (!o.quiet)
                hn_say("%s: %s, left out", name, test->left_out);
        } else if (!go_on(all)) {
            all->unplayed++;
        } else {
            char **words = hn_subtest_argv(tests, test, &o, argv);

            play(all, name, words, &o, NULL);
            free(words);
        }
        free(name);
    }
}

static char **arguments(const char *path, char **args) {
    size_t n = 0;

    while (args[n])
        n++;
    char **argv = hn_alloc((n + 2) * sizeof(char *));

    argv[0] = hn_dup(path);
    memcpy(argv + 1, args, n * sizeof(char *));
    return argv;
}

static void play_program(struct suite *all, const char *path) {
    /* A path without a slash would be looked for in PATH. */
    char *program = strchr(path, '/') ? hn_dup(path) : hn_text("./%s", path);
    char **argv = arguments(program, all->args), *warning = NULL;
    struct hn_subtests tests = {0};
    struct hn_options o = *all->opt;
    struct hn_target target = {0};

    if (!o.each_whole && !o.cmocka_test && !hn_target_open(&target, program))
        hn_subtests_list(&tests, &o, &target, argv);
    else if (!o.each_whole && !o.cmocka_test)
        tests.framework = HN_FW_COUNT; /* the line was printed */
    if (tests.whole)
        warning = hn_text("the tests of %s were played as a whole: %s",
                          hn_framework_name(tests.framework), tests.whole);
    if (tests.framework == HN_FW_COUNT)
        add_failed(all, path, argv, HN_CANNOT);
    else if (tests.count)
        play_tests(all, path, argv, &tests);
    else
        play(all, path, argv, &o, warning);
    hn_target_close(&target);
    hn_subtests_free(&tests);
    free(warning);
    free(argv[0]);
    free(argv);
    free(program);
}

/* A finding counts most, then what could not be run, then what is not complete. */
static int status_of(const struct suite *all, size_t left) {
    bool found = false, cannot = !all->count && !left, incomplete = left && !all->stopped;

    for (size_t i = 0; i < all->count; i++) {
        found |= all->campaigns[i].exit_status == HN_FINDING;
        cannot |= all->campaigns[i].exit_status == HN_CANNOT;
        incomplete |= all->campaigns[i].exit_status == HN_INCOMPLETE;
    }
    return found ? HN_FINDING : cannot ? HN_CANNOT : incomplete ? HN_INCOMPLETE : HN_CLEAN;
}

static int report(struct suite *all, struct hn_outputs *out, size_t left) {
    struct rp_suite m = {
        .campaigns = all->campaigns, .count = all->count, .exit_status = status_of(all, left)};
    uint64_t seeds = 0;

    for (size_t i = 0; i < all->count; i++)
        seeds += all->campaigns[i].seeds_done;
    m.timing.wall_seconds = (double)(hn_wall() - all->started) / 1e9;
    if (m.timing.wall_seconds > 0)
        m.timing.seeds_per_second = (double)seeds / m.timing.wall_seconds;
    if (hn_outputs_write_suite(out, all->opt, &m))
        m.exit_status = HN_CANNOT;
    if (left)
        hn_say("%zu program%s or test%s not played: %s", left, left == 1 ? "" : "s",
               left == 1 ? " was" : "s were",
               all->stopped       ? "--until-fail"
               : hn_interrupted() ? "interrupted"
                                  : "--max-time was reached");
    return m.exit_status;
}

int hn_each(struct hn_options *o, char **args) {
    struct suite all = {.opt = o, .args = args, .started = hn_wall()};
    struct hn_outputs out = {0};
    size_t count = 0, left_out = 0, left = 0;
    int status = hn_outputs_open(&out, o);
    char **paths = status ? NULL : hn_each_find(o, &count, &left_out);

    if (!paths)
        count = 0;
    if (!status && !paths)
        status = HN_CANNOT;
    all.arena = rp_arena_new();
    for (size_t i = 0; i < count && !status; i++) {
        if (go_on(&all))
            play_program(&all, paths[i]);
        else
            left++;
    }
    if (!status && left_out && !o->quiet)
        hn_say("%zu executable file%s left out: no program%s", left_out, left_out == 1 ? "" : "s",
               left_out == 1 ? "" : "s");
    if (!status)
        status = report(&all, &out, left + all.unplayed);
    hn_outputs_close(&out);
    for (size_t i = 0; i < all.count; i++)
        rp_arena_free(all.arenas[i]);
    rp_arena_free(all.arena);
    for (size_t i = 0; i < count; i++)
        free(paths[i]);
    free(paths);
    free(all.campaigns);
    free(all.arenas);
    return status;
}
