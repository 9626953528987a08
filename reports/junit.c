/* junit.c: JUnit XML through libxml2: one suite a program, one case a program or sub-test.
 *
 * A case fails if something was found that fails the run, is an error if it could not be played or not be
 * played to its end, and is skipped if it had no seed to play. libxml2 writes characters that XML 1.0
 * forbids, so every text has been through rp_visible() before.
 */
#include <errno.h>
#include <libxml/xmlwriter.h>
#include <string.h>

#include "escape.h"
#include "words.h"
#include "writer.h"

struct junit {
    xmlTextWriterPtr xml;
    struct rp_arena *arena;
    bool ok;
};

enum outcome { PASSED, FAILED, ERROR, SKIPPED };

struct totals {
    size_t cases, by[SKIPPED + 1];
    double seconds;
};

static const xmlChar *chars(const char *text) {
    return (const xmlChar *)text;
}

static void did(struct junit *j, int status) {
    j->ok = j->ok && status >= 0;
}

static void open_element(struct junit *j, const char *name) {
    did(j, xmlTextWriterStartElement(j->xml, chars(name)));
}

static void close_element(struct junit *j) {
    did(j, xmlTextWriterEndElement(j->xml));
}

static void attribute(struct junit *j, const char *name, const char *text) {
    did(j,
        xmlTextWriterWriteAttribute(j->xml, chars(name), chars(rp_visible(j->arena, text, false))));
}

static void number(struct junit *j, const char *name, size_t n) {
    attribute(j, name, rp_arena_printf(j->arena, "%zu", n));
}

static void lines(struct junit *j, const char *text) {
    did(j, xmlTextWriterWriteString(j->xml, chars(rp_visible(j->arena, text, true))));
}

static void property(struct junit *j, const char *name, const char *value) {
    open_element(j, "property");
    attribute(j, "name", name);
    attribute(j, "value", value);
    close_element(j);
}

static bool failing(const struct rp_campaign *c, const struct rp_finding *f) {
    return f->severity >= c->fail_on;
}

static enum outcome outcome_of(const struct rp_campaign *c) {
    if (c->verdict == RP_FAILED)
        return ERROR;
    if (c->exit_status == 1)
        return FAILED;
    if (c->exit_status != 0)
        return ERROR;
    return c->seeds_asked == 0 ? SKIPPED : PASSED;
}

static struct totals totals_of(const struct rp_campaign *c, size_t n) {
    struct totals t = {.cases = n};
    for (size_t i = 0; i < n; i++) {
        t.by[outcome_of(&c[i])]++;
        t.seconds += c[i].timing.wall_seconds;
    }
    return t;
}

static void count_attributes(struct junit *j, const struct totals *t) {
    number(j, "tests", t->cases);
    number(j, "failures", t->by[FAILED]);
    number(j, "errors", t->by[ERROR]);
    number(j, "skipped", t->by[SKIPPED]);
    attribute(j, "time", rp_arena_printf(j->arena, "%.3f", t->seconds));
}

static const char *digits(struct junit *j, uint64_t n) {
    return rp_arena_printf(j->arena, "%llu", (unsigned long long)n);
}

static void finding_property(struct junit *j, size_t number, const char *name, const char *value) {
    property(j, rp_arena_printf(j->arena, "finding.%zu.%s", number, name), value);
}

static void finding_properties(struct junit *j, const struct rp_finding *f, size_t number) {
    finding_property(j, number, "kind", f->kind);
    finding_property(j, number, "severity", rp_severity_text(f->severity));
    finding_property(j, number, "fingerprint", f->fingerprint);
    finding_property(j, number, "seed", digits(j, f->seed));
    finding_property(j, number, "seeds", digits(j, f->count));
    finding_property(j, number, "strategy", f->strategy);
    finding_property(j, number, "replay", f->replay);
}

static const char *failing_seeds(struct junit *j, const struct rp_campaign *c) {
    const char *all = "";
    for (size_t i = 0; i < c->finding_count; i++)
        if (failing(c, &c->findings[i]))
            all = rp_arena_printf(j->arena, "%s%s%llu", all, all[0] ? " " : "",
                                  (unsigned long long)c->findings[i].seed);
    return all;
}

static const char *strategies(struct junit *j, const struct rp_campaign *c) {
    const char *all = "";
    for (size_t i = 0; i < c->strategy_count; i++)
        all = rp_arena_printf(j->arena, "%s%s%s %llu", all, i ? ", " : "",
                              rp_or_empty(c->strategies[i].name),
                              (unsigned long long)c->strategies[i].seeds);
    return all;
}

static void properties(struct junit *j, const struct rp_campaign *c) {
    open_element(j, "properties");
    property(j, "seeds", c->seeds);
    property(j, "seeds.done", digits(j, c->seeds_done));
    property(j, "seeds.failing", failing_seeds(j, c));
    property(j, "schedules.distinct", digits(j, c->distinct));
    property(j, "points.min", digits(j, c->points_min));
    property(j, "points.median", digits(j, c->points_median));
    property(j, "points.max", digits(j, c->points_max));
    property(j, "strategies", strategies(j, c));
    property(j, "isolation", c->isolation);
    property(j, "carrier", c->carrier);
    property(j, "races", c->races);
    property(j, "verdict", rp_verdict_text(c->verdict));
    property(j, "status", digits(j, (uint64_t)c->exit_status));
    for (size_t i = 0; i < c->finding_count; i++)
        finding_properties(j, &c->findings[i], i + 1);
    close_element(j);
}

static void failure(struct junit *j, const struct rp_campaign *c) {
    const struct rp_finding *first = NULL;
    size_t n = 0;
    for (size_t i = 0; i < c->finding_count; i++)
        if (failing(c, &c->findings[i]) && n++ == 0)
            first = &c->findings[i];
    open_element(j, "failure");
    attribute(j, "type", first ? first->kind : "finding");
    const char *title = first ? rp_or_empty(first->title) : "something was found";
    attribute(j, "message",
              n > 1 ? rp_arena_printf(j->arena, "%s (and %zu more)", title, n - 1) : title);
    for (size_t i = 0; i < c->finding_count; i++) {
        const struct rp_finding *f = &c->findings[i];
        if (failing(c, f))
            lines(j, rp_arena_printf(j->arena, "%s: %s\n%s\n\n%s\n\nTo see it again:\n  %s\n\n",
                                     rp_severity_text(f->severity), rp_or_empty(f->kind),
                                     rp_or_empty(f->title), rp_or_empty(f->explanation),
                                     rp_or_empty(f->replay)));
    }
    close_element(j);
}

static void error(struct junit *j, const struct rp_campaign *c) {
    static const char *const words[] = {[3] = "could not be played under control",
                                        [4] = "not every seed was played to its end",
                                        [5] = "the replay did not show what it should"};
    bool known = c->exit_status >= 3 && c->exit_status <= 5;
    open_element(j, "error");
    attribute(j, "type", rp_verdict_text(c->verdict));
    attribute(j, "message", known ? words[c->exit_status] : words[3]);
    for (size_t i = 0; i < c->limit_count; i++)
        lines(j, rp_arena_printf(j->arena, "limit reached: %s\n", c->limits[i]));
    for (size_t i = 0; i < c->warning_count; i++)
        lines(j, rp_arena_printf(j->arena, "warning: %s\n", c->warnings[i]));
    close_element(j);
}

/* The report for people, without its time: what differs from run to run stands in attributes only. */
static void system_out(struct junit *j, const struct rp_campaign *c) {
    const struct rp_options options = {.verbose = 1};
    struct rp_campaign untimed = *c;
    struct rp_sink *sink = rp_sink_memory();
    untimed.timing = (struct rp_timing){0};
    rp_writer_text.campaign(&untimed, &options, sink);
    open_element(j, "system-out");
    lines(j, rp_sink_text(sink, NULL));
    close_element(j);
    j->ok = rp_sink_end(sink) == 0 && j->ok;
}

/* "TEST" of "PROGRAM: TEST", else the file name of the program. */
static const char *case_name(const struct rp_campaign *c) {
    const char *program = rp_or_empty(c->program), *slash = strrchr(program, '/');
    size_t n = strlen(program);
    if (c->name && n && strncmp(c->name, program, n) == 0 && strncmp(c->name + n, ": ", 2) == 0)
        return c->name + n + 2;
    if (c->name && strcmp(c->name, program) != 0)
        return c->name;
    return slash && slash[1] ? slash + 1 : program;
}

static void test_case(struct junit *j, const struct rp_campaign *c) {
    open_element(j, "testcase");
    attribute(j, "name", case_name(c));
    attribute(j, "classname", c->program);
    attribute(j, "time", rp_arena_printf(j->arena, "%.3f", c->timing.wall_seconds));
    properties(j, c);
    switch (outcome_of(c)) {
    case FAILED:
        failure(j, c);
        break;
    case ERROR:
        error(j, c);
        break;
    case SKIPPED:
        open_element(j, "skipped");
        attribute(j, "message", "there was no seed to play");
        close_element(j);
        break;
    default:
        break;
    }
    system_out(j, c);
    close_element(j);
}

static void test_suite(struct junit *j, const struct rp_campaign *c, size_t n) {
    struct totals t = totals_of(c, n);
    open_element(j, "testsuite");
    attribute(j, "name", c->program);
    count_attributes(j, &t);
    for (size_t i = 0; i < n; i++)
        test_case(j, &c[i]);
    close_element(j);
}

static void document(struct junit *j, const struct rp_campaign *c, size_t n) {
    struct totals t = totals_of(c, n);
    did(j, xmlTextWriterSetIndent(j->xml, 1));
    did(j, xmlTextWriterStartDocument(j->xml, "1.0", "UTF-8", NULL));
    open_element(j, "testsuites");
    attribute(j, "name", "detsched");
    count_attributes(j, &t);
    for (size_t i = 0, next; i < n; i = next) {
        for (next = i + 1; next < n; next++)
            if (strcmp(rp_or_empty(c[i].program), rp_or_empty(c[next].program)) != 0)
                break;
        test_suite(j, &c[i], next - i);
    }
    close_element(j);
    did(j, xmlTextWriterEndDocument(j->xml));
}

static void write_all(const struct rp_campaign *c, size_t n, struct rp_sink *s) {
    xmlBufferPtr buffer = xmlBufferCreate();
    struct junit j = {.arena = rp_arena_new(),
                      .xml = buffer ? xmlNewTextWriterMemory(buffer, 0) : NULL};
    j.ok = j.xml != NULL;
    if (j.ok)
        document(&j, c, n);
    xmlFreeTextWriter(j.xml); /* flushes */
    if (j.ok)
        rp_write(s, xmlBufferContent(buffer), (size_t)xmlBufferLength(buffer));
    else
        rp_sink_fail(s, ENOMEM);
    xmlBufferFree(buffer);
    rp_arena_free(j.arena);
}

static void write_campaign(const struct rp_campaign *c, const struct rp_options *o,
                           struct rp_sink *s) {
    (void)o;
    write_all(c, 1, s);
}

static void write_suite(const struct rp_suite *all, const struct rp_options *o, struct rp_sink *s) {
    (void)o;
    write_all(all->campaigns, all->count, s);
}

const struct rp_writer rp_writer_junit = {
    .name = "junit",
    .extension = "xml",
    .campaign = write_campaign,
    .suite = write_suite,
};
