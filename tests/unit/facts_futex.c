/* facts_futex.c: futex words: waits, wakes, requeues, operations on a second word, and owners. */
#include "facts.h"

#define END DS_ST_DRAINED
#define STUCK DS_ST_DEADLOCK

/* Numbers as the kernel encodes FUTEX_WAKE_OP: an operation, its operand, a comparison, its value. */
#define ADD_1_IF_0 "268439552"      /* ADD 1, EQ 0 */
#define SET_7_IF_ABOVE_0 "83914752" /* SET 7, GT 0 */
#define UNKNOWN_OP "1342177280"     /* operation 5 */
#define UNKNOWN_CMP "150999040"     /* SET 1, comparison 9 */

static const struct fact waits[] = {
    {"a wait sleeps while the word is as expected, and a wake ends it",
     "futex w 1\nmain: create A; sleep 1ms; set w 2; futex-wake w 1; join A\n"
     "A: futex-wait w 1; futex-wait w 1",
     "A futex-wait w -> ok; main sleep -> ok; main futex-wake w -> ok; A futex-woken w -> ok; "
     "A futex-wait w -> again",
     END, NULL},
    {"a wake without a waiter is void", "futex w\nmain: futex-wake w 1",
     "main futex-wake w -> ok void", END, NULL},
    {"a wait that nobody ends is a deadlock, void wakes or not",
     "futex w\nmain: futex-wake w 1; futex-wait w 0",
     "main futex-wake w -> ok void; main futex-wait w -> ok", STUCK, NULL},
    {"a timed wait times out", "futex w\nmain: futex-wait w 0 for 1ms",
     "main futex-wait w -> ok; main futex-woken w -> timedout", END, NULL},
    {"one wake of one ends one of two waits",
     "futex w\nmain: create A; create B; sleep 1ms; futex-wake w 1\nA: futex-wait w 0\n"
     "B: futex-wait w 0",
     "A futex-wait w -> ok; B futex-wait w -> ok; main sleep -> ok; main futex-wake w -> ok; "
     "A futex-woken w -> ok",
     END, NULL},
    {"a wake may end the wait that came last",
     "futex w\nmain: create A; create B; sleep 1ms; futex-wake w 1; join B\nA: futex-wait w 0\n"
     "B: futex-wait w 0",
     "A futex-wait w -> ok; B futex-wait w -> ok; main sleep -> ok; main futex-wake w -> ok; "
     "B futex-woken w -> ok",
     END, "0 0 0 0 0 1"},
    {"a wake of fewer than one wakes one, as the kernel does",
     "futex w\nmain: create A; create B; sleep 1ms; futex-wake w 0; futex-wake w 4294967295; "
     "join A; join B\nA: futex-wait w 0\nB: futex-wait w 0",
     "A futex-wait w -> ok; B futex-wait w -> ok; main sleep -> ok; main futex-wake w -> ok; "
     "main futex-wake w -> ok; A futex-woken w -> ok; B futex-woken w -> ok",
     END, NULL},
    {"a wake with other bits passes a waiter by",
     "futex w\nmain: create A; sleep 1ms; futex-wake w 1 4; futex-wake w 1 3; join A\n"
     "A: futex-wait w 0 2",
     "A futex-wait w -> ok; main sleep -> ok; main futex-wake w -> ok void; "
     "main futex-wake w -> ok; A futex-woken w -> ok",
     END, NULL},
    {"a wait comes back for nothing when the run allows it",
     "futex w\nmain: create A; yield; yield; futex-wake w 1; join A\nA: futex-wait w 0",
     "A futex-wait w -> ok; A futex-woken w -> ok spurious; main yield -> ok; main yield -> ok; "
     "main futex-wake w -> ok void",
     END, "1 1 +1/0 1 1 1"},
    {"a woken wait does not time out, however late it runs",
     "futex w\nmain: create A; sleep 1ms; futex-wake w 1; sleep 5ms; join A\n"
     "A: futex-wait w 0 for 2ms",
     "A futex-wait w -> ok; main sleep -> ok; main futex-wake w -> ok; A futex-woken w -> ok; "
     "main sleep -> ok",
     END, NULL},
};

static const struct fact moves[] = {
    {"a requeue wakes some and moves others",
     "futex w\nfutex v\nmain: create A; create B; create C; sleep 1ms; futex-requeue w v 1 1; "
     "futex-wake w 9; futex-wake v 9; join A; join B; join C\n"
     "A: futex-wait w 0\nB: futex-wait w 0\nC: futex-wait w 0",
     "A futex-wait w -> ok; B futex-wait w -> ok; C futex-wait w -> ok; main sleep -> ok; "
     "main futex-requeue w v -> ok; main futex-wake w -> ok; main futex-wake v -> ok; "
     "A futex-woken w -> ok; B futex-woken v -> ok; C futex-woken w -> ok",
     END, NULL},
    {"a comparing requeue fails when the word is another",
     "futex w 3\nfutex v\nmain: futex-requeue w v 1 1 4; futex-requeue w v 1 1 3",
     "main futex-requeue w v -> again; main futex-requeue w v -> ok void", END, NULL},
    {"a requeue of fewer than none is invalid",
     "futex w\nfutex v\nmain: futex-requeue w v 4294967295 1; futex-requeue w v 1 4294967295",
     "main futex-requeue w v -> inval; main futex-requeue w v -> inval", END, NULL},
    {"a moved waiter keeps its deadline",
     "futex w\nfutex v\nmain: create A; sleep 1ms; futex-requeue w v 0 1; join A\n"
     "A: futex-wait w 0 for 5ms",
     "A futex-wait w -> ok; main sleep -> ok; main futex-requeue w v -> ok; "
     "A futex-woken v -> timedout",
     END, NULL},
    {"an operation on a second word wakes at the first, and there if its old value says so",
     "futex w\nfutex v\nmain: create A; create B; sleep 1ms; futex-wake-op w v 1 1 " ADD_1_IF_0
     "; check v 1; futex-wake-op w v 1 1 " ADD_1_IF_0 "; check v 2; join A; join B\n"
     "A: futex-wait w 0\nB: futex-wait v 0",
     "A futex-wait w -> ok; B futex-wait v -> ok; main sleep -> ok; "
     "main futex-wake-op w v -> ok; main futex-wake-op w v -> ok void; A futex-woken w -> ok; "
     "B futex-woken v -> ok",
     END, NULL},
    {"a comparison that does not hold wakes nobody at the second word",
     "futex w\nfutex v\nmain: create A; sleep 1ms; futex-wake-op w v 1 1 " SET_7_IF_ABOVE_0
     "; check v 7; futex-wake-op w v 1 1 " SET_7_IF_ABOVE_0 "; join A\nA: futex-wait v 0",
     "A futex-wait v -> ok; main sleep -> ok; main futex-wake-op w v -> ok void; "
     "main futex-wake-op w v -> ok; A futex-woken v -> ok",
     END, NULL},
    {"an unknown operation changes nothing, an unknown comparison fails after the change",
     "futex w\nfutex v\nmain: futex-wake-op w v 1 1 " UNKNOWN_OP
     "; check v 0; futex-wake-op w v 1 1 " UNKNOWN_CMP "; check v 1",
     "main futex-wake-op w v -> nosys; main futex-wake-op w v -> nosys", END, NULL},
};

/* Owners are task handles + 1: main 1, A 2, B 3. 2147483648 is the waiters' flag, 1073741824 the one
 * of an owner that died. */
static const struct fact owners[] = {
    {"a free word gets its owner, who cannot take it again",
     "futex w\nmain: futex-lock w; check w 1; futex-lock w; futex-trylock w; futex-unlock w; "
     "check w 0; futex-unlock w",
     "main futex-lock w -> ok; main futex-lock w -> deadlk; main futex-trylock w -> deadlk; "
     "main futex-unlock w -> ok; main futex-unlock w -> perm",
     END, NULL},
    {"an unlock hands the word to a waiter",
     "futex w\nmain: futex-lock w; create A; sleep 1ms; check w 2147483649; futex-unlock w; "
     "check w 2147483650; join A; check w 0\nA: futex-lock w; futex-unlock w",
     "main futex-lock w -> ok; A futex-lock w -> ok; main sleep -> ok; main futex-unlock w -> ok; "
     "A futex-locked w -> ok; A futex-unlock w -> ok",
     END, NULL},
    {"a try of a held word fails and leaves the waiters' flag",
     "futex w\nmain: futex-lock w; create A; join A; check w 2147483649; futex-unlock w\n"
     "A: futex-trylock w; futex-unlock w",
     "main futex-lock w -> ok; A futex-trylock w -> again; A futex-unlock w -> perm; "
     "main futex-unlock w -> ok",
     END, NULL},
    {"a timed lock times out",
     "futex w\nmain: futex-lock w; create A; join A; futex-unlock w; check w 0\n"
     "A: futex-lock w for 1ms",
     "main futex-lock w -> ok; A futex-lock w -> ok; A futex-locked w -> timedout; "
     "main futex-unlock w -> ok",
     END, NULL},
    {"an owner that is no task is not found",
     "futex w 1073741823\nmain: futex-lock w; check w 3221225471; futex-unlock w",
     "main futex-lock w -> srch; main futex-unlock w -> perm", END, NULL},
    {"the flag of a dead owner stays when a free word is taken",
     "futex w 1073741824\nmain: futex-lock w; check w 1073741825; futex-unlock w; check w 0",
     "main futex-lock w -> ok; main futex-unlock w -> ok", END, NULL},
    {"an owner that ends leaves the word to a waiter, marked",
     "futex w\nmain: create A; sleep 1ms; futex-lock w; check w 3221225473; futex-unlock w; "
     "check w 0; join A\nA: futex-lock w; sleep 2ms",
     "A futex-lock w -> ok; main sleep -> ok; main futex-lock w -> ok; A sleep -> ok; "
     "main futex-locked w -> ok; main futex-unlock w -> ok",
     END, NULL},
    {"an owner that ended before anybody waited is not found",
     "futex w\nmain: create A; join A; futex-lock w\nA: futex-lock w",
     "A futex-lock w -> ok; main futex-lock w -> srch", END, NULL},
    {"nobody may close a ring of owners",
     "futex w\nfutex v\nmain: futex-lock w; create A; sleep 1ms; futex-lock v; futex-unlock w; "
     "join A\nA: futex-lock v; futex-lock w; futex-unlock w; futex-unlock v",
     "main futex-lock w -> ok; A futex-lock v -> ok; A futex-lock w -> ok; main sleep -> ok; "
     "main futex-lock v -> deadlk; main futex-unlock w -> ok; A futex-locked w -> ok; "
     "A futex-unlock w -> ok; A futex-unlock v -> ok",
     END, NULL},
    {"a wake at a word with an owner's waiters is invalid",
     "futex w\nmain: futex-lock w; create A; sleep 1ms; futex-wake w 1; futex-unlock w; join A\n"
     "A: futex-lock w; futex-unlock w",
     "main futex-lock w -> ok; A futex-lock w -> ok; main sleep -> ok; main futex-wake w -> inval; "
     "main futex-unlock w -> ok; A futex-locked w -> ok; A futex-unlock w -> ok",
     END, NULL},
    {"a plain waiter keeps a word from being locked",
     "futex w\nmain: create A; sleep 1ms; futex-lock w; futex-trylock w; futex-wake w 1; join A\n"
     "A: futex-wait w 0",
     "A futex-wait w -> ok; main sleep -> ok; main futex-lock w -> inval; "
     "main futex-trylock w -> inval; main futex-wake w -> ok; A futex-woken w -> ok",
     END, NULL},
    {"a requeue to a free lock gives it to the first and lets the others wait for it",
     "futex w\nfutex m\nmain: create A; create B; sleep 1ms; futex-requeue-lock w m 1 9 0; "
     "join A; join B; check m 0\nA: futex-wait-requeue w m 0; futex-unlock m\n"
     "B: futex-wait-requeue w m 0; futex-unlock m",
     "A futex-wait-requeue w m -> ok; B futex-wait-requeue w m -> ok; main sleep -> ok; "
     "main futex-requeue-lock w m -> ok; A futex-locked w m -> ok; A futex-unlock m -> ok; "
     "B futex-locked m -> ok; B futex-unlock m -> ok",
     END, NULL},
    {"a requeue to a held lock lets all wait for it",
     "futex w\nfutex m\nmain: futex-lock m; create A; sleep 1ms; futex-requeue-lock w m 1 0 0; "
     "check m 2147483649; futex-unlock m; join A\nA: futex-wait-requeue w m 0; futex-unlock m",
     "main futex-lock m -> ok; A futex-wait-requeue w m -> ok; main sleep -> ok; "
     "main futex-requeue-lock w m -> ok; main futex-unlock m -> ok; A futex-locked m -> ok; "
     "A futex-unlock m -> ok",
     END, NULL},
    {"the requeue to a lock checks its arguments as the kernel does",
     "futex w\nfutex m\nmain: futex-requeue-lock w m 0 1 0; futex-requeue-lock w w 1 1 0; "
     "futex-requeue-lock w m 1 1 5; futex-requeue-lock w m 1 1 0; futex-wait-requeue w w 0; "
     "futex-wait-requeue w m 5; futex-wait-requeue w m 0 for 1ms",
     "main futex-requeue-lock w m -> inval; main futex-requeue-lock w w -> inval; "
     "main futex-requeue-lock w m -> again; main futex-requeue-lock w m -> ok void; "
     "main futex-wait-requeue w w -> inval; main futex-wait-requeue w m -> again; "
     "main futex-wait-requeue w m -> ok; main futex-locked w m -> timedout",
     END, NULL},
    {"a task that waits for a lock's word and holds a mutex closes a circle",
     "futex w\nmutex m\nmain: futex-lock w; create A; sleep 1ms; lock m\n"
     "A: lock m; futex-lock w",
     "main futex-lock w -> ok; A lock m -> ok; A futex-lock w -> ok; main sleep -> ok", STUCK,
     NULL},
};

/* Whoever is to be woken is a choice that a strategy makes, so over seeds each waiter has its turn. */
static void test_any_waiter(void **state) {
    static const char text[] = "futex w\nmain: create A; create B; create C; sleep 1ms; "
                               "futex-wake w 1\nA: futex-wait w 0\nB: futex-wait w 0\n"
                               "C: futex-wait w 0";
    unsigned woken[3] = {0};
    (void)state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct ds_config cfg = world_config(DS_STRAT_RANDOM, seed);
        struct world *w = world_new(text, &cfg);
        world_run(w);
        for (unsigned i = 0; i < 3; i++) {
            const char name[] = {(char)('A' + i), 0};
            woken[i] += world_find(w, name, DS_OP_FUTEX_SLEEP) != NULL;
        }
        world_free(w);
    }
    for (unsigned i = 0; i < 3; i++)
        assert_in_range(woken[i], 30, 200);
}

static void test_circle(void **state) {
    struct ds_config cfg = world_config(DS_STRAT_ORDER, 0);
    (void)state;
    struct world *w = world_new(owners[sizeof owners / sizeof *owners - 1].script, &cfg);
    assert_int_equal(world_run(w), DS_ST_DEADLOCK);
    assert_int_equal(world_task_rec(w, "main")->in_cycle, 1);
    assert_int_equal(world_task_rec(w, "A")->in_cycle, 1);
    assert_int_equal(world_obj_rec(w, "w")->owner, 0);
    world_free(w);
}

#define COUNT(a) (sizeof(a) / sizeof *(a))

int main(void) {
    int failures = fact_run("futex waits", waits, COUNT(waits));
    failures += fact_run("futex requeues", moves, COUNT(moves));
    failures += fact_run("futex owners", owners, COUNT(owners));
    const struct CMUnitTest more[] = {
        FACT_TEST("each of three waiters is woken first in some run", test_any_waiter),
        FACT_TEST("a futex with an owner is a lock in a circle of waiters", test_circle),
    };
    failures += cmocka_run_group_tests_name("futex choices", more, NULL, NULL);
    return failures != 0;
}
