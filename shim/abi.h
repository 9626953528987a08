/* abi.h: the only header that the harness and the code inside the target share.
 *
 * One region of shared memory for each worker, created by the harness, inherited by descriptor and
 * mapped by the shim at start. It survives any crash of the target. Rule for changes: any change of
 * layout or meaning raises DS_ABI_VERSION; both sides refuse another version. Everything in the
 * region may have been scribbled over by the program under test: the harness validates each field
 * and follows no pointer in it.
 *
 * Flow under fork isolation: the shim stops before main, fills `hello`, then serves commands that
 * arrive as single bytes on the control socket (DS_CMD_*). It answers each with one byte (DS_ANS_*).
 * Under exec isolation there is no socket: the process plays the one seed in `plan` and ends.
 */
#ifndef DS_ABI_H
#define DS_ABI_H

#include <stdint.h>

#include "../runtime/engine/engine.h"

#define DS_ABI_MAGIC 0x6863736465746473ull
#define DS_ABI_VERSION 7

/* The one environment variable: "REGIONFD:SOCKETFD", SOCKETFD -1 under exec isolation. */
#define DS_ENV "DETSCHED"

enum ds_isolation { DS_ISO_FORK, DS_ISO_EXEC };
enum ds_carrier { DS_CARRIER_FIBER, DS_CARRIER_THREAD };

enum ds_cmd {
    DS_CMD_BATCH =
        'b',          /* play plan.first, plan.first+plan.stride, ... until plan.count or a stop */
    DS_CMD_ONE = 'o', /* play plan.config as it is, once */
    DS_CMD_QUIT = 'q'
};
enum ds_ans {
    DS_ANS_HELLO = 'h', /* hello is filled */
    DS_ANS_DONE = 'd',  /* the batch is over: results[0..result_count) */
    DS_ANS_STOP = 's'   /* the last result is one the harness must look at; region kept as it was */
};

enum ds_hello_problem {
    DS_HELLO_OK,
    DS_HELLO_THREADS,  /* a thread existed before main: use exec isolation */
    DS_HELLO_LIBC,     /* a required symbol of libc is missing: hello.text names it */
    DS_HELLO_VERSION,  /* the region is of another version */
    DS_HELLO_RESOURCE, /* fork, mmap, ... failed: hello.text */
    DS_HELLO_TEST,     /* a cmocka test is named, and no cmocka is there to be told */
    DS_HELLO_RACES     /* harness: compiled for race detection, and our runtime did not answer */
};

/* Whether the program was compiled for race detection, and which runtime is in the process. */
enum ds_hello_races { DS_RACES_NONE, DS_RACES_OURS, DS_RACES_FOREIGN };

/* Filled by the shim before the answer HELLO. */
struct ds_hello {
    uint32_t done; /* 1 when complete */
    uint32_t version;
    uint32_t problem; /* enum ds_hello_problem */
    uint32_t carrier; /* the one in use */
    int32_t pid;      /* of the server, or of the process under exec isolation */
    uint32_t fsgsbase;
    uint32_t races; /* enum ds_hello_races */
    uint32_t spare;
    char text[160];
};

/* Which plain accesses of a program that was compiled for race detection are scheduling points. */
enum ds_preempt {
    DS_PREEMPT_SYNC,   /* none, and atomic ones neither */
    DS_PREEMPT_ATOMIC, /* none */
    DS_PREEMPT_RACY,   /* those at the plan's sites */
    DS_PREEMPT_ALL
};

/* An instruction of the program, the same in each process: a module by the CRC-32 of its file's base name
 * (the empty name for the program itself), and the file address. */
#define DS_MAX_SITES 64
struct ds_site {
    uint64_t offset;
    uint32_t module;
    uint32_t spare;
};

/* Written by the harness before a command. */
struct ds_plan {
    uint64_t first, stride, count; /* BATCH: seeds */
    struct ds_config config;       /* ONE: complete. BATCH: template; seed, strategy, params and
                                      spurious_max come from ds_mix_apply() for each seed */
    uint32_t mix;        /* DS_MIX_DEFAULT: ds_mix_apply(); DS_MIX_ONE: config.strategy for all */
    uint32_t explain;    /* enum ds_explain bits */
    int64_t realtime_ns; /* CLOCK_REALTIME at start_ns */
    uint32_t busy_ms;    /* CPU time without a point before a timer pre-empts; 0 never */
    uint32_t stdin_fd_kind; /* 0: as inherited */
    uint32_t output_cap;    /* bytes of stdout and of stderr that are kept */
    uint32_t monitor;       /* thread carrier, and who sleeps in the kernel gives up the token */
    uint32_t preempt;       /* enum ds_preempt */
    uint32_t site_count;
    struct ds_site
        sites[DS_MAX_SITES]; /* return addresses of accesses that the profile saw unordered */
    uint64_t stop_at;        /* STOPS: a debugger holds the run before this event, once */
    uint32_t stop_race;      /* STOPS: and at the race of this number, from 1; 0 none */
    uint32_t spare;
};
enum ds_explain {
    DS_EXPLAIN_STACKS = 1, /* capture the stack of every event */
    DS_EXPLAIN_STOPS = 2   /* the run is debugged: shim/debug.h */
};
enum ds_unsafe {
#define SH_UNSAFE(id, name) DS_UNSAFE_##id,
#include "unsafe.def"
#undef SH_UNSAFE
    DS_UNSAFE_COUNT
};

/* Ticks of the timer that pre-empts busy loops; sent by the watchdog, a question. */
enum { DS_WATCH_SIGNAL = 64 };
enum { DS_MIX_ONE, DS_MIX_DEFAULT };

/* How a seed ended, as the process that ran it saw it. */
enum ds_stage {
    DS_STAGE_NONE,    /* never started */
    DS_STAGE_RUNNING, /* main entered, no end seen: died by signal, or exit_group behind our back */
    DS_STAGE_EXITED,  /* the program's own end; the drain may follow */
    DS_STAGE_DRAINED, /* ended and drained */
    DS_STAGE_STOPPED, /* the engine ended it: see engine totals' status */
    DS_STAGE_PANICKED /* ended by itself, as ds_panic says; no drain follows */
};

/* One line for each seed of a batch; also filled for ONE. */
struct ds_result_rec {
    uint64_t seed;
    uint64_t trace_hash; /* totals.trace_hash with output and status mixed in */
    uint64_t schedule_hash;
    uint64_t out_hash, lines_hash; /* of standard output alone: outhash.h */
    uint64_t points, decisions;
    uint64_t first_misuse; /* seq of the first event with a misuse, 0 none */
    int32_t wait_status;   /* as waitpid gave it */
    uint32_t strategy;     /* enum ds_strategy_id */
    uint32_t stage;        /* enum ds_stage */
    uint32_t status;       /* enum ds_status */
    uint32_t limits;
    uint32_t tasks, competed;
    uint32_t misuses;
    uint32_t live;      /* tasks not exited, or not joined, when the run ended, main aside */
    uint32_t preempted; /* timer pre-emptions: the schedule is not exact */
    uint32_t refused;   /* number of refused calls; the region's message names the first */
    uint32_t early, spurious;
    uint32_t adopted;
    uint32_t asserted; /* __assert_fail was called, or detsched_assert failed */
    uint32_t wall_us;  /* timing only */
    uint32_t children; /* reports of child processes that count */
    uint32_t stuck;    /* different calls in which a task gave up the token */
    uint32_t notes;    /* enum ds_note bits */
    uint32_t leaked;   /* goroutines with DS_MARK_LEAKED */
    uint32_t held;     /* locks of the Go-like runtime that nobody gave back */
    uint32_t races;    /* records in region.races */
};

#define DS_MAX_FRAMES 48
#define DS_MAX_MODULES 128
#define DS_MAX_STACKS 65536
#define DS_MAX_BATCH 4096
#define DS_MAX_SCRIPT (1u << 20)
#define DS_MAX_DEPARTURES (1u << 15) /* their bytes are fewer than DS_MAX_SCRIPT */
#define DS_NAME_LEN 32
#define DS_MAX_NAMES 1024

/* A stack: return addresses, innermost first; symbolise pc - 1 except for a crash's first frame. */
struct ds_stack {
    uint32_t depth;
    uint32_t exact_first; /* frame[0] is the faulting address itself */
    uint64_t pc[DS_MAX_FRAMES];
};
struct ds_module {
    uint64_t start, end; /* mapped range */
    uint64_t bias;       /* load bias: file address = pc - bias */
    char path[200];      /* empty for the main program */
};
/* Name of an object or task, given by the program or derived by the shim. Where an address is:
 * static: module index and offset; heap: allocating task, its allocation's count, offset in it;
 * stack: task, depth below its entry, how many objects were seen there before. */
enum ds_place { DS_PLACE_UNKNOWN, DS_PLACE_STATIC, DS_PLACE_HEAP, DS_PLACE_STACK, DS_PLACE_NAMED };
struct ds_obj_place {
    uint32_t place;         /* enum ds_place */
    uint32_t task;          /* task handle, HEAP and STACK */
    uint64_t a;             /* STATIC: module-relative file address; HEAP: count; STACK: depth */
    uint64_t b;             /* STATIC: module index; HEAP: offset; STACK: generation */
    char name[DS_NAME_LEN]; /* given by the program, else empty */
    uint32_t copy_of;       /* object that its memory was copied from, DS_NO_OBJ */
    uint32_t made_stack;    /* a channel or a context: where it was made; 0 unknown */
};

/* What is known of a goroutine's being left over. */
enum ds_mark {
    DS_MARK_LEAKED = 1,   /* by the program's own check */
    DS_MARK_EXPECTED = 2, /* the program says that it may be there at the end */
    DS_MARK_HOPELESS = 4  /* it waited for what no live task could reach */
};
struct ds_task_info {
    int32_t tid;
    uint32_t create_stack; /* where it was created; 0 unknown */
    uint32_t final_stack;  /* where it stood when the run ended; 0 unknown */
    uint32_t adopted;
    uint64_t start_pc;  /* start routine; of a goroutine the program's function */
    uint32_t goroutine; /* 1: it is one */
    uint32_t marks;     /* enum ds_mark bits */
    char name
        [DS_NAME_LEN]; /* pthread_setname_np; of a goroutine what it was started with, or named */
};

/* Why a program of goroutines ended itself with status 2. */
enum ds_panic_kind {
    DS_PANIC_NONE,
    DS_PANIC_OTHER, /* any other panic; also the fatal errors of locks */
    DS_PANIC_SEND_CLOSED,
    DS_PANIC_CLOSE_CLOSED,
    DS_PANIC_CLOSE_NIL,
    DS_PANIC_WAITGROUP,
    DS_PANIC_COPIED,
    DS_PANIC_ASLEEP, /* main has called Goexit, and every other goroutine has ended */
    DS_PANIC_COUNT
};
struct ds_panic {
    uint32_t kind; /* enum ds_panic_kind */
    uint32_t task, stack;
    uint32_t obj; /* DS_NO_OBJ if it is about none */
    char text[240];
};

/* A process that fork made in which a task waits for ever. Written by that process; it counts if the
 * program has waited for that process, which makes it the same in each run. Tasks and objects are those of the run at the fork. */
enum ds_child_state { DS_CHILD_FREE, DS_CHILD_WRITING, DS_CHILD_TOLD, DS_CHILD_COUNTS };
#define DS_MAX_CHILDREN 4
struct ds_child_report {
    uint32_t state;  /* enum ds_child_state; atomic */
    uint32_t forker; /* task that called fork */
    uint64_t key;    /* which of its children, for the order of two reports */
    int32_t pid;
    uint32_t own_wait;   /* the task waits for what it holds itself */
    uint32_t task;       /* that waits; DS_NO_TASK: one that the child made */
    uint32_t holder;     /* of what it waits for; DS_NO_TASK: a task that the child made */
    uint32_t obj;        /* what it waits for; DS_NO_OBJ: made in the child */
    uint32_t op;         /* enum ds_op of the wait */
    uint64_t held_since; /* event of the run, 0 if it was taken in the child */
    struct ds_stack forked, waits;
};

/* Two accesses of the program that nothing orders, or one to memory that was given back. */
#define DS_MAX_RACES 64
enum ds_access_flag { /* equal to enum race_flag */
                      DS_ACCESS_WRITE = 1,
                      DS_ACCESS_ATOMIC = 2,
                      DS_ACCESS_FREE = 4,
                      DS_ACCESS_VPTR = 8,
                      DS_ACCESS_LIBC = 16
};
struct ds_access {
    uint32_t task;
    uint32_t stack;    /* its first address is behind the access */
    uint32_t position; /* how many events of its task there were before it */
    uint32_t size;
    uint32_t flags;  /* enum ds_access_flag */
    uint32_t offset; /* of its first byte, from the first byte that both touch; an int32_t */
};
struct ds_race {
    struct ds_access side[2];  /* in the order in which they happened */
    struct ds_obj_place place; /* of the first byte that both touch */
    uint64_t block_size;       /* HEAP */
    uint32_t block_stack;      /* HEAP: where the block was allocated; 0 by uninstrumented code */
    uint32_t freed;            /* 1: the second access is to memory that the first gave back */
    uint32_t unordered;        /* 1: nothing orders the two */
    uint32_t
        foreign;  /* 1 + index of the module of uninstrumented code that the block comes from; 0 */
    uint64_t seq; /* number of the last event when it was found */
};

/* The call in which the harness saw the holder of the token asleep: it is to give the token up. */
struct ds_stuck_ask {
    uint32_t asked; /* atomic; the shim takes it back */
    uint32_t call;
    uint64_t arg[3];
    uint64_t sp, pc; /* pc: behind the system call's instruction */
};
#define DS_MAX_STUCK_CALLS 8

enum ds_note {
    DS_NOTE_DEEPBIND = 1,   /* dlopen's RTLD_DEEPBIND was dropped */
    DS_NOTE_LOCK_LEFT = 2,  /* a goroutine ended with a lock that nobody gave back: look closely */
    DS_NOTE_RACE_BOUND = 4, /* the data-race runtime met a bound: region.race_bound says which */
};

/* A process that fork made and that ended by itself: what its own engine counted since the fork. It
 * counts in the seed's result under the same condition. With more ends than fit, none does. */
#define DS_MAX_CHILD_ENDS 64
struct ds_child_end {
    uint32_t done; /* the rest is filled; atomic */
    int32_t pid;
    uint64_t key, points, schedule_hash;
    uint32_t tasks, competed;
};

#define DS_MAX_TEST_NAME 256
#define DS_NO_ADDR UINT64_MAX

/* The region. Offsets are from its start; the engine's memory follows the fixed part. */
struct ds_region {
    uint64_t magic;
    uint32_t version;
    uint32_t isolation;              /* harness: enum ds_isolation */
    uint32_t carrier;                /* harness: wanted */
    uint32_t any_target;             /* harness: 1 if the target is found by exclusion (script) */
    uint64_t target_dev, target_ino; /* harness: identity of the program */
    uint64_t size;                   /* harness: of the whole region */
    uint64_t engine_off, engine_size;
    uint64_t tasks_off, places_off; /* harness */
    int32_t out_fd,
        err_fd; /* harness: descriptors that become 1 and 2 of each seed; -1 as they are */
    uint8_t cpu_mask[128]; /* harness: affinity the program sees */
    uint32_t cpu_pin;      /* harness: CPU + 1 that this worker is pinned to; 0 not pinned */
    uint32_t race_off;     /* harness: 1: the data-race runtime is not attached */
    char cmocka_test[DS_MAX_TEST_NAME]; /* harness: the one test to be run; empty: all */

    struct ds_hello hello;
    struct ds_plan plan;
    /* harness: what the plan's strategy follows: REPLAY the stream of choices, DEPART the departures */
    uint8_t script[DS_MAX_SCRIPT];

    /* progress, read by the harness's watchdog while a seed runs */
    int32_t child_pid;
    uint32_t running_task; /* who holds the token */
    uint64_t heartbeat;    /* grows at each point */
    uint64_t seeds_started;

    /* of the seed played last */
    uint32_t stage;
    uint32_t exit_code;    /* status given to exit, when stage says so */
    uint32_t fatal_signal; /* handler saw it; 0 none */
    uint32_t fatal_task;
    uint32_t fatal_stack;
    uint32_t uncontrolled_wait; /* waited for a thread that is not ours */
    uint64_t fatal_addr;        /* what could not be reached; DS_NO_ADDR if that is not why */
    uint64_t out_end, err_end;  /* lengths of output before the drain; UINT64_MAX if no drain */
    uint32_t live, misuses, preempted, refused, adopted, asserted;
    uint64_t first_misuse;
    uint32_t stack_count; /* stacks[1..stack_count] are valid */
    uint32_t module_count;
    char message[256];     /* first refused call, failed assertion, or reason of the stop */
    char assert_text[256]; /* "file:line: function: Assertion ..." */
    struct ds_panic panic;
    uint32_t leaked, held; /* as in a result */

    uint32_t result_count;
    uint32_t stuck_stack; /* where the task stood when DS_WATCH_SIGNAL asked; 0 not answered */
    struct ds_result_rec results[DS_MAX_BATCH];
    struct ds_child_report children[DS_MAX_CHILDREN];
    struct ds_stuck_ask ask;                 /* harness; `asked` both */
    uint64_t shim_start, shim_end;           /* our own code: who sleeps there is not stuck */
    uint32_t notes;                          /* enum ds_note bits: what to say of this seed */
    uint32_t stuck_calls;                    /* system calls in which tasks were stuck: */
    uint32_t stuck_call[DS_MAX_STUCK_CALLS]; /* each once, in the order of the first time */
    uint32_t child_ends;                     /* atomic; may be above DS_MAX_CHILD_ENDS */
    uint32_t forked_tasks, forked_competed;  /* of all ends that count; filled when the run ends */
    uint32_t spare1;
    uint64_t forked_points, forked_schedule;
    struct ds_child_end ends[DS_MAX_CHILD_ENDS];
    uint32_t race_count, race_lost; /* records, and what there was no room for */
    char race_suppressions[8192];   /* __tsan_default_suppressions() of the program, cut */
    char race_bound[96];            /* which bound of the data-race runtime was met first */
    struct ds_race races[DS_MAX_RACES];
    struct ds_module modules[DS_MAX_MODULES];
    struct ds_stack stacks[DS_MAX_STACKS];
    /* then, each at its offset: struct ds_task_info[config.max_tasks],
     * struct ds_obj_place[config.max_objects + 1], the engine's memory */
};

#endif
