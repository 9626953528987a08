/* probe.h: how the runtime tells detsched what its channels and goroutines do; the only border between
 * the two. Without detsched in the process go_probe_table stays NULL and nothing here is called.
 *
 * The engine decides everything that is a matter of order: who waits, who is let go, which case of a
 * select is taken. The runtime moves the values. All calls are made by a task that holds the token
 * (see on()), and the state of a channel that both sides keep (how many values are buffered, closed) is
 * equal at every call. Calls that may block or at which others may run are marked POINT: between two
 * of them the caller runs alone.
 */
#ifndef GO_PROBE_H
#define GO_PROBE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GO_PROBE_VERSION 2

/* Kinds of objects with a tag in the program's memory, and channels, whose memory is the runtime's. */
enum go_probe_kind {
    GO_PROBE_CHAN,
    GO_PROBE_MUTEX,
    GO_PROBE_RWMUTEX,
    GO_PROBE_WAITGROUP,
    GO_PROBE_ONCE,
    GO_PROBE_COND,
    GO_PROBE_CONTEXT,
    GO_PROBE_ATOMIC,
};

/* One case of an operation on channels. OBJ 0 is a nil channel. */
struct go_probe_case {
    uint32_t obj;
    uint32_t sends;
    void *value; /* where the value is, or goes to (may be NULL); for whoever is the other side */
};

/* What became of it: which case, and what the caller is to do with the values before its next POINT. */
enum go_probe_move {
    GO_MOVE_NONE,   /* nothing: the other side has moved the value, or there is none (default) */
    GO_MOVE_BUFFER, /* send: put into the buffer; receive: take the oldest out */
    GO_MOVE_PEER,   /* copy to (send) or from (receive) `peer`, which may be NULL */
    GO_MOVE_SHIFT, /* receive: take the oldest out of the buffer, then put what is at `peer` into it */
    GO_MOVE_ZERO, /* receive from a closed channel: zero, false */
    GO_MOVE_PANIC /* send on a closed channel */
};
struct go_probe_done {
    int chosen; /* index of the case; -1: default */
    uint32_t move;
    void *peer;
    bool ok; /* receive: the second value */
};

/* Why the process is about to end with status 2. */
enum go_probe_fatal {
    GO_FATAL_PANIC, /* any other; also the fatal errors of sync */
    GO_FATAL_SEND_CLOSED,
    GO_FATAL_CLOSE_CLOSED,
    GO_FATAL_CLOSE_NIL,
    GO_FATAL_WAITGROUP,
    GO_FATAL_COPIED, /* a condition that found itself copied */
    GO_FATAL_ASLEEP  /* main has called Goexit, and every other goroutine has ended */
};

enum go_probe_op { /* of mutex(), rwmutex() */
                   GO_PROBE_LOCK,
                   GO_PROBE_TRYLOCK,
                   GO_PROBE_UNLOCK,
                   GO_PROBE_RLOCK,
                   GO_PROBE_TRYRLOCK,
                   GO_PROBE_RUNLOCK
};
enum go_probe_access { GO_PROBE_LOAD, GO_PROBE_STORE, GO_PROBE_UPDATE };

/* Room for a timer that the probe serves; zero at first. */
struct go_probe_timer {
    uint64_t room[16];
};

struct go_probe {
    uint32_t version; /* GO_PROBE_VERSION */
    /* The calling thread is under control, so the other calls may be made. */
    bool (*on)(void);

    /* Handle of the object at ADDR, made at its first use. A channel's ADDR is its structure, TAG NULL,
     * and the caller keeps the handle; the other kinds have a tag, by which copies are known. INITIAL is
     * what it is found in: a channel's buffered values (+ 2^31 if it is closed), a mutex's or an
     * rwmutex's writer (1), readers (2 * n), a wait group's counter, a once's done (2). CAP: a channel's
     * capacity. NAME may be NULL. */
    uint32_t (*object)(enum go_probe_kind kind, void *addr, void *tag, uint32_t initial,
                       uint64_t cap, const char *name);
    void (*name)(uint32_t obj, const char *name);
    /* The memory of OBJ, a channel or a context, is about to be freed. */
    void (*gone)(uint32_t obj);

    /* POINT. Carries out one of CASES, waiting for one to be possible unless POLL. SELECTS: it is a
     * select (else a plain send or receive). No case, and no poll: waits for ever. CASES and the values
     * must stay where they are until the call is back. */
    void (*channel)(const struct go_probe_case *cases, uint32_t count, bool poll, bool selects,
                    struct go_probe_done *done);
    /* POINT. 0: closed; else it was already, and the caller panics. */
    int (*close)(uint32_t obj);
    /* POINT: the length is about to be looked at. */
    void (*length)(uint32_t obj);

    /* POINTs. 0; TRY: 1 if it is taken; UNLOCK: 1 if it was not locked that way. */
    int (*mutex)(uint32_t obj, enum go_probe_op op);
    int (*rwmutex)(uint32_t obj, enum go_probe_op op);
    /* POINT. 0, or which panic: 1 negative counter, 2 Add concurrent with Wait, 3 reused. */
    int (*waitgroup_add)(uint32_t obj, int32_t delta, bool done);
    int (*waitgroup_wait)(uint32_t obj);
    /* POINT. True: the caller runs the function, then calls once_end. */
    bool (*once_begin)(uint32_t obj);
    void (*once_end)(uint32_t obj);
    /* POINT. LOCKER's kind is that of its handle; READER: its reading side. Gives it back, waits for a
     * signal, and takes it again. 0; 1 if it was not locked that way. */
    int (*cond_wait)(uint32_t obj, uint32_t locker, bool reader);
    void (*cond_wake)(uint32_t obj, bool all);
    /* POINT: an atomic access is about to happen. */
    void (*atomic)(uint32_t obj, enum go_probe_access access);
    /* POINTs: a context is about to be cancelled, by the program, its deadline or its parent (it may have
     * been already); its error is about to be read. CANCELLED: whether there is one now. */
    void (*cancel)(uint32_t obj);
    void (*context_err)(uint32_t obj, bool cancelled);

    /* Goroutines. spawn: POINT; as pthread_create, of a detached thread that is a goroutine; ENTRY
     * is the program's function. */
    int (*spawn)(const pthread_attr_t *attr, void *(*start)(void *), void *arg, const char *name,
                 void (*entry)(void *));
    void (*set_name)(const char *name);
    void (*yield)(void); /* POINT */
    /* POINT of main after its Goexit: it waits for ever; true if no goroutine is left. */
    bool (*main_goexit)(void);
    /* While +1 counts more often than -1, no other task is chosen unless the caller has to wait. */
    void (*hold)(int delta);
    /* The process is about to end by KIND with TEXT; OBJ may be 0. */
    void (*fatal)(enum go_probe_fatal kind, uint32_t obj, const char *text);

    /* Calls FN(ARG, NOW) on a task of the probe's own at DEADLINE (ns, CLOCK_MONOTONIC as the program
     * sees it), then every PERIOD ns if that is not 0. FN may make calls marked POINT that cannot wait.
     * INT64_MAX disarms. */
    void (*timer)(struct go_probe_timer *timer, int64_t deadline, int64_t period,
                  void (*fn)(void *arg, int64_t now), void *arg);

    /* POINT: lets the others run, fairly, until none can or the drain's bounds are reached. */
    void (*drain)(void);
    /* The goroutine of task TASK (see task()) was found left over by the program's own check; or is not
     * to be counted at the process's end. */
    uint32_t (*task)(void); /* of the calling goroutine */
    void (*leaked)(uint32_t task);
    void (*expected)(uint32_t task);
};

/* The shim's: its table, if it speaks VERSION; else NULL, and it ends the run with one line. The
 * runtime's own code is [TEXT, END): what it does with memory is no access of the program's. */
extern const struct go_probe *detsched_go_attach(uint32_t version, const void *text,
                                                 const void *end) __attribute__((weak));

#endif
