/* subtests.c: lists a program's tests and says how to run one of them. */
#define _GNU_SOURCE
#include "subtests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "profile.h"
#include "single.h"
#include "util.h"

#define LIST_MS 30000
#define CMOCKA_FORM "CMOCKA_MESSAGE_OUTPUT"
static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/";

static void add(struct hn_subtests *all, char *name, const char *left_out) {
    all->items = hn_grow(all->items, all->count + 1, sizeof(*all->items));
    all->items[all->count++] = (struct hn_subtest){.name = name, .left_out = left_out};
}

static void forget(struct hn_subtests *all) {
    for (size_t i = 0; i < all->count; i++) {
        free(all->items[i].name);
        free(all->items[i].filter);
    }
    free(all->items);
    all->items = NULL;
    all->count = 0;
}

/* ARGV and the words behind it that are not NULL, as one list that borrows them. */
static char **with(char **argv, const char *a, const char *b, const char *c) {
    const char *more[] = {a, b, c};
    size_t n = 0;

    while (argv[n])
        n++;
    char **all = hn_alloc((n + 4) * sizeof(char *));

    memcpy(all, argv, n * sizeof(char *));
    for (size_t i = 0; i < 3; i++)
        if (more[i])
            all[n++] = (char *)(uintptr_t)more[i];
    return all;
}

static char *ask(char **argv, const char *a, const char *b, const char *c) {
    char **all = with(argv, a, b, c), *text = hn_ask_program(all, LIST_MS);

    free(all);
    return text;
}

static bool has_word(char **argv, const char *word) {
    for (; *argv; argv++)
        if (strstr(*argv, word))
            return true;
    return false;
}

/* A suite or a test by its name, as GoogleTest decides it. */
static bool disabled(const char *name) {
    return !strncmp(name, "DISABLED_", 9) || strstr(name, "/DISABLED_") ||
           strstr(name, ".DISABLED_");
}

/* "Suite." lines, each followed by its "  Test" lines; comments start with "  #". What main prints by
 * itself is neither. */
static void list_gtest(struct hn_subtests *all, char **argv) {
    char *text = ask(argv, "--gtest_list_tests", NULL, NULL), *suite = NULL;
    bool also =
        has_word(argv, "also_run_disabled_tests") || getenv("GTEST_ALSO_RUN_DISABLED_TESTS");

    if (!text)
        all->whole = "it did not list its tests";
    for (char *save = NULL, *line = text ? strtok_r(text, "\n", &save) : NULL; line;
         line = strtok_r(NULL, "\n", &save)) {
        bool test = !strncmp(line, "  ", 2);
        char *name = line + (test ? 2 : 0), *comment = strstr(name, "  #");

        if (comment)
            *comment = 0;
        size_t n = strspn(name, letters);

        if (!test) {
            suite = n && !strcmp(name + n, ".") ? name : NULL;
            continue;
        }
        if (!suite || !n || name[n]) {
            all->whole = "its list of tests holds other lines";
            break;
        }
        char *full = hn_text("%s%s", suite, name);

        add(all, full, disabled(full) && !also ? "disabled" : NULL);
    }
    free(text);
}

/* Names in lines that end in ": test"; those in IGNORED are not run by themselves. */
static void list_libtest(struct hn_subtests *all, char **argv) {
    char *text = ask(argv, "--list", "--format", "terse");
    char *ignored = text ? ask(argv, "--list", "--ignored", "--format=terse") : NULL;

    if (!ignored)
        all->whole = "it did not list its tests";
    for (char *line = ignored ? text : NULL; line && *line;) {
        size_t n = strcspn(line, "\n");
        char *next = line + n + (line[n] == '\n');

        if (n > 6 && !strncmp(line + n - 6, ": test", 6)) {
            char *whole = hn_text("\n%.*s\n", (int)n, line), *list = hn_text("\n%s", ignored);

            add(all, hn_text("%.*s", (int)(n - 6), line), strstr(list, whole) ? "ignored" : NULL);
            free(list);
            free(whole);
        }
        line = next;
    }
    free(ignored);
    free(text);
}

/* What the program prints when it is played once; NULL if that did not come to the program's own end. */
static char *play_once(const struct hn_options *o, char **argv) {
    struct hn_options one = *o;
    struct hn_single s;
    char *text = NULL;

    one.seed_first = 0, one.seed_end = 1, one.jobs = 1;
    one.out = NULL;
    int status = hn_single_open(&s, &one, argv);

    if (!status)
        status = hn_input_open(&s.launch.input, o->stdin_file, &s.target);
    if (!status)
        status = hn_campaign_open(&s.campaign, &one, &s.launch, NULL);
    if (!status) {
        struct ds_config config = hn_profile_config(&s.launch, UINT64_MAX);
        struct hn_run *run = hn_worker_play(&s.campaign.workers[0], &config, false);

        if (run && !run->wall_limit && run->result.stage != DS_STAGE_STOPPED)
            text = hn_dup(run->out);
        hn_run_free(run);
    }
    (void)hn_single_close(&s, 0);
    return text;
}

/* Behind a plan "1..N" each number has one line "ok N - NAME", "not ok N - NAME" or "not ok N # SKIP
 * NAME", which may stand behind what a test printed without ending the line. False: one is missing. */
static bool read_group(struct hn_subtests *all, char **at, unsigned long count) {
    for (unsigned long i = 1; i <= count; i++) {
        char *mark = hn_text("ok %lu ", i), *line = strstr(*at, mark);
        size_t n = strlen(mark);
        bool known = false;

        free(mark);
        char *name = line ? line + n : NULL;

        if (!name || (strncmp(name, "- ", 2) && strncmp(name, "# SKIP ", 7)))
            return false;
        name += *name == '-' ? 2 : 7;
        n = strcspn(name, "\n");
        *at = name + n;
        /* cmocka's filter takes patterns. */
        if (!n || n >= DS_MAX_TEST_NAME || memchr(name, '*', n) || memchr(name, '?', n))
            return false;
        for (size_t k = 0; k < all->count; k++)
            known |= strlen(all->items[k].name) == n && !strncmp(all->items[k].name, name, n);
        if (!known)
            add(all, hn_text("%.*s", (int)n, name), NULL);
    }
    return true;
}

static bool read_tap(struct hn_subtests *all, char *text) {
    for (char *at = text; at && *at; at = strchr(at, '\n')) {
        at += *at == '\n';
        char *end;
        unsigned long count = strncmp(at, "1..", 3) ? 0 : strtoul(at + 3, &end, 10);

        if (count && *end == '\n' && !read_group(all, &at, count))
            return false;
    }
    return true;
}

static void list_cmocka(struct hn_subtests *all, const struct hn_options *o,
                        const struct hn_target *target, char **argv) {
    const char *form = getenv(CMOCKA_FORM);
    bool shared = false, own = false;

    for (char **p = target->imports; *p; p++) {
        shared |= !strcmp(*p, "_cmocka_run_group_tests");
        own |= !strcmp(*p, "cmocka_set_test_filter") || !strcmp(*p, "cmocka_set_skip_filter");
    }
    if (!shared)
        all->whole = "cmocka is no shared library of it";
    else if (own)
        all->whole = "it sets a filter of its own";
    else if (form)
        all->whole = CMOCKA_FORM " is set";
    if (all->whole)
        return;
    setenv(CMOCKA_FORM, "TAP", 1);
    char *text = play_once(o, argv);

    unsetenv(CMOCKA_FORM);
    if (!text)
        all->whole = "its first run did not come to an end";
    else if (!read_tap(all, text))
        all->whole = "its first run did not name each of its tests";
    free(text);
}

void hn_subtests_list(struct hn_subtests *all, const struct hn_options *o,
                      const struct hn_target *target, char **argv) {
    *all = (struct hn_subtests){.framework =
                                    target->script ? HN_FW_NONE : hn_framework_of(target->path)};
    if (all->framework == HN_FW_GTEST && getenv("GTEST_TOTAL_SHARDS"))
        all->whole = "GTEST_TOTAL_SHARDS is set";
    else if (all->framework == HN_FW_GTEST)
        list_gtest(all, argv);
    else if (all->framework == HN_FW_LIBTEST && argv[1])
        all->whole = "it is given arguments";
    else if (all->framework == HN_FW_LIBTEST)
        list_libtest(all, argv);
    else if (all->framework == HN_FW_CMOCKA)
        list_cmocka(all, o, target, argv);
    if (all->whole)
        forget(all);
}

char **hn_subtest_argv(const struct hn_subtests *all, struct hn_subtest *test, struct hn_options *o,
                       char **argv) {
    switch (all->framework) {
    case HN_FW_GTEST:
        free(test->filter);
        test->filter = hn_text("--gtest_filter=%s", test->name);
        return with(argv, test->filter, NULL, NULL);
    case HN_FW_LIBTEST:
        return with(argv, test->name, "--exact", "--test-threads=1");
    default:
        o->cmocka_test = test->name;
        return with(argv, NULL, NULL, NULL);
    }
}

void hn_subtests_free(struct hn_subtests *all) {
    forget(all);
}
