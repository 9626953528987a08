/* attach.h: the only border between the data-race runtime and the shim.
 *
 * The runtime answers the calls that a compiler's -fsanitize=thread puts into a program, and finds the
 * accesses that nothing orders. What orders them it learns from the engine's events, which the shim
 * hands on one by one; where a scheduling point is due it asks the shim. The two attach to each other
 * when the program's main is about to be called; without the shim in the process the runtime only lets
 * the program's atomics happen. Tasks run one at a time, and all calls are made by the one that holds
 * the token. Calls at which other tasks may run are marked POINT.
 */
#ifndef RACE_ATTACH_H
#define RACE_ATTACH_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../engine/engine.h"

#define RACE_ATTACH_VERSION 2

/* What an access is. */
enum race_flag {
    RACE_WRITE = 1,
    RACE_ATOMIC = 2,
    RACE_FREE = 4,  /* the block was given back: a write to all of it */
    RACE_VPTR = 8,  /* of a C++ object's pointer to its virtual functions */
    RACE_LIBC = 16, /* made by a function of libc on behalf of its caller */
};

/* One access. STACK is a number of the runtime's, see race_runtime.stack(); 0 if it is not known. */
struct race_access {
    uint64_t addr;
    uint32_t size;
    uint32_t flags;    /* enum race_flag */
    uint32_t task;     /* handle */
    uint32_t position; /* how many events of its task there were before it */
    uint32_t stack;
};

/* Two accesses, by different tasks unless FREED, that touch the byte ADDR; nothing orders them, or the
 * second is to memory that was given back (FREED: the first gave it back). One of them writes, one is
 * not atomic. */
struct race_found {
    struct race_access side[2]; /* in the order in which they happened */
    uint64_t addr;              /* the first byte that both touch */
    bool freed, unordered;
};

/* What the runtime must know of a run. */
struct race_plan {
    uint32_t max_tasks;
    uint32_t preempt;       /* enum ds_preempt of abi.h: which plain accesses are points */
    const uintptr_t *sites; /* return addresses of accesses that are points; sorted; copied */
    uint32_t site_count;
    uintptr_t aside_low, aside_high; /* code that counts as not instrumented, wherever it lies */
};

/* The shim's side. */
struct race_host {
    uint32_t version;
    /* The calling thread is a task that runs code of the program's, not the shim's. */
    bool (*on)(void);
    /* Another task could run now, or later by a deadline. */
    bool (*others)(void);
    /* POINT: the operation OP (DS_OP_MEM_*) on SIZE bytes at ADDR is about to happen at PC; ORDER is the
     * memory order of an atomic one. */
    void (*point)(enum ds_op op, const volatile void *addr, uint32_t size, uint32_t order,
                  void *pc);
    /* Of the atomic operation that the last point announced: the event it synchronises with, 0 none;
     * IN_VAIN: it changed nothing that it meant to change (a compare-exchange that failed, an exchange
     * that left the same value). */
    void (*outcome)(uint64_t from, bool in_vain);
    /* POINT: AnnotateHappensBefore and After. */
    void (*annotate)(const volatile void *addr, bool before, void *pc);
    /* POINT: the task gives way to the others, which orders nothing. */
    void (*yield)(void *pc);
    /* Two accesses were found. Not again for the same pair of stacks. */
    void (*found)(const struct race_found *found);
    /* A bound of the runtime's was met: from here on what it finds is not all. WHAT is a short line. */
    void (*bound)(const char *what);
    /* Zeroed pages of the tool's own, not reserved in advance; NULL if there are none. */
    void *(*pages)(size_t size);
    /* Calls MARK with the number of each event that a later one may have as its `from`: ds_sources(). */
    void (*sources)(void (*mark)(uint64_t seq));
};

/* The runtime's side. */
struct race_runtime {
    uint32_t version;
    /* Control begins; the caller is task 0. */
    void (*begin)(const struct race_host *host, const struct race_plan *plan);
    /* TASK starts on the calling thread; nothing is known of its stack and thread-local memory
     * [LOW, HIGH), whoever had it before. */
    void (*task_begin)(uint32_t task, uintptr_t low, uintptr_t high);
    /* The engine has committed EVENT; called for each, in order, before its task goes on. */
    void (*event)(const struct ds_event *event);
    /* In a child that fork made, or when the run is over: nothing more is to be found. */
    void (*off)(void);

    /* Who made the call that returns to PC: PC, or while the runtime is calling on somebody's behalf, where
     * the call returns to that it is answering. What follows takes either. */
    void *(*caller)(void *pc);
    /* True if PC lies in a module that was compiled for the runtime. */
    bool (*instrumented)(const void *pc);
    /* [ADDR, ADDR + SIZE) begins a new life, as a block, a mapping or a stack. Returns the number of the
     * caller's stack, which leads to PC; 0 if PC is not instrumented. */
    uint32_t (*fresh)(const void *addr, size_t size, void *pc);
    /* It is given back at PC: an access, if PC is instrumented; else what was known of it is forgotten.
     * Returns as fresh(). */
    uint32_t (*freed)(const void *addr, size_t size, void *pc);
    /* A function of libc that was called from PC has read, or (WRITE) written SIZE bytes at ADDR for its
     * caller. Nothing if PC is not instrumented. */
    void (*touched)(const void *addr, size_t size, bool write, void *pc);
    /* PC prints by FORMAT: the texts among ARGS, which are left as they are, are read for it. */
    void (*formatted)(const char *format, va_list args, void *pc);
    /* What the running task has done before a release at ADDR happened before what a task does after an
     * acquire there, though no event says so: one arms a timer, another fires it. */
    void (*release)(const volatile void *addr);
    void (*acquire)(const volatile void *addr);
    /* The return addresses of the stack numbered STACK, innermost first; returns how many. */
    uint32_t (*stack)(uint32_t stack, uint64_t *pc, uint32_t max);
};

/* The runtime's table, if it speaks VERSION; else NULL. Exported by libtsan.so.2 as we ship it. */
extern const struct race_runtime *detsched_race_attach(uint32_t version) __attribute__((weak));

#endif
