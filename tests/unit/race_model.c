/* race_model.c: random small programs against a brute-force account of what happened before what.
 *
 * Whatever the runtime tells must be two accesses that conflict and that no path of the account connects;
 * and every access that conflicts with an earlier one without a path from it must be told, or be stood for
 * by a write of the same task just before it.
 *
 * With RACE_TEST_SMALL the runtime has next to no room: what it tells must still be true.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/race_account.h"

/* ---- a program ---- */

static void step(int t) {
    host_run((uint32_t)t);
    if (held(t))
        return;
    switch (below(16)) {
    case 0:
    case 1:
    case 2:
        atomic(t);
        return;
    case 3:
        if (below(6) == 0)
            give_back(t);
        else if (below(6) == 0)
            renew();
        return;
    case 4:
    case 5:
    case 6:
    case 7:
    case 8:
        synchronise(t);
        return;
    default:
        plain(t);
        return;
    }
}

static void play(uint64_t seed) {
    memset(&m, 0, sizeof m);
    m.random = seed;
    unsigned steps = 10 + below(below(4) == 0 ? 180 : 60);
    host.sources = sources;
    host_begin(TASKS,
               below(4) == 0   ? RACE_PREEMPT_SYNC
               : below(4) == 0 ? RACE_PREEMPT_ALL
                               : RACE_PREEMPT_ATOMIC,
               NULL, 0, below(2));
    for (int i = 0; i < OBJECTS; i++) {
        m.mutex[i].owner = m.rwlock[i].owner = -1;
        for (int k = 0; k < 2; k++)
            put(&m.room[i], -1, 0);
    }
    for (int b = 0; b < BYTES; b++)
        m.freed_by[b] = -1;
    for (int t = 0; t < TASKS; t++)
        m.task[t].last = m.task[t].fence = -1;
    m.task[0].state = RUNS;
    for (unsigned n = below(TASKS); n > 0; n--) {
        host_run(0);
        family(0);
    }
    while (steps-- > 0 && m.nodes < NODES - 4 && m.accesses < ACCESSES - 1)
        step((int)below(TASKS));
}

/* ---- what must have been told ---- */

/* That a block was given back may be among what there was no room for. */
static bool touches(const struct access *a, unsigned b) {
    return b >= a->start && b < a->start + a->size && (!a->freed[b] || host.bound != NULL);
}

static bool conflict(const struct access *i, const struct access *j) {
    return i->task != j->task && ((i->flags | j->flags) & RACE_WRITE) != 0 &&
           (i->flags & j->flags & RACE_ATOMIC) == 0;
}

static bool race(const struct access *i, const struct access *j, unsigned b) {
    return touches(i, b) && touches(j, b) && i->life[b] == j->life[b] && conflict(i, j) &&
           !before(i->node, j->node);
}

static const struct access *side(const struct race_found *f, int s) {
    uint64_t i = host_pc(f->side[s].stack) - 0x1000;
    assert_true(i < m.accesses);
    const struct access *a = &m.access[i];
    assert_int_equal(f->side[s].task, a->task);
    assert_int_equal(f->side[s].flags, a->flags);
    assert_int_equal(f->side[s].position, a->position);
    return a;
}

/* Without room for the first that gave memory back, the second one ends what was released through it. */
static bool may_forget_order(void) {
    return host.bound != NULL && m.freed_again;
}

static unsigned check_told(const struct race_found *f, char told[][ACCESSES]) {
    const struct access *i = side(f, 0), *j = side(f, 1);
    unsigned b = (unsigned)(f->addr - (uintptr_t)memory);
    assert_true(i < j && b < BYTES);
    assert_true(f->side[1].addr == (uintptr_t)memory + j->start && f->side[1].size == j->size);
    assert_true(f->side[0].addr >= (uintptr_t)memory + i->start &&
                f->side[0].addr + f->side[0].size <= (uintptr_t)memory + i->start + i->size);
    told[i - m.access][j - m.access] = f->freed ? 2 : 1;
    if (f->freed) {
        /* Without room for the first that gave it back, a second one is told. */
        bool again = host.bound != NULL && (i->flags & RACE_FREE) != 0 && j->freed[b] &&
                     (i->life[b] == j->life[b] || i->life[b] + 1 == j->life[b]);
        assert_true(m.expected_free[i - m.access][j - m.access] || again);
        bool unordered = i->task != j->task && !before(i->node, j->node);
        assert_true(f->unordered == unordered || (!f->unordered && host.bound != NULL) ||
                    may_forget_order());
    } else {
        assert_true(race(i, j, b) || (may_forget_order() && i->task != j->task));
        assert_true(f->unordered);
    }
    return !f->freed;
}

/* A plain write of its own task, in the same epoch and to the same bytes, stands for J, and so does the same
 * access. */
static bool stood_for(const struct access *j, unsigned b) {
    unsigned from = b / 8 * 8 > j->start ? b / 8 * 8 : j->start;
    unsigned to = b / 8 * 8 + 8 < j->start + j->size ? b / 8 * 8 + 8 : j->start + j->size;
    for (const struct access *w = m.access; w < j; w++) {
        bool all = w->task == j->task && w->epoch == j->epoch &&
                   (w->flags == j->flags ||
                    (w->flags & (RACE_WRITE | RACE_ATOMIC | RACE_FREE)) == RACE_WRITE);
        for (unsigned x = from; x < to && all; x++)
            all = touches(w, x) && w->life[x] == j->life[x];
        if (all)
            return true;
    }
    return false;
}

static bool told_at_all(unsigned b, uint16_t life, char told[][ACCESSES]) {
    for (const struct access *j = m.access; j < m.access + m.accesses; j++)
        for (const struct access *i = m.access; i < j; i++)
            if (told[i - m.access][j - m.access] == 1 && i->life[b] == life && race(i, j, b))
                return true;
    return false;
}

static void check_untold(const struct access *j, char told[][ACCESSES]) {
    for (unsigned b = 0; b < BYTES; b++) {
        bool races = false, known = false;
        for (const struct access *i = m.access; i < j; i++) {
            races |= race(i, j, b);
            known |= told[i - m.access][j - m.access] == 1 && race(i, j, b);
        }
        if (races && !known)
            assert_true(stood_for(j, b) && told_at_all(b, j->life[b], told));
    }
    for (unsigned i = 0; i < m.accesses; i++)
        if (m.expected_free[i][j - m.access])
            assert_int_equal(told[i][j - m.access], 2);
}

static unsigned check(bool in_full) {
    static char told[ACCESSES][ACCESSES];
    unsigned races = 0;
    memset(told, 0, sizeof told);
    assert_true(host.count <= HOST_FOUND);
    for (uint32_t f = 0; f < host.count; f++)
        races += check_told(&host.found[f], told);
    for (unsigned j = 0; j < m.accesses && in_full; j++)
        check_untold(&m.access[j], told);
    return races;
}

static uint64_t programs(void) {
    const char *full = getenv("FULL");
    return full != NULL && *full != 0 ? 300000 : 20000;
}

static void what_is_told_is_what_races(void **state) {
    uint64_t n = programs(), racy = 0, races = 0, bounds = 0;
    const char *one = getenv("SEED");
    (void)state;
    for (uint64_t seed = one ? strtoull(one, NULL, 0) : 1; seed <= n; seed++) {
        if (getenv("TRACE"))
            fprintf(stderr, "seed %llu\n", (unsigned long long)seed);
        play(seed);
        unsigned r = check(host.bound == NULL);
        races += r;
        racy += r > 0;
        bounds += host.bound != NULL;
        if (one)
            break;
    }
    printf("# %llu programs, %llu with races, %llu races, %llu met a bound\n",
           (unsigned long long)n, (unsigned long long)racy, (unsigned long long)races,
           (unsigned long long)bounds);
    if (one)
        return;
    assert_in_range(racy, n / 10, n);
#ifdef RACE_TEST_SMALL
    assert_in_range(bounds, n / 10, n);
#else
    assert_int_equal(bounds, 0);
#endif
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_told_is_what_races)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
