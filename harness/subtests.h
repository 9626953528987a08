/* subtests.h: the tests inside a program, one by one, where its framework allows it. */
#ifndef HN_SUBTESTS_H
#define HN_SUBTESTS_H

#include <stddef.h>

#include "framework.h"
#include "options.h"
#include "target.h"

struct hn_subtest {
    char *name;
    char
        *filter; /* the word that lets only this test run; NULL: hn_subtest_argv() was not called */
    const char *left_out; /* why it is not played ("disabled"), or NULL */
};

struct hn_subtests {
    enum hn_framework framework;
    struct hn_subtest *items; /* in the program's own order */
    size_t count;             /* 0: the program is played as a whole */
    const char *whole;        /* why it is, though its framework knows single tests; or NULL */
};

/* Lists the tests of the program that ARGV starts (argv[0] is TARGET's path). The programs of gtest and
 * of Rust's harness are asked, by their own option for it; a cmocka program, which has none, is played
 * once under control, in the order of creation, and tells by its TAP output. No other program is started. */
void hn_subtests_list(struct hn_subtests *all, const struct hn_options *o,
                      const struct hn_target *target, char **argv);
/* ARGV with what makes the program run only TEST, a list that the caller frees and that borrows its words. For cmocka that is the option
 * cmocka_test of O, which is set instead. */
char **hn_subtest_argv(const struct hn_subtests *all, struct hn_subtest *test, struct hn_options *o,
                       char **argv);
void hn_subtests_free(struct hn_subtests *all);

#endif
