/* race_accesses.c: the steps of random programs that access memory: what the runtime is told of them, and
 * what the account keeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/race_account.h"

static void *pc_of(unsigned access) {
    return (void *)(uintptr_t)(0x1000 + access);
}

static struct access *access_new(int t, int n, unsigned start, unsigned size, unsigned flags) {
    struct access *a = &m.access[m.accesses++];
    *a = (struct access){.node = n, .task = t, .start = start, .size = size, .flags = flags};
    a->position = host.events[t];
    /* An atomic operation belongs to what came before its point. */
    a->epoch = m.task[t].epochs - ((flags & RACE_ATOMIC) != 0);
    memcpy(a->life, m.life, sizeof a->life);
    for (unsigned b = start; b < start + size; b++) {
        a->freed[b] = m.freed_by[b] >= 0;
        if (a->freed[b])
            m.expected_free[m.freed_by[b]][a - m.access] = 1;
    }
    return a;
}

void plain(int t) {
    static const unsigned sizes[] = {1, 2, 4, 8, 8, 4, 16, 3, 24};
    unsigned size = sizes[below(9)], start = below(BYTES - size + 1), write = below(2);
    unsigned i = m.accesses;
    if (below(3) != 0)
        start &= ~(size < 8 ? size - 1 : 7u);
    if (race_preempt == RACE_PREEMPT_ALL)
        m.task[t].epochs++;
    if (size <= 16 && below(8) != 0)
        race_plain(memory + start, size, write, pc_of(i));
    else
        race_range(memory + start, size, write, pc_of(i));
    access_new(t, node(t), start, size, write);
}

void give_back(int t) {
    unsigned start = below(4) * 8, size = 1 + below(BYTES - start), i = m.accesses;
    race_table.freed(memory + start, size, pc_of(i));
    access_new(t, node(t), start, size, RACE_WRITE | RACE_FREE);
    for (unsigned b = start; b < start + size; b++) {
        if (m.freed_by[b] < 0)
            m.freed_by[b] = (int)i;
        else
            m.freed_again |= m.word[b].count + m.released[b].count > 0;
        if (m.freed_by[b] == (int)i) {
            m.life[b]++;
            m.word[b].count = m.released[b].count = 0;
        }
    }
}

void renew(void) {
    unsigned start = below(4) * 8, size = 1 + below(BYTES - start);
    race_table.fresh(memory + start, size, NULL);
    for (unsigned b = start; b < start + size; b++) {
        m.life[b]++;
        m.freed_by[b] = -1;
        m.word[b].count = m.released[b].count = 0;
    }
}

static bool acquires(unsigned order) {
    return order != RACE_RELAXED && order != RACE_RELEASE;
}

void atomic(int t) {
    unsigned size = 1u << below(4), start = below(BYTES / size) * size, op = below(3);
    unsigned order = op == RACE_LOAD    ? (unsigned[]){0, 2, 2, 5}[below(4)]
                     : op == RACE_STORE ? (unsigned[]){0, 3, 3, 5}[below(4)]
                                        : (unsigned[]){0, 2, 3, 4, 5}[below(5)];
    unsigned i = m.accesses;
    bool failed = op == RACE_UPDATE && below(4) == 0;
    assert_true(race_word_begin(memory + start, size, op, order, pc_of(i)));
    m.task[t].epochs++;
    if (failed) { /* a compare-exchange */
        op = RACE_LOAD;
        order = order == RACE_ACQ_REL ? RACE_ACQUIRE : order == RACE_RELEASE ? RACE_RELAXED : order;
    }
    race_word_end(memory + start, size, op, order, false);
    int n = node(t);
    struct node_set *word = &m.word[start];
    if (op != RACE_STORE && acquires(order))
        edges(word, n);
    else if (op != RACE_STORE)
        add_all(&m.task[t].pending, word);
    if (op == RACE_STORE)
        word->count = 0;
    if (op != RACE_LOAD && order >= RACE_RELEASE)
        add(word, n);
    else if (op != RACE_LOAD && m.task[t].fence >= 0)
        add(word, m.task[t].fence);
    access_new(t, n, start, size, RACE_ATOMIC | (op == RACE_LOAD ? 0 : RACE_WRITE));
}

void fence(int t) {
    unsigned order = 2 + below(4);
    race_fence(order, pc_of(0));
    m.task[t].epochs++;
    int n = node(t);
    if (acquires(order))
        edges(&m.task[t].pending, n);
    if (order >= RACE_RELEASE)
        m.task[t].fence = n;
}

void announce(int t) {
    unsigned b = below(BYTES);
    int n = node(t);
    if (below(2)) {
        race_release(memory + b);
        m.task[t].epochs++;
        add(&m.released[b], n);
    } else {
        race_acquire(memory + b);
        edges(&m.released[b], n);
    }
}
