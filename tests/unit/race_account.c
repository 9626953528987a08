/* race_account.c: the account itself: the graph, its edges, sets and queues of its nodes. */
#include <string.h>

#include "tests/unit/race_account.h"

struct model m;
uint8_t memory[BYTES + 64] __attribute__((aligned(64)));

uint64_t draw(void) {
    uint64_t z = m.random += 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}
unsigned below(unsigned n) {
    return (unsigned)((draw() >> 33) % n);
}

bool before(int a, int b) {
    return (m.before[b][a / 64] >> (a % 64) & 1) != 0;
}

void edge(int from, int to) {
    if (from < 0 || from == to)
        return;
    for (unsigned i = 0; i < WORDS; i++)
        m.before[to][i] |= m.before[from][i];
    m.before[to][from / 64] |= (uint64_t)1 << (from % 64);
}

int node(int t) {
    int n = (int)m.nodes++;
    memset(m.before[n], 0, sizeof m.before[n]);
    edge(m.task[t].last, n);
    m.task[t].last = n;
    return n;
}

void add(struct node_set *set, int n) {
    for (unsigned i = 0; i < set->count; i++)
        if (set->node[i] == n)
            return;
    set->node[set->count++] = n;
}

void add_all(struct node_set *set, const struct node_set *from) {
    for (unsigned i = 0; i < from->count; i++)
        add(set, from->node[i]);
}

void edges(const struct node_set *set, int to) {
    for (unsigned i = 0; i < set->count; i++)
        edge(set->node[i], to);
}

void released(struct node_set *set, int n) {
    set->count = 0;
    add(set, n);
}

void put(struct queue *q, int n, uint64_t seq) {
    q->node[q->last] = n;
    q->seq[q->last++] = seq;
}

uint64_t event(int t, enum ds_op op, uint32_t obj, uint64_t from, int32_t result, uint32_t arg) {
    m.task[t].epochs++;
    return host_event((struct ds_event){
        .task = (uint32_t)t, .op = op, .obj = obj, .from = from, .result = result, .arg = arg});
}
