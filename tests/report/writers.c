/* writers.c: tests of escaping, sinks and the writers' own promises. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models.h"
#include "reports/escape.h"
#include "reports/writer.h"

static void visible(void **state) {
    (void)state;
    static const struct {
        const char *in, *out;
    } rows[] = {{"plain \xc3\xa9\xf0\x9f\x92\xa5", "plain \xc3\xa9\xf0\x9f\x92\xa5"},
                {"\033]0;x\007", "^[]0;x^G"},
                {"a\tb\r\n", "a^Ib^M^J"},
                {"\177", "^?"},
                {"\xff\xfe", "<FF><FE>"},
                {"\xc0\xaf", "<C0><AF>"},                 /* over-long */
                {"\xed\xa0\x80", "<ED><A0><80>"},         /* a surrogate */
                {"\xf4\x90\x80\x80", "<F4><90><80><80>"}, /* beyond Unicode */
                {"\xe2\x80", "<E2><80>"},                 /* cut off */
                {"\xe2\x80\xae!", "<U+202E>!"},           /* right to left */
                {"\xc2\x9b"
                 "31m",
                 "<U+009B>31m"}, /* an 8-bit control sequence */
                {"\xef\xbb\xbf", "<U+FEFF>"},
                {"", ""}};
    struct rp_arena *arena = rp_arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(rp_visible(arena, rows[i].in, false), rows[i].out);
    assert_string_equal(rp_visible(arena, "a\tb\n\033", true), "a\tb\n^[");
    assert_string_equal(rp_visible(arena, NULL, false), "");
    rp_arena_free(arena);
}

static void dot_text(void **state) {
    (void)state;
    struct rp_arena *arena = rp_arena_new();
    assert_string_equal(rp_dot_text(arena, "end\\"), "end\\\\");
    assert_string_equal(rp_dot_text(arena, "\\N\\l"), "\\\\N\\\\l");
    assert_string_equal(rp_dot_text(arena, "&lt;"), "&amp;lt;");
    assert_string_equal(rp_dot_text(arena, "\n\xff"), "^J<FF>");
    rp_arena_free(arena);
}

static void utf8(void **state) {
    (void)state;
    struct rp_arena *arena = rp_arena_new();
    assert_string_equal(rp_utf8(arena, "a\xff\xc3\xa9"), "a\xef\xbf\xbd\xc3\xa9");
    assert_string_equal(rp_utf8(arena, "\xe2\x80"), "\xef\xbf\xbd\xef\xbf\xbd");
    rp_arena_free(arena);
}

static void arena_works(void **state) {
    (void)state;
    struct rp_arena *arena = rp_arena_new();
    for (size_t n = 0; n < 100000; n = n * 2 + 1) {
        unsigned char *p = rp_arena_alloc(arena, n);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xa5, n);
    }
    assert_string_equal(rp_arena_strndup(arena, "abc", 2), "ab");
    assert_string_equal(rp_arena_strdup(arena, NULL), "");
    assert_string_equal(rp_arena_printf(arena, "%d%s", 7, "x"), "7x");
    rp_arena_free(arena);
}

static void big_lines(void **state) {
    (void)state;
    struct rp_sink *s = rp_sink_memory();
    char *text = malloc(70001);
    assert_non_null(text);
    memset(text, 'x', 70000);
    text[70000] = '\0';
    rp_printf(s, "<%s>", text);
    size_t n;
    const char *got = rp_sink_text(s, &n);
    assert_int_equal(n, 70002);
    assert_int_equal(got[70001], '>');
    assert_int_equal(got[70002], '\0');
    assert_int_equal(rp_sink_end(s), 0);
    free(text);
}

static void sticky_error(void **state) {
    (void)state;
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    struct rp_sink *s = rp_sink_fd(fd);
    for (int i = 0; i < 100000; i++)
        rp_printf(s, "line %d\n", i);
    assert_int_equal(rp_sink_end(s), ENOSPC);
    close(fd);
    s = rp_sink_fd(-1);
    rp_printf(s, "x");
    assert_int_equal(rp_sink_end(s), EBADF);
}

static char *rendered(const char *format, const char *model, bool colour, bool finding) {
    struct rp_arena *arena = rp_arena_new();
    const struct rp_campaign *c = model_named(arena, model);
    const struct rp_writer *w = rp_writer_named(format);
    struct rp_options options = {.colour = colour, .verbose = 1};
    struct rp_sink *s = rp_sink_memory();
    if (finding)
        w->finding(&c->findings[0], &options, s);
    else
        w->campaign(c, &options, s);
    char *text = strdup(rp_sink_text(s, NULL));
    assert_non_null(text);
    assert_int_equal(rp_sink_end(s), 0);
    rp_arena_free(arena);
    return text;
}

static void same_bytes(void **state) {
    (void)state;
    for (size_t w = 0; rp_writers[w]; w++)
        for (size_t m = 0; model_names[m]; m++) {
            char *a = rendered(rp_writers[w]->name, model_names[m], false, false);
            char *b = rendered(rp_writers[w]->name, model_names[m], false, false);
            assert_string_equal(a, b);
            free(a);
            free(b);
        }
}

static void last_line(void **state) {
    (void)state;
    for (int finding = 0; finding < 2; finding++) {
        char *text = rendered("text", "deadlock", false, finding);
        static const char want[] = "\n  detsched replay ds1-17-abcdef -- ./bank 'two words'\n";
        assert_true(strlen(text) > sizeof want);
        assert_string_equal(text + strlen(text) - (sizeof want - 1), want);
        free(text);
    }
}

static void colour(void **state) {
    (void)state;
    char *plain = rendered("text", "deadlock", false, false);
    char *painted = rendered("text", "deadlock", true, false);
    assert_null(strchr(plain, '\033'));
    assert_non_null(strchr(painted, '\033'));
    size_t at = 0;
    for (const char *p = painted; *p; p++) {
        if (*p == '\033')
            p += strcspn(p, "m");
        else
            assert_int_equal(*p, plain[at++]);
    }
    assert_int_equal(plain[at], '\0');
    free(plain);
    free(painted);
}

static void named(void **state) {
    (void)state;
    for (size_t i = 0; rp_writers[i]; i++)
        assert_ptr_equal(rp_writer_named(rp_writers[i]->name), rp_writers[i]);
    assert_null(rp_writer_named("nothing"));
}

#define ROW(name, function) \
    { name, function, NULL, NULL, NULL }

int main(void) {
    static const struct CMUnitTest tests[] = {
        ROW("text shows control characters, directions and broken UTF-8", visible),
        ROW("DOT text doubles backslashes and makes & an entity", dot_text),
        ROW("JSON text is valid UTF-8", utf8),
        ROW("an arena gives zeroed, aligned memory of any size", arena_works),
        ROW("a sink takes lines of any length", big_lines),
        ROW("a sink's first error is the one it ends with", sticky_error),
        ROW("every writer gives the same bytes twice", same_bytes),
        ROW("the last line of a text report is the one to copy", last_line),
        ROW("colour changes nothing but colour", colour),
        ROW("every writer is found by its name", named),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("writers", tests, NULL, NULL);
}
