/* case.h: what the runtime's tests share: panics caught as text, deaths of a child, and rendezvous.
 *
 * A test program lists its deaths (fatal errors, panics that nobody recovers) in a table; each runs in a
 * process of its own: the same program, called with the name. Called with "model" it leaves those out,
 * which is how it runs under detsched.
 */
#ifndef GO_CASE_H
#define GO_CASE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <detgo.h>

/* Text of the panic that FN(ARG) ends with, to be freed; NULL if it returns. */
char *panic_of(void (*fn)(void *), void *arg);
void assert_panics(void (*fn)(void *), void *arg, const char *text);

struct death {
    const char *name;
    void (*run)(void);
    const char *says; /* the first line on stderr; status is 2 */
};
/* What main() returns. COUNT of TESTS. */
int run_cases(int argc, char **argv, const struct CMUnitTest *tests, size_t count,
              const struct death *deaths, size_t deaths_count);
#define RUN_CASES(argc, argv, tests, deaths)                                       \
    run_cases((argc), (argv), (tests), sizeof(tests) / sizeof(tests)[0], (deaths), \
              sizeof(deaths) / sizeof(deaths)[0])

/* Goes on once *COUNT is at least N: for waiting until others have come so far. */
void await(go_atomic_int64 *count, int64_t n);
/* Goes on once GONE goroutines besides main and what was there are left. */
void await_goroutines(int n);
/* Whether the run is under detsched. */
bool is_modelled(void);

#endif
