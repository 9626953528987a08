/* draw.c: tests of the child that draws and of what is made of its SVG. */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/draw.h"
#include "reports/arena.h"

static int drawn(const char *dot, const char *format, int limit_ms) {
    char *out = NULL;
    size_t n = 0;
    int error = hn_draw(dot, strlen(dot), format, &out, &n, limit_ms);

    assert_true(error ? !out : out && n);
    free(out);
    return error;
}

static void draws(void **state) {
    (void)state;
    assert_int_equal(drawn("digraph { a -> b }", "svg", 20000), 0);
    assert_int_equal(drawn("digraph { a -> b }", "png", 20000), 0);
    assert_int_equal(drawn("digraph { a -> b }", "ps", 20000), EINVAL);
    assert_int_equal(drawn("digraph { a -> ", "svg", 20000), EINVAL);
    assert_int_equal(drawn("", "svg", 20000), EINVAL);
}

/* A graph that keeps dot busy for minutes. */
static char *endless(void) {
    char *text = calloc(1, 1 << 20), *at = text;

    at += sprintf(at, "digraph {");
    for (int i = 0; i < 20000; i++)
        at += sprintf(at, "n%d->n%d;", i % 3001, i * 7 % 2999);
    strcpy(at, "}");
    return text;
}

static void gives_up(void **state) {
    (void)state;
    char *text = endless();

    assert_int_equal(drawn(text, "svg", 50), ETIMEDOUT);
    free(text);
}

static void opens_nothing(void **state) {
    (void)state;
    char name[] = "/tmp/detsched-picture-XXXXXX.png", dot[256], *out = NULL;
    size_t n = 0;
    int fd = mkstemps(name, 4);

    assert_true(fd >= 0);
    assert_int_equal(hn_draw("digraph { a }", 13, "png", &out, &n, 20000), 0);
    assert_int_equal(write(fd, out, n), n);
    close(fd);
    free(out);
    snprintf(dot, sizeof(dot), "digraph { a [image=\"%s\", label=x] }", name);
    assert_int_equal(hn_draw(dot, strlen(dot), "svg", &out, &n, 20000), 0);
    unlink(name);
    assert_null(strstr(out, "<image"));
    free(out);
}

static const char *clean(struct rp_arena *arena, const char *svg) {
    return hn_clean_svg(arena, svg, strlen(svg));
}

static void cleans(void **state) {
    (void)state;
    struct rp_arena *arena = rp_arena_new();

    assert_string_equal(
        clean(arena, "<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"a\"\n \"b\">\n<!-- c -->\n"
                     "<svg width=\"1pt\"\n xmlns:xlink=\"x\"><g id=\"node1\" class=\"node\">\n"
                     "<title>e1&#45;&gt;e2</title>\n<text x=\"1\">&lt;b&gt;</text></g></svg>\n"),
        "<svg width=\"1pt\"><g class=\"node\" data-name=\"e1&#45;&gt;e2\">\n"
        "<text x=\"1\">&lt;b&gt;</text></g></svg>\n");
    rp_arena_free(arena);
}

static void refuses(void **state) {
    (void)state;
    static const char *const rows[] = {"",
                                       "no picture",
                                       "<svg",
                                       "<svg><script>x</script></svg>",
                                       "<svg><a xlink:href=\"x\"><text>y</text></a></svg>",
                                       "<svg><image href=\"x\"/></svg>",
                                       "<svg onload=\"x\"></svg>",
                                       "<svg><g style=\"x\"></g></svg>",
                                       "<svg><path fill=\"url(#x)\"/></svg>",
                                       "<svg><text x='1'></text></svg>",
                                       "<svg><text x=\"1></text></svg>",
                                       "<svg><g><title>a\"b</title></g></svg>",
                                       "<svg><g><title>a<b></title></g></svg>",
                                       "<svg><text>x</text><title>t</title></svg>",
                                       "<svg><![CDATA[x]]></svg>",
                                       "<svg><!-- never closed </svg>",
                                       "<svg><foreignObject></foreignObject></svg>"};
    struct rp_arena *arena = rp_arena_new();

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (clean(arena, rows[i]))
            fail_msg("taken: %s", rows[i]);
    rp_arena_free(arena);
}

static void pictures(void **state) {
    (void)state;
    struct rp_arena *arena = rp_arena_new();
    const struct rp_task tasks[] = {{.id = "T0", .name = "</text><script>", .state = "blocked"}};
    const struct rp_event events[] = {{.seq = 1, .op = "lock", .object = "m", .result = "ok"}};
    const struct rp_wait waits[] = {{.to = SIZE_MAX, .object = "m", .why = "lock"}};
    struct rp_finding f = {.kind = "deadlock",
                           .title = "]]><script>",
                           .tasks = tasks,
                           .task_count = 1,
                           .events = events,
                           .event_count = 1,
                           .waits = waits,
                           .wait_count = 1};

    assert_int_equal(hn_draw_pictures(arena, &f), 0);
    assert_int_equal(f.picture_count, 2);
    assert_string_equal(f.pictures[0].name, "happens-before");
    assert_string_equal(f.pictures[1].name, "waits");
    assert_non_null(strstr(f.pictures[0].svg, "data-name=\"e1\""));
    assert_null(strstr(f.pictures[0].svg, "<script"));
    rp_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        {"dot draws, and says when it cannot", draws, NULL, NULL, NULL},
        {"a graph that dot is too long at is given up", gives_up, NULL, NULL, NULL},
        {"dot opens no file that a graph names", opens_nothing, NULL, NULL, NULL},
        {"what a page must not hold is cut out of SVG", cleans, NULL, NULL, NULL},
        {"SVG with anything unknown in it is refused", refuses, NULL, NULL, NULL},
        {"a finding gets its pictures", pictures, NULL, NULL, NULL}};

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
