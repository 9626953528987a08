/* read.c: any text is read as a finding and a campaign, or refused with a word; what is read can be reported in
 * every format, and is written and read again without a change.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "harness/util.h"
#include "reports/arena.h"
#include "reports/read.h"
#include "reports/writer.h"
#include "tests/report/models.h"

static char *text_of(struct rp_sink *sink) {
    char *text = hn_dup(rp_sink_text(sink, NULL));

    FUZZ_CHECK(!rp_sink_end(sink));
    return text;
}

static char *finding_text(const struct rp_finding *f) {
    const struct rp_options options = {.full = true, .verbose = 1};
    struct rp_sink *sink = rp_sink_memory();

    rp_writer_json.finding(f, &options, sink);
    return text_of(sink);
}

static char *campaign_text(const struct rp_campaign *c) {
    struct rp_sink *sink = rp_sink_memory();

    rp_write_stored(c, sink);
    return text_of(sink);
}

static void report(const struct rp_finding *f) {
    const struct rp_campaign c = {.program = "p", .findings = f, .finding_count = 1};

    for (int full = 0; full < 2; full++) {
        const struct rp_options options = {.full = full, .verbose = 1};

        for (size_t i = 0; rp_writers[i]; i++) {
            struct rp_sink *sink = rp_sink_memory();

            rp_writers[i]->campaign(&c, &options, sink);
            FUZZ_CHECK(!rp_sink_end(sink));
        }
        for (const struct rp_graph *g = rp_graphs; g->name; g++) {
            struct rp_sink *sink = rp_sink_memory();

            if (g->has(f))
                g->draw(f, &options, sink);
            FUZZ_CHECK(!rp_sink_end(sink));
        }
    }
}

static void try_finding(const char *text, size_t n) {
    struct rp_arena *arena = rp_arena_new();
    struct rp_finding f, again;
    const char *why = NULL;
    bool good = rp_read_finding(text, n, arena, &f, &why);

    FUZZ_CHECK(good == !why);
    if (good) {
        char *first = finding_text(&f);

        report(&f);
        FUZZ_CHECK(rp_read_finding(first, strlen(first), arena, &again, &why));
        char *second = finding_text(&again);

        FUZZ_CHECK(!strcmp(first, second));
        free(first);
        free(second);
    }
    rp_arena_free(arena);
}

static void try_campaign(const char *text, size_t n) {
    struct rp_arena *arena = rp_arena_new();
    struct rp_campaign c, again;
    const char *why = NULL;
    bool good = rp_read_campaign(text, n, arena, &c, &why);

    FUZZ_CHECK(good == !why);
    if (good) {
        char *first = campaign_text(&c);

        FUZZ_CHECK(rp_read_campaign(first, strlen(first), arena, &again, &why));
        char *second = campaign_text(&again);

        FUZZ_CHECK(!strcmp(first, second));
        free(first);
        free(second);
    }
    rp_arena_free(arena);
}

/* What numbers are most likely to be taken wrongly. */
static const char *const numbers[] = {"0",   "1",     "2",          "-1",
                                      "7",   "65536", "2147483648", "9223372036854775807",
                                      "1e5", "\"1\"", "null",       "[]"};

/* Four bytes an edit: how, and where in the text. */
static char *edited(char *text, const uint8_t *edit) {
    size_t n = strlen(text), at = (edit[1] | (size_t)edit[2] << 8) % (n + 1);
    const char *number = numbers[edit[3] % (sizeof(numbers) / sizeof(numbers[0]))];
    char *line = text + at, *end, *out;

    switch (edit[0] % 4) {
    case 0: /* a byte */
        if (text[at] && edit[3])
            text[at] = (char)edit[3];
        return text;
    case 1: /* the next number */
        line += strcspn(line, "0123456789");
        end = line + strspn(line, "0123456789");
        out = hn_text("%.*s%s%s", (int)(line - text), text, number, end);
        break;
    default: /* the line goes, or comes twice */
        while (line > text && line[-1] != '\n')
            line--;
        end = line + strcspn(line, "\n");
        end += *end == '\n';
        out =
            hn_text("%.*s%.*s%s", (int)(line - text), text,
                    edit[0] % 4 == 2 ? 0 : (int)(end - line), line, edit[0] % 4 == 2 ? end : line);
        break;
    }
    free(text);
    return out;
}

/* One of the models, as it is stored, and then edited. */
static char *damaged(const uint8_t *data, size_t size) {
    static const char *const models[] = {"deadlock", "lost-wakeup", "crash",
                                         "race",     "clean",       "evil"};
    struct rp_arena *arena = rp_arena_new();
    const struct rp_campaign *c =
        model_named(arena, models[data[0] / 2 % (sizeof(models) / sizeof(models[0]))]);
    char *text =
        data[0] % 2 || !c->finding_count ? campaign_text(c) : finding_text(&c->findings[0]);

    rp_arena_free(arena);
    for (size_t i = 1; i + 4 <= size && i <= 32; i += 4)
        text = edited(text, data + i);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2)
        return 0;
    char *text = data[0] == 255 ? fuzz_text(data + 1, size - 1) : damaged(data, size);

    try_finding(text, strlen(text));
    try_campaign(text, strlen(text));
    free(text);
    return 0;
}
