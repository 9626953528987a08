/* reading.c: tests of reading findings and campaigns back: what was written comes back, nothing else is taken.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models.h"
#include "reports/arena.h"
#include "reports/read.h"
#include "reports/writer.h"

static char *kept(struct rp_sink *s) {
    char *text = strdup(rp_sink_text(s, NULL));
    assert_non_null(text);
    assert_int_equal(rp_sink_end(s), 0);
    return text;
}

static char *finding_as(const struct rp_writer *w, const struct rp_finding *f) {
    const struct rp_options options = {.full = true, .verbose = 1};
    struct rp_sink *s = rp_sink_memory();
    w->finding(f, &options, s);
    return kept(s);
}

static char *stored(const struct rp_campaign *c) {
    struct rp_sink *s = rp_sink_memory();
    rp_write_stored(c, s);
    return kept(s);
}

/* Of the hostile model what is no UTF-8 has been replaced. */
static bool exact(const char *model) {
    return strcmp(model, "evil") != 0;
}

static void finding_comes_back(struct rp_arena *arena, const char *model,
                               const struct rp_finding *f) {
    struct rp_finding read;
    const char *why = "";
    char *first = finding_as(&rp_writer_json, f);
    if (!rp_read_finding(first, strlen(first), arena, &read, &why))
        fail_msg("%s: %s", model, why);
    char *second = finding_as(&rp_writer_json, &read);
    assert_string_equal(first, second);
    if (exact(model)) {
        char *direct = finding_as(&rp_writer_text, f), *again = finding_as(&rp_writer_text, &read);
        assert_string_equal(direct, again);
        free(direct);
        free(again);
    }
    free(first);
    free(second);
}

static void comes_back(void **state) {
    (void)state;
    for (size_t m = 0; model_names[m]; m++) {
        struct rp_arena *arena = rp_arena_new();
        const struct rp_campaign *c = model_named(arena, model_names[m]);
        for (size_t i = 0; i < c->finding_count; i++)
            finding_comes_back(arena, model_names[m], &c->findings[i]);
        struct rp_campaign read;
        const char *why = "";
        char *first = stored(c);
        if (!rp_read_campaign(first, strlen(first), arena, &read, &why))
            fail_msg("%s: %s", model_names[m], why);
        char *second = stored(&read);
        assert_string_equal(first, second);
        free(first);
        free(second);
        rp_arena_free(arena);
    }
}

/* TEXT with the first OLD replaced by NEW; must hold it. */
static char *edited(const char *text, const char *old, const char *new) {
    const char *at = strstr(text, old);
    if (!at)
        fail_msg("the text has no %s", old);
    char *out = malloc(strlen(text) + strlen(new) + 1);
    assert_non_null(out);
    sprintf(out, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    return out;
}

struct edit {
    const char *old, *new, *why;
};

static void refuse_finding(const char *text, const struct edit *e) {
    struct rp_arena *arena = rp_arena_new();
    struct rp_finding f;
    const char *why = "";
    char *bad = edited(text, e->old, e->new);
    if (rp_read_finding(bad, strlen(bad), arena, &f, &why))
        fail_msg("%s in the place of %s is taken", e->new, e->old);
    if (!strstr(why, e->why))
        fail_msg("%s in the place of %s: %s", e->new, e->old, why);
    free(bad);
    rp_arena_free(arena);
}

static void refuses_findings(void **state) {
    (void)state;
    static const struct edit edits[] = {
        {"{", "[", "no JSON"},
        {"\"schema\": \"detsched/finding/2\"", "\"schema\": \"detsched/finding/1\"",
         "detsched/finding/1"},
        {"\"schema\": \"detsched/finding/2\"", "\"schema\": \"other/2\"", "form"},
        {"\"schema\": \"detsched/finding/2\"", "\"extra\": 1, \"schema\": \"detsched/finding/2\"",
         "not known"},
        {"\"title\":", "\"titel\":", "title is missing"},
        {"\"seed\": \"17\"", "\"seed\": 17", "seed is no text"},
        {"\"seed\": \"17\"", "\"seed\": \"18446744073709551616\"", "seed is no number"},
        {"\"seed\": \"17\"", "\"seed\": \"\"", "seed is no number"},
        {"\"severity\": \"error\"", "\"severity\": \"fatal\"", "severity"},
        {"\"fingerprint\": \"0123456789abcdef\"", "\"fingerprint\": \"../../etc/passwd\"",
         "fingerprint"},
        {"\"count\": 5", "\"count\": -1", "count is out of range"},
        {"\"count\": 5", "\"count\": 5, \"count\": 5", "no JSON"},
        {"\"offset\": \"0x", "\"offset\": \"0xg", "offset"},
        {"\"from\": \"T1\"", "\"from\": \"T9\"", "names a task"},
        {"\"from\": \"T1\"", "\"from\": \"\"", "names no task"},
        {"\"seq\": 1,", "\"seq\": 3,", "order"},
        {"\"seq\": 2,", "\"seq\": 1,", "order"},
        {"\"task\": 1,", "\"task\": 99,", "task is not there"},
        {"\"task\": 1,", "\"task\": -1,", "task is not there"},
        {"\"where\": 0", "\"where\": 4000", "where is not there"},
        {"\"seq\": 1,", "\"from\": 1, \"seq\": 1,", "out of range"},
        {"\"seq\": 1,", "\"access\": 1, \"seq\": 1,", "out of range"},
        {"\"seq\": 1,", "\"times\": 0, \"seq\": 1,", "out of range"},
        {"\"seq\": 1,", "\"act\": \"grab\", \"seq\": 1,", "act"},
        {"\"seq\": 1,", "\"evidence\": false, \"seq\": 1,", "evidence is not true"},
        {"\"seq\": 1,", "\"object_id\": 1000, \"seq\": 1,", "object_id is not there"},
        {"\"seq\": 1,", "\"changes\": [[1000, \"free\"]], \"seq\": 1,", "changes"},
        {"\"seq\": 1,", "\"changes\": [[0]], \"seq\": 1,", "changes"},
        {"\"seq\": 1,", "\"changes\": 0, \"seq\": 1,", "changes"},
        {"\"stacks\": []", "\"stacks\": [[1000]]", "stacks"},
        {"\"stacks\": []", "\"stacks\": [0]", "stacks"},
        {"\"sources\": []", "\"sources\": [{\"file\": \"a\", \"first\": 0, \"lines\": []}]",
         "first"},
        {"\"sources\": []", "\"sources\": [{\"file\": \"a\", \"first\": 1, \"lines\": [1]}]",
         "lines"},
        {"\"tasks\": [", "\"tasks\": [7, ", "a task is no object"}};
    struct rp_arena *arena = rp_arena_new();
    char *text = finding_as(&rp_writer_json, &model_named(arena, "deadlock")->findings[0]);
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++)
        refuse_finding(text, &edits[i]);
    for (size_t n = 0; n + 1 < strlen(text); n += 37) {
        struct rp_finding f;
        const char *why = NULL;
        assert_false(rp_read_finding(text, n, arena, &f, &why));
        assert_non_null(why);
    }
    free(text);
    rp_arena_free(arena);
}

static void refuses_campaigns(void **state) {
    (void)state;
    static const struct edit edits[] = {
        {"detsched/stored/1", "detsched/stored/2", "another version"},
        {"detsched/stored/1", "detsched/campaign/1", "form"},
        {"\"0123456789abcdef\"", "\"..\"", "fingerprint"},
        {"\"verdict\": \"findings\"", "\"verdict\": \"fine\"", "verdict"},
        {"\"exit_status\": 1", "\"exit_status\": 256", "exit_status"},
        {"\"program\":", "\"prog\":", "program is missing"},
        {"\"seeds_done\": ", "\"seeds_done\": -", "seeds_done"},
        {"\"strategies\": [", "\"strategies\": [[], ", "no object"}};
    struct rp_arena *arena = rp_arena_new();
    char *text = stored(model_named(arena, "deadlock"));
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        struct rp_campaign c;
        const char *why = "";
        char *bad = edited(text, edits[i].old, edits[i].new);
        if (rp_read_campaign(bad, strlen(bad), arena, &c, &why))
            fail_msg("%s in the place of %s is taken", edits[i].new, edits[i].old);
        if (!strstr(why, edits[i].why))
            fail_msg("%s in the place of %s: %s", edits[i].new, edits[i].old, why);
        free(bad);
    }
    free(text);
    rp_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(comes_back),
                                       cmocka_unit_test(refuses_findings),
                                       cmocka_unit_test(refuses_campaigns)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
