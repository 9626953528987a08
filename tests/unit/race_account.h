/* race_account.h: a brute-force account of what happened before what in a random small program.
 *
 * Each step of a program is a node of a graph; program order and the synchronisation that each primitive
 * promises are its edges; everything else follows by closure.
 */
#ifndef TESTS_UNIT_RACE_ACCOUNT_H
#define TESTS_UNIT_RACE_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/lib/race_host.h"

enum { TASKS = 5, BYTES = 32, NODES = 448, WORDS = NODES / 64, ACCESSES = 256, QUEUE = 256 };
enum { OBJECTS = 4 }; /* of each kind */
enum state { ABSENT, CREATED, RUNS, ARRIVED, LEAVES, WAITS, WOKEN, EXITED, JOINED };

struct queue {
    int node[QUEUE];
    uint64_t seq[QUEUE];
    unsigned first, last;
};
struct node_set {
    int node[NODES];
    unsigned count;
};
struct access {
    int node, task;
    unsigned start, size, flags;
    uint32_t position, epoch;
    uint16_t life[BYTES];
    bool freed[BYTES]; /* these bytes were given back: no part of their history */
};

/* The program that is played. */
extern struct model {
    uint64_t random;
    struct {
        enum state state;
        int last; /* node */
        /* of its creation, its end, or what others released it by */
        uint64_t seq, woken;
        unsigned epochs;
        struct node_set pending;
        int fence; /* node, -1 */
        int obj;   /* that it waits at */
        int woken_by;
    } task[TASKS];
    uint64_t before[NODES][WORDS]; /* what happened before each node */
    unsigned nodes;
    struct access access[ACCESSES];
    unsigned accesses;
    uint16_t life[BYTES];
    int freed_by[BYTES]; /* access, -1 */
    struct node_set word[BYTES], released[BYTES];
    bool freed_again; /* memory that something was released through after it was given back */
    struct {
        int owner; /* -1 */
        struct node_set all, writes;
        uint64_t seq; /* last release */
        unsigned readers[TASKS];
        unsigned waiting;
    } mutex[OBJECTS], rwlock[OBJECTS], barrier[OBJECTS], group[OBJECTS], note[OBJECTS],
        pipe[OBJECTS], once[OBJECTS];
    struct queue posts[OBJECTS], sent[OBJECTS], room[OBJECTS];
    char expected_free[ACCESSES][ACCESSES];
} m;

/* What the programs access. */
extern uint8_t memory[BYTES + 64];

uint64_t draw(void);
unsigned below(unsigned n);

/* Is there a path from A to B? */
bool before(int a, int b);
void edge(int from, int to);
/* The next step of T. */
int node(int t);

/* Sets of nodes; what is in both stands there once. */
void add(struct node_set *set, int n);
void add_all(struct node_set *set, const struct node_set *from);
void edges(const struct node_set *set, int to);
/* N is what SET holds now. */
void released(struct node_set *set, int n);
void put(struct queue *q, int n, uint64_t seq);

/* Tells the runtime of an event, which begins an epoch of T; returns its number. */
uint64_t event(int t, enum ds_op op, uint32_t obj, uint64_t from, int32_t result, uint32_t arg);

/* Steps of a task that runs: race_accesses.c. */
void plain(int t);
void give_back(int t);
void renew(void);
void atomic(int t);
void fence(int t);
void announce(int t);

/* race_sync.c: some synchronisation, a fence or an annotation. */
void synchronise(int t);
/* Creates a task, or joins one that has ended. */
void family(int t);
/* What a task does that does not run, as far as it can; false: it runs. */
bool held(int t);
/* Marks the events that others may still name. */
void sources(void (*mark)(uint64_t seq));

#endif
