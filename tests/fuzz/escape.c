/* escape.c: any name comes out of every report as itself, and never as markup or a control character. */
#include <graphviz/cgraph.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "harness/util.h"
#include "reports/escape.h"
#include "reports/writer.h"

/* What a POSIX shell makes of one word of plain characters, '...' and \'; NULL if it is not one word. */
static char *shell_word(const char *line) {
    char *word = hn_alloc(strlen(line) + 1), *to = word;
    bool quoted = false;

    for (; *line; line++) {
        if (*line == '\'')
            quoted = !quoted;
        else if (quoted)
            *to++ = *line;
        else if (*line == '\\' && line[1])
            *to++ = *++line;
        else if (strchr(" \t\n\"\\$`|&;<>()*?[#~=%!{}^", *line) && *line != '=' && *line != '%')
            FUZZ_CHECK(!"a character that a shell reads stands unquoted");
        else
            *to++ = *line;
    }
    FUZZ_CHECK(!quoted);
    return word;
}

static void check_quote(const char *text) {
    char *line = NULL;

    hn_quote(&line, text);
    char *word = shell_word(line);

    FUZZ_CHECK(!strcmp(word, text));
    free(word);
    free(line);
}

static void check_visible(const char *text, bool lines) {
    for (; *text; text++)
        FUZZ_CHECK(((unsigned char)*text >= 32 && *text != 127) ||
                   (lines && (*text == '\n' || *text == '\t')));
}

static void check_json(const struct rp_finding *f, const char *want) {
    const struct rp_options options = {.full = true};
    struct rp_sink *sink = rp_sink_memory();

    rp_writer_json.finding(f, &options, sink);
    json_t *j = json_loads(rp_sink_text(sink, NULL), JSON_REJECT_DUPLICATES, NULL);

    FUZZ_CHECK(j);
    const char *title = json_string_value(json_object_get(j, "title"));

    FUZZ_CHECK(title && !strcmp(title, want));
    json_decref(j);
    FUZZ_CHECK(!rp_sink_end(sink));
}

/* Names make no nodes and no edges: there are two tasks and what one of them waits for, whatever the names
 * are, and where that has none just the tasks. */
static void check_dot(const struct rp_finding *f) {
    const struct rp_options options = {.full = true};
    struct rp_sink *hb = rp_sink_memory(), *waits = rp_sink_memory();

    FUZZ_CHECK(!rp_dot_hb(f, &options, hb) && !rp_dot_waits(f, &options, waits));
    Agraph_t *graph = agmemread(rp_sink_text(waits, NULL));

    int things = f->waits[0].object[0] != '\0';

    FUZZ_CHECK(graph && agnnodes(graph) == 2 + things && agnedges(graph) == 1 + things);
    agclose(graph);
    graph = agmemread(rp_sink_text(hb, NULL));
    FUZZ_CHECK(graph);
    agclose(graph);
    FUZZ_CHECK(!rp_sink_end(hb) && !rp_sink_end(waits));
}

static void check_text(const struct rp_finding *f) {
    const struct rp_options options = {.full = true, .verbose = 2};
    struct rp_sink *sink = rp_sink_memory();

    rp_writer_text.finding(f, &options, sink);
    check_visible(rp_sink_text(sink, NULL), true);
    FUZZ_CHECK(!rp_sink_end(sink));
}

static void check_finding(const char *text, const char *want) {
    const struct rp_frame frame = {.function = text, .file = text, .module = text, .line = 7};
    const struct rp_stack stack = {&frame, 1};
    const struct rp_held held = {.object = text, .event = 1, .taken_at = stack};
    const struct rp_task tasks[2] = {
        {"T0", text, "blocked", text, false, &held, 1, stack, stack},
        {"T1", "x", "ended", "", false, NULL, 0, stack, stack},
    };
    const struct rp_event event = {.seq = 1,
                                   .op = "lock",
                                   .object = text,
                                   .result = "ok",
                                   .edge = "",
                                   .where = &frame,
                                   .evidence = true};
    const struct rp_wait wait = {.from = 0, .to = 1, .object = text, .why = "lock"};
    const uint64_t evidence = 1;
    const char *const related = text;
    const struct rp_finding f = {.kind = "deadlock",
                                 .subkind = "",
                                 .severity = RP_ERROR,
                                 .fingerprint = "0123456789abcdef",
                                 .title = text,
                                 .explanation = text,
                                 .strategy = "pct:3",
                                 .replay = text,
                                 .token = "ds1-0",
                                 .created_at = text,
                                 .evidence = &evidence,
                                 .evidence_count = 1,
                                 .related = &related,
                                 .related_count = 1,
                                 .tasks = tasks,
                                 .task_count = 2,
                                 .events = &event,
                                 .event_count = 1,
                                 .events_total = 1,
                                 .waits = &wait,
                                 .wait_count = 1,
                                 .output = text,
                                 .errors = text};

    check_json(&f, want);
    check_dot(&f);
    check_text(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct rp_arena *arena = rp_arena_new();
    char *text = fuzz_text(data, size);
    const char *valid = rp_utf8(arena, text);
    json_t *j = json_string(text), *again = json_string(valid);

    FUZZ_CHECK(again && (!j || !strcmp(valid, text)));
    json_decref(again);
    if (j)
        json_decref(j);
    check_visible(rp_visible(arena, text, false), false);
    check_visible(rp_visible(arena, text, true), true);
    check_visible(rp_dot_text(arena, text), false);
    check_quote(text);
    check_finding(text, valid);
    free(text);
    rp_arena_free(arena);
    return 0;
}
