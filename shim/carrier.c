/* carrier.c: the two carriers, which may be mixed in one run (an adopted thread is a KTHREAD even
 * when all others are fibers).
 *
 * The main kernel thread is the host of all fibers. When a KTHREAD has the token, the host waits on
 * host.gate; whoever wants a fiber to go on names it in host.next and opens that gate.
 */
#define _GNU_SOURCE
#include "carrier.h"

#include <sys/auxv.h>
#include <sys/mman.h>

#include "sys.h"

void sh_fiber_switch(void **save_sp, void *load_sp, uintptr_t fs, int fsgsbase);
void sh_fiber_entry(void);

static struct {
    int fsgsbase;
    struct sh_task *next;  /* token: which fiber the host goes on with */
    uint32_t gate;         /* futex, atomic */
    struct sh_task reaper; /* a context of its own, for freeing the stack that was left */
    struct sh_task *dead;  /* token: for the reaper */
    uintptr_t top;         /* of the reaper's stack */
} host;

bool sh_fsgsbase(void) {
    return (getauxval(AT_HWCAP2) & 2) != 0;
}

static void gate_open(uint32_t *gate) {
    __atomic_store_n(gate, 1, __ATOMIC_RELEASE);
    sh_futex_wake(gate);
}

static void gate_wait(uint32_t *gate) {
    while (__atomic_load_n(gate, __ATOMIC_ACQUIRE) == 0)
        sh_futex_wait(gate, 0, 0);
    __atomic_store_n(gate, 0, __ATOMIC_RELAXED);
}

void sh_park(struct sh_task *t) {
    gate_wait(&t->gate);
}

static void prepare(struct sh_task *t, uintptr_t top, void (*body)(struct sh_task *)) {
    /* Laid out as sh_fiber_switch leaves it: control words, r15..r12, rbx, rbp, return address. */
    uint64_t *sp = (uint64_t *)((top & ~(uintptr_t)15) - 16);
    *--sp = (uintptr_t)sh_fiber_entry;
    *--sp = 0;               /* rbp */
    *--sp = 0;               /* rbx */
    *--sp = (uintptr_t)t;    /* r12 */
    *--sp = (uintptr_t)body; /* r13 */
    *--sp = 0;               /* r14 */
    *--sp = 0;               /* r15 */
    --sp;
    uint32_t mxcsr;
    uint16_t fpucw;
    __asm__ volatile("stmxcsr %0; fnstcw %1" : "=m"(mxcsr), "=m"(fpucw));
    *sp = (uint64_t)mxcsr | (uint64_t)fpucw << 32;
    t->sp = sp;
}

/* Bytes left free below the parked thread's frame. It sleeps in one system call with all signals
 * blocked, so nothing but the red zone is in use there. */
enum { PARK_GAP = 256 };

void sh_fiber_prepare(struct sh_task *t, uintptr_t parked) {
    prepare(t, (parked - PARK_GAP) & ~(uintptr_t)(SH_STACK_ALIGN - 1), sh_task_body);
}

static void switch_to(struct sh_task *from, struct sh_task *to) {
    if (from->sigmask != to->sigmask) /* one kernel thread has one mask; each task has its own */
        sh_mask_enter(to);
    if (from->sigs.has_alt || to->sigs.has_alt)
        sh_sigs_switch(from, to);
    if (from != to)
        sh_fiber_switch(&from->sp, to->sp, to->fs, host.fsgsbase);
}

/* On the host, standing in fiber FROM: let KTHREAD TO run until somebody wants a fiber again. */
static void host_yield(struct sh_task *from, struct sh_task *to) {
    gate_open(&to->gate);
    gate_wait(&host.gate);
    switch_to(from, host.next);
}

void sh_resumed(struct sh_task *t) {
    struct sh_task *dead = t->await;
    if (dead) {
        t->await = NULL;
        sh_task_reap(dead);
    }
}

/* What the caller's registers hold is in this frame meanwhile, above t->sp. */
__attribute__((noinline)) static void wait_here(struct sh_task *t) {
    char lowest[16] __attribute__((aligned(16)));
    __builtin_unwind_init();
    __asm__ volatile("" : : "r"(lowest) : "memory");
    t->sp = lowest;
    gate_wait(&t->gate);
}

void sh_transfer(struct sh_task *from, struct sh_task *to) {
    if (from->vehicle == SH_FIBER && to->vehicle == SH_FIBER) {
        switch_to(from, to);
    } else if (from->vehicle == SH_FIBER) {
        host_yield(from, to);
    } else {
        if (to->vehicle == SH_FIBER)
            host.next = to;
        gate_open(to->vehicle == SH_FIBER ? &host.gate : &to->gate);
        wait_here(from);
    }
    sh_resumed(from);
}

void sh_release(struct sh_task *t) {
    if (t->host)
        return; /* the main kernel thread stays: it hosts the fibers, and its end is the process's */
    t->released = 1;
    gate_open(&t->gate);
    sh_task_reap(t);
}

static void reaper_body(struct sh_task *self) {
    for (;;) {
        struct sh_task *dead = host.dead;
        struct sh_task *to = host.next;
        sh_release(dead);
        if (to->vehicle == SH_FIBER)
            switch_to(self, to);
        else
            host_yield(self, to);
    }
}

void sh_transfer_last(struct sh_task *from, struct sh_task *to) {
    if (from->vehicle == SH_FIBER) {
        host.dead = from;
        host.next = to;
        host.reaper.sigmask = from->sigmask;
        switch_to(from, &host.reaper);
        __builtin_trap();
    }
    /* A KTHREAD's exit is awaited by whoever runs next, on a stack that stays. */
    to->await = from;
    if (to->vehicle == SH_FIBER)
        host.next = to;
    gate_open(to->vehicle == SH_FIBER ? &host.gate : &to->gate);
}

int sh_carrier_begin(void) {
    enum { REAPER_STACK = 64 * 1024 };
    host.fsgsbase = sh_fsgsbase();
    char *stack = mmap(NULL, REAPER_STACK, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (stack == MAP_FAILED)
        return -1;
    host.reaper.vehicle = SH_FIBER;
    host.reaper.fs = (uintptr_t)__builtin_thread_pointer();
    host.top = (uintptr_t)stack + REAPER_STACK;
    prepare(&host.reaper, host.top, reaper_body);
    return 0;
}

void sh_carrier_forked(void) {
    host.next = host.dead = NULL;
    host.gate = 0;
    prepare(&host.reaper, host.top, reaper_body); /* it may have stood on the host that is gone */
}
