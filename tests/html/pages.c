/* pages.c: writes an HTML report of a hand-built campaign to stdout: pages PAGE [STATES].
 *
 * PAGE is small, big, lanes, crowd, flood, many, hostile, suite, finding or clean; the states of the objects of small and big after
 * each event go to the file STATES, as JSON.
 */
#include "pages.h"

#include <stdio.h>
#include <string.h>

#include "reports/writer.h"

struct rp_campaign *page_campaign(struct rp_arena *arena, const struct rp_finding *f, size_t n) {
    struct rp_campaign *c = rp_arena_alloc(arena, sizeof *c);
    struct rp_finding *copies = rp_arena_array(arena, n, sizeof *copies);
    for (size_t i = 0; i < n; i++)
        copies[i] = f[i];
    *c = (struct rp_campaign){.program = "./queue",
                              .seeds = "0..1000",
                              .seeds_asked = 1000,
                              .seeds_done = 1000,
                              .distinct = 900,
                              .isolation = "fork",
                              .carrier = "fiber",
                              .races = "checked",
                              .verdict = n ? RP_FINDINGS : RP_CLEAN,
                              .exit_status = n ? 1 : 0,
                              .failure_rate_bound_95 = n ? 0 : 0.003,
                              .findings = copies,
                              .finding_count = n};
    return c;
}

struct rp_campaign *page_many(struct rp_arena *arena) {
    static const struct {
        const char *kind, *title;
        enum rp_severity severity;
    } rows[] = {{"deadlock", "T1 and T2 wait for each other", RP_ERROR},
                {"data-race", "data race on total", RP_ERROR},
                {"data-race", "data race on closed", RP_ERROR},
                {"lock-order", "a before b, and b before a", RP_WARNING},
                {"thread-leak", "T4 can never finish", RP_WARNING},
                {"sleep-sync", "T2 sleeps until T1 is done", RP_NOTE}};
    enum { ROWS = sizeof rows / sizeof rows[0] };
    struct rp_finding f[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        f[i] = page_run(arena, 30 + i, 3, NULL);
        f[i].kind = rows[i].kind;
        f[i].title = rows[i].title;
        f[i].severity = rows[i].severity;
        f[i].explanation = i == 4 ? "Only this one has the word walrus in it." : "";
    }
    return page_campaign(arena, f, ROWS);
}

static struct rp_campaign *run_of(struct rp_arena *arena, const char *page, FILE *states) {
    static const struct {
        const char *page;
        size_t count, tasks;
    } sizes[] = {{"big", 5000, 8}, {"lanes", 60, 40}, {"crowd", 6000, 3000}};
    size_t count = 60, tasks = 4;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (strcmp(page, sizes[i].page) == 0)
            count = sizes[i].count, tasks = sizes[i].tasks;
    struct rp_finding f = page_run(arena, count, tasks, states);
    return page_campaign(arena, &f, 1);
}

/* More events than a page takes in. */
static struct rp_campaign *flood(struct rp_arena *arena) {
    struct rp_finding f[45];
    for (size_t i = 0; i < 45; i++)
        f[i] = page_run(arena, 5000, 8, NULL);
    return page_campaign(arena, f, 45);
}

static void write_suite(struct rp_arena *arena, const struct rp_options *o, struct rp_sink *s) {
    struct rp_campaign all[] = {*page_many(arena), *page_campaign(arena, NULL, 0),
                                *run_of(arena, "small", NULL)};
    all[0].name = "tests/many: Queue.Drains";
    all[1].name = "tests/none";
    all[2].name = "tests/small";
    const struct rp_suite suite = {.campaigns = all, .count = 3, .exit_status = 1};
    rp_writer_html.suite(&suite, o, s);
}

int main(int argc, char **argv) {
    struct rp_arena *arena = rp_arena_new();
    struct rp_sink *sink = rp_sink_fd(1);
    struct rp_options options = {.verbose = 1};
    const char *page = argc > 1 ? argv[1] : "small";
    FILE *states = argc > 2 ? fopen(argv[2], "w") : NULL;
    if (strcmp(page, "suite") == 0)
        write_suite(arena, &options, sink);
    else if (strcmp(page, "finding") == 0)
        rp_writer_html.finding(&run_of(arena, page, NULL)->findings[0], &options, sink);
    else if (strcmp(page, "many") == 0)
        rp_writer_html.campaign(page_many(arena), &options, sink);
    else if (strcmp(page, "flood") == 0)
        rp_writer_html.campaign(flood(arena), &options, sink);
    else if (strcmp(page, "hostile") == 0)
        rp_writer_html.campaign(page_hostile(arena), &options, sink);
    else if (strcmp(page, "clean") == 0)
        rp_writer_html.campaign(page_campaign(arena, NULL, 0), &options, sink);
    else
        rp_writer_html.campaign(run_of(arena, page, states), &options, sink);
    int error = rp_sink_end(sink);
    rp_arena_free(arena);
    if (states && fclose(states))
        error = 1;
    return error != 0;
}
