/* report.c: the calls by which a program asks a sanitizer about a report. Reports are not made in the
 * process here, so that there is never a current one and nothing to be told of it.
 */
#include "entry.h"

#pragma GCC visibility push(default)

void *__tsan_get_current_report(void);
void *__tsan_get_current_report(void) {
    return NULL;
}

/* Each answers: not found. What it would fill is left as it was. */
#define QUERY(name, ...)    \
    int name(__VA_ARGS__);  \
    int name(__VA_ARGS__) { \
        return 0;           \
    }
#define SKIP(n) void *a##n __attribute__((unused))

QUERY(__tsan_get_report_data, SKIP(1), SKIP(2), SKIP(3), SKIP(4), SKIP(5), SKIP(6), SKIP(7),
      SKIP(8), SKIP(9), SKIP(10), SKIP(11))
QUERY(__tsan_get_report_tag, SKIP(1), SKIP(2))
QUERY(__tsan_get_report_stack, SKIP(1), SKIP(2), SKIP(3), SKIP(4))
QUERY(__tsan_get_report_mop, SKIP(1), SKIP(2), SKIP(3), SKIP(4), SKIP(5), SKIP(6), SKIP(7), SKIP(8),
      SKIP(9))
QUERY(__tsan_get_report_loc, SKIP(1), SKIP(2), SKIP(3), SKIP(4), SKIP(5), SKIP(6), SKIP(7), SKIP(8),
      SKIP(9), SKIP(10))
QUERY(__tsan_get_report_loc_object_type, SKIP(1), SKIP(2), SKIP(3))
QUERY(__tsan_get_report_mutex, SKIP(1), SKIP(2), SKIP(3), SKIP(4), SKIP(5), SKIP(6), SKIP(7))
QUERY(__tsan_get_report_thread, SKIP(1), SKIP(2), SKIP(3), SKIP(4), SKIP(5), SKIP(6), SKIP(7),
      SKIP(8), SKIP(9))
QUERY(__tsan_get_report_unique_tid, SKIP(1), SKIP(2), SKIP(3))
QUERY(__tsan_get_alloc_stack, SKIP(1), SKIP(2), SKIP(3), SKIP(4), SKIP(5))

const char *__tsan_locate_address(const void *addr, char *name, size_t name_size, void **region,
                                  size_t *region_size);
const char *__tsan_locate_address(const void *addr, char *name, size_t name_size, void **region,
                                  size_t *region_size) {
    (void)addr;
    if (name_size)
        *name = 0;
    *region = NULL;
    *region_size = 0;
    return "";
}

/* What a program defines to be asked or told, and need not. */
RACE_WEAK const char *__tsan_default_options(void);
RACE_WEAK const char *__tsan_default_options(void) {
    return "";
}

RACE_WEAK const char *__tsan_default_suppressions(void);
RACE_WEAK const char *__tsan_default_suppressions(void) {
    return "";
}

RACE_WEAK void __tsan_on_report(void *report);
RACE_WEAK void __tsan_on_report(void *report) {
    (void)report;
}

RACE_WEAK void __tsan_test_only_on_fork(void);
RACE_WEAK void __tsan_test_only_on_fork(void) {}

RACE_WEAK int __tsan_symbolize_external(void *pc, char *function, size_t function_size, char *file,
                                        size_t file_size, int *line, int *column);
RACE_WEAK int __tsan_symbolize_external(void *pc, char *function, size_t function_size, char *file,
                                        size_t file_size, int *line, int *column) {
    (void)pc;
    (void)function;
    (void)function_size;
    (void)file;
    (void)file_size;
    (void)line;
    (void)column;
    return 0;
}

RACE_WEAK void
__tsan_symbolize_external_ex(void *pc, void (*add)(void *, const char *, const char *, int, int),
                             void *context);
RACE_WEAK void
__tsan_symbolize_external_ex(void *pc, void (*add)(void *, const char *, const char *, int, int),
                             void *context) {
    (void)pc;
    (void)add;
    (void)context;
}

#pragma GCC visibility pop
