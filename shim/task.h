/* task.h: the shim's side of a task: its real thread, where it stands, and how it is resumed. */
#ifndef SH_TASK_H
#define SH_TASK_H

#include "sigs.h"

/* Tasks' code starts at a multiple of this, so that over-aligned frames lie alike in every run. */
enum { SH_STACK_ALIGN = 256 };

struct sh_go_wait;

enum sh_vehicle {
    SH_FIBER,  /* its code runs on the main kernel thread, on its own thread's stack and TLS */
    SH_KTHREAD /* its code runs on its own kernel thread */
};

struct robust_list_head;
/* What the kernel would do for a thread at its end (hooks/kernel.c). */
struct sh_task_kernel {
    const struct robust_list_head *list;
    void *word;              /* to be cleared */
    bool list_set, word_set; /* the program has set it, perhaps to NULL */
};

/* Written by the token holder, except where said. A record is used once; records are zero at first. */
struct sh_task {
    uint32_t id;
    uint32_t vehicle; /* enum sh_vehicle */
    pthread_t thread; /* the real one */
    uintptr_t fs;     /* its thread pointer; written by the thread itself before `ready` */
    void *sp; /* while it is not running: its stack pointer; what it had in registers is above */
    uint32_t gate;    /* futex, atomic: 1 lets the parked kernel thread go */
    uint32_t ready;   /* futex, atomic: the new thread has filled its fields */
    uint32_t started; /* its start routine has been entered (it has a stack to look at) */
    uint32_t detached;
    int tid;
    int result;          /* of the decision that resumes it */
    uint32_t value;      /* same */
    uint64_t seq;        /* same */
    uint32_t dump;       /* resume only to capture its stack, then go back to `dump_back` */
    uint32_t hold_start; /* it was forced to start at once; undo the hold when it does */
    struct sh_task *dump_back;
    struct sh_task *next_ending; /* list of tasks whose exit is announced */
    uint32_t joined;             /* its real thread was joined: the pthread_t is stale */
    uint32_t released;           /* its kernel thread may end */
    uint32_t gone;               /* its kernel thread has ended */
    struct sh_task *await;       /* KTHREAD: wait for this one's kernel exit before going on */
    void *(*start)(void *);
    void *arg;
    void *ret;
    uintptr_t entry;      /* stack pointer at entry: depths are counted from here */
    uintptr_t low;        /* lowest address of its stack, or 0 */
    void *exit_jmp[5];    /* where pthread_exit's unwinding ends */
    uintptr_t exit_frame; /* CFA above which nothing is unwound */
    __pthread_unwind_buf_t
        *cleanup;         /* C cleanup handlers registered by __pthread_register_cancel */
    uint32_t clock_reads; /* since its last point */
    uint64_t sigmask;     /* the program's; for a FIBER the kernel gets it at each switch */
    struct sh_task_sigs sigs;
    struct sh_task_kernel kernel;
    struct sh_go_wait *go_wait; /* innermost channel operation that it is in; go.h */
    struct sh_task *next_stuck; /* stuck.c */
    int64_t stuck_pc, stuck_sp; /* where it got stuck */
    uint32_t host;              /* its kernel thread stays: it hosts the fibers, or was the first */
    uint32_t exit_code;         /* with which it ends the process */
    uint32_t forks;             /* child processes it has made */
    uint32_t fork_stack;        /* of the one that is being made */
    uint64_t fork_key;          /* same */
};

/* Task record of handle ID; NULL if out of range. */
struct sh_task *sh_task_at(uint32_t id);
/* Reserves the table for MAX tasks; called once, before control. Returns 0 or -1. */
int sh_tasks_reserve(uint32_t max);
/* Takes the record of handle ID into use. */
struct sh_task *sh_task_register(uint32_t id);
/* Kernel threads that belong to known tasks. */
uint32_t sh_tasks_with_threads(void);
/* Makes the calling thread task 0. ENTRY is its stack pointer at main's call. */
void sh_task_main_begin(uintptr_t entry);
/* In a child that fork made: T, which runs, is the only task that has a thread. */
void sh_tasks_forked(struct sh_task *t);
/* The word of the calling task's thread that the kernel clears at its end; NULL if unknown. */
void *sh_task_tid_word(void);
/* T is about to end: ends the run as refused if the kernel would now change memory for it. */
void sh_kernel_end(const struct sh_task *t);
/* Newest task that had this pthread_t, even if it is joined; NULL if no task ever had. */
struct sh_task *sh_task_of(pthread_t thread);

/* The live task whose thread has this id; NULL if there is none. */
struct sh_task *sh_task_of_tid(int tid);

/* Creates the real thread for task T (already known to the engine), parked. 0 or an errno number. */
int sh_task_spawn(struct sh_task *t, const pthread_attr_t *attr);
/* What every task but main runs, on its own stack: its routine, its destructors, its end. Comes back
 * on a KTHREAD only, which must then leave its start routine. */
void sh_task_body(struct sh_task *t);
/* Ends the running task in the model and gives the token away; the last task ends the process. */
void sh_task_end(struct sh_task *t);
/* Lets the engine decide for SELF, whose operation is posted: who runs next, or NULL if SELF, which is
 * stuck, is to try its call again. Does not return if the run is over. */
struct sh_task *sh_decide(struct sh_task *self);
/* The same when SELF has tried in vain. */
struct sh_task *sh_decide_on(struct sh_task *self);
/* Stands where T was resumed; serves requests to show its stack until it may really go on. */
void sh_back_in(struct sh_task *t);
/* Shared-region record of task ID. */
struct ds_task_info *sh_task_info(uint32_t id);
/* Gives the kernel the mask of T, which is to run on the calling kernel thread. */
void sh_mask_enter(const struct sh_task *t);
/* Runs T's start routine and destructors; pthread_exit comes back to here. */
void sh_task_start(struct sh_task *t);
/* Destructors of the calling task's thread: C++ thread_local ones, then keys in rounds. */
void sh_task_destructors(void);
/* Waits until T's kernel thread is gone; frees it if it is detached. */
void sh_task_reap(struct sh_task *t);
/* True if ADDR lies on the stack of a live task: which, and how far below its entry. */
bool sh_task_of_stack(uint64_t addr, uint32_t *task, uint64_t *depth);

#endif
