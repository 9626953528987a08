/* search.c: tests of the search for few departures, with questions that are answered here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "harness/minimize.h"

/* What is asked about: departures are known by their points. */
struct world {
    uint32_t needs[8], need_count; /* all of these show it */
    uint32_t pair[2];              /* neither may be there without the other; 0 none */
    uint32_t shortcut;             /* this alone shows it, too; 0 none */
    uint32_t stop_after, asked;    /* ENOUGH then; 0 never */
};

static bool has(const struct ds_departure *list, size_t n, uint32_t point) {
    for (size_t i = 0; i < n; i++)
        if (list[i].point == point)
            return true;
    return false;
}

static bool shows(void *context, const struct ds_departure *list, size_t n) {
    struct world *w = context;
    w->asked++;
    if (w->shortcut && n == 1 && list[0].point == w->shortcut)
        return true;
    if (w->pair[0] && has(list, n, w->pair[0]) != has(list, n, w->pair[1]))
        return false;
    for (uint32_t i = 0; i < w->need_count; i++)
        if (!has(list, n, w->needs[i]))
            return false;
    return true;
}

static bool enough(void *context) {
    const struct world *w = context;
    return w->stop_after && w->asked >= w->stop_after;
}

static struct ds_departure *around(void *context, const struct ds_departure *list, size_t n,
                                   size_t *count) {
    struct ds_departure *all = calloc(50, sizeof *all);
    (void)context, (void)list, (void)n;
    for (*count = 0; *count < 50; ++*count)
        all[*count].point = (uint32_t)*count + 1000;
    return all;
}

/* Of the points 1 to N; leaves what is found in LIST. */
static size_t search(struct world *w, struct ds_departure *list, size_t n, unsigned budget,
                     bool below) {
    struct hn_search s = {.shows = shows, .enough = enough, .context = w, .budget = budget};
    if (below)
        s.around = around;
    for (size_t i = 0; i < n; i++)
        list[i] = (struct ds_departure){.point = (uint32_t)i + 1};
    size_t left = hn_minimize(&s, list, n);
    assert_true(s.asked <= budget);
    assert_true(shows(w, list, left));
    return left;
}

static void finds_what_is_needed(void **state) {
    struct ds_departure list[500];
    (void)state;
    struct world nothing = {0};
    assert_int_equal(search(&nothing, list, 500, 1000, false), 0);
    assert_int_equal(nothing.asked, 2); /* the search's one, and ours */
    struct world one = {.needs = {77}, .need_count = 1};
    assert_int_equal(search(&one, list, 500, 1000, false), 1);
    assert_int_equal(list[0].point, 77);
    assert_true(one.asked < 60);
    struct world three = {.needs = {1, 250, 500}, .need_count = 3};
    assert_int_equal(search(&three, list, 500, 1000, false), 3);
    assert_int_equal(list[0].point, 1);
    assert_int_equal(list[1].point, 250);
    assert_int_equal(list[2].point, 500);
    struct world all = {.needs = {1, 2, 3, 4, 5}, .need_count = 5};
    assert_int_equal(search(&all, list, 5, 1000, false), 5);
}

static void takes_out_pairs(void **state) {
    struct ds_departure list[20];
    (void)state;
    struct world w = {.needs = {9}, .need_count = 1, .pair = {3, 17}};
    assert_int_equal(search(&w, list, 20, 1000, false), 1);
    assert_int_equal(list[0].point, 9);
}

static void tries_from_below(void **state) {
    struct ds_departure list[20];
    (void)state;
    struct world w = {.needs = {4, 5}, .need_count = 2, .shortcut = 1030};
    assert_int_equal(search(&w, list, 20, 1000, false), 2);
    assert_int_equal(search(&w, list, 20, 1000, true), 1);
    assert_int_equal(list[0].point, 1030);
    struct world none = {.needs = {4, 5}, .need_count = 2};
    assert_int_equal(search(&none, list, 20, 1000, true), 2);
    assert_int_equal(list[0].point, 4);
}

/* What is found so far stays, whatever ends the search. */
static void ends_when_told(void **state) {
    (void)state;
    for (unsigned n = 0; n < 40; n++) {
        struct ds_departure list[64];
        struct world w = {.needs = {10, 40}, .need_count = 2, .stop_after = n};
        size_t left = search(&w, list, 64, 10000, true);
        assert_true(left >= 2 && (n == 0 || w.asked <= n + 1));
        struct world again = {.needs = {10, 40}, .need_count = 2};
        left = search(&again, list, 64, n, true);
        assert_true(left >= 2);
    }
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_is_needed),
        cmocka_unit_test(takes_out_pairs),
        cmocka_unit_test(tries_from_below),
        cmocka_unit_test(ends_when_told),
    };
    return cmocka_run_group_tests_name("search", tests, NULL, NULL) != 0;
}
