/* records.c: a file of results, cut at each byte and changed at each byte, gives back the lines that are whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/results.h"
#include "harness/util.h"

#define SEEDS 6

static char dir[] = "/tmp/records-XXXXXX";
static int dir_fd;
static char *whole;
static size_t size, ends[SEEDS]; /* behind each line */

static void write_file(const char *bytes, size_t n) {
    int fd = openat(dir_fd, "results.jsonl", O_WRONLY | O_CREAT | O_TRUNC, 0600);

    assert_true(fd >= 0 && hn_write_all(fd, bytes, n));
    close(fd);
}

static struct hn_record record_of(uint64_t seed, struct hn_hit *hit, struct hn_note *note) {
    struct hn_record r = {.rec = {.seed = seed, .points = 10 * seed, .limits = seed % 2}};

    *hit = (struct hn_hit){.kind = HN_DEADLOCK, .fingerprint = seed, .subkind = "sub"};
    *note = (struct hn_note){.text = (char *)(uintptr_t) "a \"note\"\n", .undecided = true};
    if (seed % 2) {
        r.hits = hit;
        r.notes = note;
        r.hit_count = r.note_count = 1;
    }
    return r;
}

static int set_up(void **state) {
    (void)state;
    assert_non_null(mkdtemp(dir));
    dir_fd = open(dir, O_RDONLY | O_DIRECTORY);
    for (uint64_t i = 0; i < SEEDS; i++) {
        struct hn_hit hit;
        struct hn_note note;
        struct hn_record r = record_of(i, &hit, &note);
        size_t n;
        char *line = hn_line_make(hn_record_make(&r), &n);

        whole = hn_grow(whole, size + n, 1);
        memcpy(whole + size, line, n);
        ends[i] = size += n;
        free(line);
    }
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    close(dir_fd);
    hn_remove_tree(dir, true);
    free(whole);
    return 0;
}

/* Which seeds are read, as bits; each must be as it was written. */
static unsigned read_back(uint64_t *damaged, bool *torn) {
    struct hn_results r;
    unsigned seen = 0;

    assert_true(hn_results_open(&r, dir_fd));
    for (json_t *j; (j = hn_results_next(&r));) {
        struct hn_record got;
        struct hn_hit hit;
        struct hn_note note;

        assert_true(hn_record_read(j, &got));
        struct hn_record wanted = record_of(got.rec.seed, &hit, &note);
        json_t *again = hn_record_make(&wanted);

        assert_true(json_equal(j, again));
        seen |= 1u << got.rec.seed;
        hn_record_free(&got);
        json_decref(again);
        json_decref(j);
    }
    *damaged = r.damaged;
    *torn = r.torn;
    hn_results_close(&r);
    return seen;
}

static void cut_at_each_byte(void **state) {
    (void)state;
    for (size_t n = 0; n <= size; n++) {
        uint64_t damaged;
        bool torn;
        unsigned lines = 0;

        write_file(whole, n);
        while (lines < SEEDS && ends[lines] <= n)
            lines++;
        assert_int_equal(read_back(&damaged, &torn), (1u << lines) - 1);
        assert_int_equal(damaged, 0);
        assert_int_equal(torn, n > (lines ? ends[lines - 1] : 0));
    }
}

static void changed_at_each_byte(void **state) {
    (void)state;
    for (size_t at = 0; at < size; at++) {
        uint64_t damaged;
        bool torn;
        unsigned line = 0, lost;

        while (ends[line] <= at)
            line++;
        lost = 1u << line;
        if (at + 1 == ends[line] && line + 1 < SEEDS)
            lost |= 1u << (line + 1); /* a newline that is gone makes two lines one */
        whole[at] ^= 1;
        write_file(whole, size);
        whole[at] ^= 1;
        assert_int_equal(read_back(&damaged, &torn), ((1u << SEEDS) - 1) & ~lost);
        assert_true(damaged || torn);
    }
}

static void long_lines(void **state) {
    const size_t n = HN_LINE_MAX + 100000;
    char *bytes = hn_alloc(n + 1 + size);
    uint64_t damaged;
    bool torn;

    (void)state;
    memset(bytes, 'x', n);
    bytes[n] = '\n';
    memcpy(bytes + n + 1, whole, size);
    write_file(bytes, n + 1 + size);
    assert_int_equal(read_back(&damaged, &torn), (1u << SEEDS) - 1);
    assert_int_equal(damaged, 1);
    write_file(bytes, n);
    assert_int_equal(read_back(&damaged, &torn), 0);
    assert_true(torn);
    free(bytes);
}

/* Lines under a good checksum that say something else than records do. */
static void other_lines(void **state) {
    static const char *const bad[] = {
        "{}",
        "{\"seed\":1}",
        "{\"seed\":\"1\"}",
        "{\"competed\":1,\"lines\":\"0000000000000000\",\"output\":\"0000000000000000\",\"points\":"
        "1,"
        "\"schedule\":\"0000000000000000\",\"seed\":\"1\",\"strategy\":\"none such\",\"tasks\":1,"
        "\"trace\":\"0000000000000000\",\"wait_status\":0}",
        "{\"competed\":-1,\"lines\":\"0000000000000000\",\"output\":\"0000000000000000\","
        "\"points\":1,"
        "\"schedule\":\"0000000000000000\",\"seed\":\"1\",\"strategy\":\"order\",\"tasks\":1,"
        "\"trace\":\"0000000000000000\",\"wait_status\":0}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        json_t *j = json_loads(bad[i], 0, NULL);
        struct hn_record r;

        assert_non_null(j);
        assert_false(hn_record_read(j, &r));
        json_decref(j);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(cut_at_each_byte),
                                       cmocka_unit_test(changed_at_each_byte),
                                       cmocka_unit_test(long_lines), cmocka_unit_test(other_lines)};

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("records", tests, set_up, tear_down);
}
