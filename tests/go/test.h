/* test.h: cmocka, and a log whose order is what many of these tests are about. */
#ifndef TESTS_GO_TEST_H
#define TESTS_GO_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "detgo.h"

static char log_text[512];

/* A word is put behind what is there; one goroutine at a time. */
static inline void note(const void *word) {
    size_t used = strlen(log_text);
    snprintf(log_text + used, sizeof log_text - used, "%s%s", used != 0 ? " " : "",
             (const char *)word);
}
static inline void noted(void *word) {
    note(word);
}
#define assert_log(wanted)                     \
    do {                                       \
        assert_string_equal(log_text, wanted); \
        log_text[0] = '\0';                    \
    } while (0)

go_chan_type(ints, int);

#endif
