/* strategies.c: the strategies' distributions, exactly as their sources state them.
 *
 * The programs here are rows of plain events (a post writes, a getvalue reads, neither blocks), one
 * row a task. All tasks stand before their first event when the strategy is asked for the first
 * time, and block for ever after their last, so that no other event enters the count.
 */
#include <math.h>

#include "facts.h"

#define MAX_TASKS 3
#define MAX_EVENTS 8
#define MAX_ORDERS 6561 /* of at most 8 events of 3 tasks: base-3 numbers */

struct event {
    char object; /* 'x', 'y'; 'z': a yield */
    bool write;
};
struct program {
    int tasks;
    int count[MAX_TASKS];
    struct event event[MAX_TASKS][MAX_EVENTS];
};

static const struct program two_by_two = {2, {2, 2}, {{{'x', 1}, {'x', 1}}, {{'x', 1}, {'x', 1}}}};

static long counts(void) {
    const char *full = getenv("FULL");
    return full != NULL && *full != 0 ? 400000 : 40000;
}

static const struct event *next_event(const struct program *p, const int *pc, int task) {
    return pc[task] < p->count[task] ? &p->event[task][pc[task]] : NULL;
}

struct arena {
    struct ds_engine *e;
    const struct program *p;
    uint32_t object[2], never;
    int pc[MAX_TASKS];
};

static void post(struct arena *a, uint32_t t) {
    const struct event *v = t > 0 ? next_event(a->p, a->pc, (int)t - 1) : NULL;
    struct ds_request r = {.op = DS_OP_SEM_WAIT, .obj = a->never, .deadline = DS_NEVER};
    if (v != NULL) {
        r.op = v->object == 'z' ? DS_OP_YIELD : v->write ? DS_OP_SEM_POST : DS_OP_SEM_GETVALUE;
        r.obj = v->object == 'z' ? DS_NO_OBJ : a->object[v->object - 'x'];
        a->pc[t - 1]++;
    }
    ds_post(a->e, t, &r);
}

static uint32_t next(struct arena *a) {
    struct ds_decision dec;
    ds_next(a->e, &dec);
    return dec.status == DS_ST_RUN ? dec.task : DS_NO_TASK;
}

/* Creates the tasks one by one; holds see to it that nothing is left to choose meanwhile. */
static void set_up(struct arena *a) {
    struct ds_request create = {.op = DS_OP_CREATE, .deadline = DS_NEVER};
    struct ds_request created = {.op = DS_OP_CREATED, .deadline = DS_NEVER};
    for (uint32_t t = 1; t <= (uint32_t)a->p->tasks; t++) {
        ds_hold(a->e, 0, 1);
        ds_post(a->e, 0, &create);
        assert_int_equal(next(a), 0);
        ds_hold(a->e, 0, -1);
        ds_hold(a->e, t, 1);
        created.obj = t;
        ds_post(a->e, 0, &created);
        assert_int_equal(next(a), t);
        ds_hold(a->e, t, -1);
        ds_hold(a->e, 0, 1);
        post(a, t);
        assert_int_equal(next(a), 0);
        ds_hold(a->e, 0, -1);
    }
    post(a, 0);
}

/* Plays P and returns the order of its events as a base-3 number. DECISIONS, if not NULL, gets the
 * count of decisions between two or more. */
static int play(const struct program *p, const struct ds_config *cfg, void *mem, size_t size,
                uint64_t *decisions) {
    struct arena a = {.e = ds_engine_init(mem, size, cfg), .p = p};
    a.object[0] = ds_object(a.e, DS_KIND_SEM, 1, 0);
    a.object[1] = ds_object(a.e, DS_KIND_SEM, 2, 0);
    a.never = ds_object(a.e, DS_KIND_SEM, 3, 0);
    set_up(&a);
    int order = 0;
    for (uint32_t t; (t = next(&a)) != DS_NO_TASK;) {
        order = order * 3 + (int)t - 1;
        post(&a, t);
    }
    if (decisions != NULL)
        *decisions = ds_totals(a.e)->decisions;
    return order;
}

static struct ds_config config(enum ds_strategy_id strategy) {
    struct ds_config cfg = world_config(strategy, 0);
    cfg.max_tasks = 4;
    cfg.max_objects = 4;
    cfg.event_slots = 64;
    return cfg;
}

static void tally(const struct program *p, struct ds_config cfg, long runs, long *seen) {
    size_t size = (ds_engine_size(&cfg) + 15) & ~(size_t)15;
    void *mem = aligned_alloc(16, size);
    memset(mem, 0xa5, size);
    memset(seen, 0, MAX_ORDERS * sizeof *seen);
    for (long i = 0; i < runs; i++) {
        cfg.seed = (uint64_t)i;
        seen[play(p, &cfg, mem, size, NULL)]++;
    }
    free(mem);
}

/* Chi-square of SEEN against the probabilities P; what is impossible must not occur. The bound lies
 * more than six standard deviations above the mean, and the seeds are fixed. */
static void assert_distributed(const long *seen, const double *p, long runs) {
    double chi = 0;
    int cells = 0;
    for (int i = 0; i < MAX_ORDERS; i++) {
        double want = p[i] * (double)runs, d = (double)seen[i] - want;
        if (p[i] == 0)
            assert_int_equal(seen[i], 0);
        if (p[i] == 0)
            continue;
        chi += d * d / want;
        cells++;
    }
    double freedom = cells - 1, bound = freedom + 6.5 * sqrt(2 * freedom);
    print_message("# chi-square %.2f, %d cells, %ld runs, bound %.1f\n", chi, cells, runs, bound);
    assert_true(cells > 1 && chi < bound);
}

static long seen[MAX_ORDERS];
static double exact[MAX_ORDERS];

static void random_walk(void **state) {
    (void)state;
    /* 0011 1100 are the sequential orders */
    static const int other[] = {0 * 27 + 9 + 0 + 1, 0 + 9 + 3 + 0, 27 + 0 + 0 + 1, 27 + 0 + 3 + 0};
    memset(exact, 0, sizeof exact);
    exact[3 + 1] = exact[27 + 9] = 0.25;
    for (int i = 0; i < 4; i++)
        exact[other[i]] = 0.125;
    tally(&two_by_two, config(DS_STRAT_RANDOM), counts(), seen);
    assert_distributed(seen, exact, counts());
}

/* POS as its paper states it, with the I-th draw taken from DRAWS: priorities are drawn when an
 * event becomes pending, and anew for every pending event that races with the one that ran. */
static int pos_by_draws(const struct program *p, const uint8_t *draws, int max) {
    int pc[MAX_TASKS] = {0}, order = 0, used = 0;
    uint8_t prio[MAX_TASKS];
    for (int t = 0; t < p->tasks; t++)
        prio[t] = draws[used++];
    for (;;) {
        int best = -1;
        for (int t = 0; t < p->tasks; t++)
            if (next_event(p, pc, t) != NULL && (best < 0 || prio[t] > prio[best]))
                best = t;
        if (best < 0)
            return order;
        const struct event *ran = next_event(p, pc, best);
        order = order * 3 + best;
        pc[best]++;
        for (int t = 0; t < p->tasks; t++) {
            const struct event *v = next_event(p, pc, t);
            bool races = v != NULL && v->object == ran->object && (v->write || ran->write);
            if (v == NULL || (t != best && !races))
                continue;
            assert_true(used < max);
            prio[t] = draws[used++];
        }
    }
}

/* Goes through all orders of the first MAX draws (Heap's algorithm), each as likely as the others. */
static void enumerate(const struct program *p, int max) {
    uint8_t draws[10];
    int c[10] = {0};
    double n = 1, one;
    for (int i = 0; i < max; i++) {
        draws[i] = (uint8_t)i;
        n *= i + 1;
    }
    one = 1 / n;
    memset(exact, 0, sizeof exact);
    exact[pos_by_draws(p, draws, max)] += one;
    for (int i = 1; i < max;) {
        if (c[i] >= i) {
            c[i++] = 0;
            continue;
        }
        int j = i % 2 == 0 ? 0 : c[i];
        uint8_t swap = draws[j];
        draws[j] = draws[i];
        draws[i] = swap;
        exact[pos_by_draws(p, draws, max)] += one;
        c[i]++;
        i = 1;
    }
}

static void check_pos(const struct program *p, int draws) {
    enumerate(p, draws);
    tally(p, config(DS_STRAT_POS), counts(), seen);
    assert_distributed(seen, exact, counts());
}

static void pos_all_racing(void **state) {
    (void)state;
    check_pos(&two_by_two, 8);
}

static void pos_crossed(void **state) {
    (void)state;
    static const struct program p = {2, {2, 2}, {{{'x', 1}, {'y', 1}}, {{'y', 1}, {'x', 1}}}};
    check_pos(&p, 8);
}

static void pos_readers(void **state) {
    (void)state;
    static const struct program p = {3, {1, 1, 2}, {{{'x', 1}}, {{'x', 0}}, {{'y', 0}, {'x', 0}}}};
    check_pos(&p, 8);
}

/* How often PCT of depth D plays P so that FITS says yes, beside what its paper promises. */
static void check_pct(const struct program *p, uint32_t d, bool (*fits)(int order)) {
    struct ds_config cfg = config(DS_STRAT_RANDOM);
    size_t size = (ds_engine_size(&cfg) + 15) & ~(size_t)15;
    void *mem = aligned_alloc(16, size);
    uint64_t k = 0;
    for (cfg.seed = 0; cfg.seed < 16; cfg.seed++) {
        uint64_t decisions;
        play(p, &cfg, mem, size, &decisions);
        k = decisions > k ? decisions : k;
    }
    free(mem);
    cfg = config(DS_STRAT_PCT);
    cfg.params.depth = d;
    cfg.profile.decisions = k;
    tally(p, cfg, counts(), seen);
    long hits = 0;
    for (int i = 0; i < MAX_ORDERS; i++)
        hits += fits(i) ? seen[i] : 0;
    double bound = 1.0 / p->tasks, share = (double)hits / (double)counts();
    for (uint32_t i = 1; i < d; i++)
        bound /= (double)k;
    double spread = 4 * sqrt(bound / (double)counts());
    print_message("# depth %u: %.5f, promised %.5f\n", d, share, bound);
    assert_true(share >= bound - spread);
    assert_true(share > 0);
}

static const struct program two_by_four = {
    2,
    {4, 4},
    {{{'x', 1}, {'x', 1}, {'x', 1}, {'x', 1}}, {{'x', 1}, {'x', 1}, {'x', 1}, {'x', 1}}}};

/* Position (0 to 7) of the N-th event (from 0) of TASK in ORDER; 8 if ORDER has no such event. */
static int position(int order, int task, int n) {
    int digits[8];
    for (int i = 7; i >= 0; i--, order /= 3)
        digits[i] = order % 3;
    for (int i = 0; i < 8; i++)
        if (digits[i] == task && n-- == 0)
            return i;
    return 8;
}

/* Depth 1: the second task's end comes before the first one's beginning. */
static bool overtakes(int order) {
    return position(order, 1, 3) < position(order, 0, 0);
}

/* Depth 2: all of the second task between two given events of the first one. */
static bool between(int order) {
    return position(order, 0, 1) < position(order, 1, 0) &&
           position(order, 1, 3) < position(order, 0, 2);
}

/* Depth 3: the first task is cut, then the second. */
static bool braided(int order) {
    return position(order, 0, 1) < position(order, 1, 1) &&
           position(order, 1, 1) < position(order, 0, 2) &&
           position(order, 0, 3) < position(order, 1, 2) &&
           position(order, 0, 1) < position(order, 1, 0);
}

static int mirrored(int order) {
    int other = 0;
    for (int i = 0, unit = 1; i < 8; i++, unit *= 3, order /= 3)
        other += (1 - order % 3) * unit;
    return other;
}

static bool braided_the_other_way(int order) {
    for (int rest = order, i = 0; i < 8; i++, rest /= 3)
        if (rest % 3 > 1)
            return false;
    return braided(mirrored(order));
}

static void pct_finds(void **state) {
    (void)state;
    check_pct(&two_by_four, 1, overtakes);
    check_pct(&two_by_four, 2, between);
    check_pct(&two_by_four, 3, braided);
    check_pct(&two_by_four, 3, braided_the_other_way);
}

static void pct_depth_one_never_cuts(void **state) {
    (void)state;
    struct ds_config cfg = config(DS_STRAT_PCT);
    cfg.params.depth = 1;
    tally(&two_by_four, cfg, counts(), seen);
    long sequential = 0;
    for (int i = 0; i < MAX_ORDERS; i++)
        if (position(i, 0, 3) < position(i, 1, 0) || position(i, 1, 3) < position(i, 0, 0))
            sequential += seen[i];
    assert_int_equal(sequential, counts());
}

/* Two tasks that only yield: by themselves they would take turns. */
static void pct_cuts_into_yields(void **state) {
    (void)state;
    static const struct program p = {
        2,
        {4, 4},
        {{{'z', 0}, {'z', 0}, {'z', 0}, {'z', 0}}, {{'z', 0}, {'z', 0}, {'z', 0}, {'z', 0}}}};
    struct ds_config cfg = config(DS_STRAT_PCT);
    cfg.params.depth = 3;
    cfg.profile.decisions = 8;
    tally(&p, cfg, counts(), seen);
    long twice = 0;
    for (int i = 0; i < MAX_ORDERS; i++)
        if (i / 27 % 3 == i / 9 % 3) /* the fifth and the sixth of eight */
            twice += seen[i];
    assert_in_range(twice, counts() / 20, counts());
}

static void the_mix_is_a_function_of_the_seed(void **state) {
    (void)state;
    long share[DS_STRAT_COUNT] = {0}, spurious = 0, depth[8] = {0};
    for (uint64_t seed = 0; seed < 10000; seed++) {
        struct ds_config a = world_config(DS_STRAT_ORDER, 7), b = world_config(DS_STRAT_POS, 9);
        ds_mix_apply(&a, seed);
        ds_mix_apply(&b, seed);
        assert_memory_equal(&a, &b, sizeof a);
        assert_true(a.seed == seed);
        share[a.strategy]++;
        spurious += a.spurious_max == 2;
        if (a.strategy == DS_STRAT_PCT)
            depth[a.params.depth]++;
    }
    assert_int_equal(share[DS_STRAT_ORDER], 1);
    assert_in_range(share[DS_STRAT_RANDOM], 2800, 3200);
    assert_in_range(share[DS_STRAT_POS], 3800, 4200);
    assert_in_range(share[DS_STRAT_PCT], 2800, 3200);
    assert_in_range(spurious, 2300, 2700);
    for (int d = 2; d <= 5; d++)
        assert_in_range(depth[d], 600, 900);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        FACT_TEST("the random walk gives two tasks of two events 1/4, 1/4 and four times 1/8",
                  random_walk),
        FACT_TEST("POS has its paper's distribution where all events race", pos_all_racing),
        FACT_TEST("POS has its paper's distribution on two crossed objects", pos_crossed),
        FACT_TEST("POS has its paper's distribution with readers and three tasks", pos_readers),
        FACT_TEST("PCT finds bugs of depth 1, 2 and 3 as often as promised", pct_finds),
        FACT_TEST("PCT of depth 1 never cuts into a task", pct_depth_one_never_cuts),
        FACT_TEST("PCT cuts into tasks that do nothing but yield", pct_cuts_into_yields),
        FACT_TEST("the default mix is a function of the seed alone, with the stated shares",
                  the_mix_is_a_function_of_the_seed),
    };
    return cmocka_run_group_tests_name("strategies", tests, NULL, NULL) != 0;
}
