/* framework.h: test frameworks that a program was built with, known by what stands in its file. */
#ifndef HN_FRAMEWORK_H
#define HN_FRAMEWORK_H

#include <stdbool.h>

enum hn_framework {
    HN_FW_NONE,
    HN_FW_GTEST,
    HN_FW_LIBTEST, /* Rust's own, as cargo test builds it */
    HN_FW_CMOCKA,
    HN_FW_GLIB,
    HN_FW_CATCH2,
    HN_FW_DOCTEST,
    HN_FW_CRITERION,
    HN_FW_COUNT
};

/* Reads what the program at PATH carries in its loaded sections; nothing of it is run. */
enum hn_framework hn_framework_of(const char *path);
const char *hn_framework_name(enum hn_framework framework);
/* True if a program of FRAMEWORK with the arguments ARGV (argv[0] is the program) only says something
 * about itself: its tests, its help, its version. */
bool hn_framework_query(enum hn_framework framework, char *const *argv);

#endif
