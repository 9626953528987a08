/* suppress.h: findings that the user does not want to hear of, named in files as ThreadSanitizer's are.
 *
 * One suppression a line: TYPE:PATTERN; empty lines and lines that begin with # say nothing. TYPE is one of
 * ThreadSanitizer's (race, race_top, called_from_lib, deadlock, thread, mutex, signal), or KIND or
 * KIND/SUBKIND of our findings. PATTERN is looked for in function, file and module names of the finding's
 * stacks, and in the name of the global variable; * stands for anything, ^ and $ for the ends of a name.
 */
#ifndef HN_SUPPRESS_H
#define HN_SUPPRESS_H

#include "detect/detector.h"
#include "explain.h"

enum hn_suppress_type {
    HN_SUP_RACE,
    HN_SUP_RACE_TOP,
    HN_SUP_FROM_LIB,
    HN_SUP_DEADLOCK,
    HN_SUP_THREAD,
    HN_SUP_MUTEX,
    HN_SUP_SIGNAL,
    HN_SUP_KIND /* .kind and .subkind say which */
};

struct hn_suppression {
    enum hn_suppress_type type;
    enum hn_kind kind;
    char subkind[32];    /* empty: any */
    char *text;          /* the line as it stands, blanks at its ends aside */
    const char *pattern; /* in TEXT */
    char *file;          /* where it stands, as the user named it */
    unsigned line;
    uint64_t seeds; /* in which it hid a finding */
};

struct hn_suppressions {
    struct hn_suppression *items;
    size_t count;
};

/* Adds the suppressions in TEXT, N bytes of FILE. False if a line is none: nothing is said, *LINE is its
 * number, and *WHY what is wrong. */
bool hn_suppress_parse(struct hn_suppressions *s, const char *file, const char *text, size_t n,
                       unsigned *line, const char **why);
/* Adds those of the file at PATH. 0, or HN_USAGE after one line. */
int hn_suppress_file(struct hn_suppressions *s, const char *path);
/* Adds those of the file that OPTIONS, a value of TSAN_OPTIONS, names, if it does: a relative path that is not
 * there is looked for beside PROGRAM. 0, or HN_USAGE after one line. */
int hn_suppress_tsan_options(struct hn_suppressions *s, const char *options, const char *program);
void hn_suppress_free(struct hn_suppressions *s);

/* True if NAME holds PATTERN. */
bool hn_suppress_matches(const char *pattern, const char *name);
/* The number of the first suppression that hides RAW, from 1; 0: none does. */
uint32_t hn_suppress_find(const struct hn_suppressions *s, const struct hn_run *run,
                          const struct hn_raw *raw, struct hn_symbols *sy);

#endif
