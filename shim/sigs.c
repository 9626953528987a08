/* sigs.c: what is pending, for which task, and who can take it. */
#define _GNU_SOURCE
#include "sigs.h"

#include <errno.h>
#include <string.h>

#include "fd.h"
#include "task.h"
#include "watch.h"

/* The kernel's own limit is about as high. */
enum { MOST_PENDING = 4096 };

struct sh_pending {
    struct sh_pending *next;
    bool shared; /* in a task's queue: it was sent to the process, and this task was chosen */
    uint32_t by; /* task that sent it */
    siginfo_t info;
};

static struct {
    struct sh_pending *queue; /* sent to the process; nobody could take it yet. Oldest first */
    struct sh_pending *free;
    uint32_t used; /* entries of the pool that were ever used */
    uint32_t live; /* entries in queues */
    bool dirty;    /* since the last look */
    uint32_t object;
    void (*timer_taken)(siginfo_t *info);
} sigs; /* token */
static struct sh_pending pool[MOST_PENDING];

static struct sh_pending *new_entry(void) {
    struct sh_pending *p = sigs.free;
    if (p)
        sigs.free = p->next;
    else if (sigs.used < MOST_PENDING)
        p = &pool[sigs.used++];
    sigs.live += p != NULL;
    return p;
}

static void release(struct sh_pending *p) {
    p->next = sigs.free;
    sigs.free = p;
    sigs.live--;
}

static void append(struct sh_pending **queue, struct sh_pending *p) {
    while (*queue)
        queue = &(*queue)->next;
    p->next = NULL;
    *queue = p;
    sigs.dirty = true;
}

static uint64_t set_of(const struct sh_pending *queue, bool shared, bool own) {
    uint64_t set = 0;
    for (; queue; queue = queue->next)
        if (queue->shared ? shared : own)
            set |= SH_SIG_BIT(queue->info.si_signo);
    return set;
}

/* Takes out of QUEUE the oldest of the lowest signal in SET; SHARED as its entries have to be. */
static struct sh_pending *take_out(struct sh_pending **queue, uint64_t set, bool shared) {
    struct sh_pending **best = NULL, *p;
    for (; *queue; queue = &(*queue)->next)
        if ((*queue)->shared == shared && (SH_SIG_BIT((*queue)->info.si_signo) & set) &&
            (!best || (*queue)->info.si_signo < (*best)->info.si_signo))
            best = queue;
    if (!best)
        return NULL;
    p = *best;
    *best = p->next;
    sigs.dirty = true;
    return p;
}

static void drop_all(struct sh_pending **queue, int sig) {
    struct sh_pending *p;
    while ((p = take_out(queue, SH_SIG_BIT(sig), false)) ||
           (p = take_out(queue, SH_SIG_BIT(sig), true)))
        release(p);
}

static uint32_t task_count(void) {
    return ds_totals(sh.engine)->tasks;
}

/* A task of the program's that has not ended; NULL for others. */
static struct sh_task *live_task(uint32_t id) {
    const struct ds_task_rec *rec = ds_task_at(sh.engine, id);
    bool lives = rec->state == DS_TASK_READY || rec->state == DS_TASK_RUNNING;
    return lives && !rec->daemon && rec->want.op != DS_OP_PROC_EXIT ? sh_task_at(id) : NULL;
}

static bool ignores(int sig) {
    const struct sigaction *act = sh_sigs_act(sig);
    return act->sa_handler == SIG_IGN ||
           (act->sa_handler == SIG_DFL && sh_sigs_default_ignores(sig));
}

static bool kills(int sig) {
    return sh_sigs_act(sig)->sa_handler == SIG_DFL && !sh_sigs_default_ignores(sig);
}

/* A standard signal is pending once only. */
static bool pending_already(const struct sh_task *to, int sig) {
    if (sig >= 32)
        return false;
    if (to)
        return set_of(to->sigs.queue, false, true) & SH_SIG_BIT(sig);
    uint64_t set = set_of(sigs.queue, true, true);
    for (uint32_t i = 0; i < task_count(); i++)
        set |= set_of(sh_task_at(i)->sigs.queue, true, false);
    return set & SH_SIG_BIT(sig);
}

/* Chooses a task that can take SIG, which was sent to the process; NULL: all block it. */
static struct sh_task *choose(int sig) {
    enum { MOST = 1024 };
    static uint32_t able[MOST]; /* token */
    uint32_t n = 0;
    for (uint32_t i = 0; i < task_count() && n < MOST; i++) {
        const struct sh_task *t = live_task(i);
        if (t && (~t->sigmask | t->sigs.waits) & SH_SIG_BIT(sig))
            able[n++] = i;
    }
    return n ? sh_task_at(ds_pick(sh.engine, able, n)) : NULL;
}

/* Hands P to the task TO, or to one that can take it. */
static void hand(struct sh_pending *p, struct sh_task *to) {
    int sig = p->info.si_signo;
    p->shared = to == NULL;
    if (!to)
        to = choose(sig);
    if (to && kills(sig) && !((to->sigmask | to->sigs.waits) & SH_SIG_BIT(sig))) {
        release(p);
        sh_sigs_default(sig);
        return;
    }
    append(to ? &to->sigs.queue : &sigs.queue, p);
}

int sh_sigs_send(struct sh_task *to, int sig, const siginfo_t *info) {
    const struct sh_task *looks = to ? to : sh_task_at(0);
    if (to && !live_task(to->id))
        return 0;
    if (ignores(sig) && !((looks->sigmask | looks->sigs.waits) & SH_SIG_BIT(sig)))
        return 0;
    if (info->si_code != SI_TIMER && pending_already(to, sig))
        return 0;
    struct sh_pending *p = new_entry();
    if (!p)
        return EAGAIN;
    p->info = *info;
    p->info.si_signo = sig;
    p->by = info->si_code <= 0 && info->si_pid == sh.pid ? sh.current : DS_NO_TASK;
    hand(p, to);
    return 0;
}

/* What was sent to the process and could not be taken: T may be able to by now. */
static void pull(struct sh_task *t) {
    struct sh_pending *p;
    while (sigs.queue && (p = take_out(&sigs.queue, ~t->sigmask, true)))
        append(&t->sigs.queue, p);
}

/* What was given to T as one of many goes to others, as far as it is in SET. */
static void pass_on(struct sh_task *t, uint64_t set) {
    struct sh_pending *p;
    while (t->sigs.queue && (p = take_out(&t->sigs.queue, set, true)))
        hand(p, NULL);
}

void sh_sigs_mask(struct sh_task *t, uint64_t mask) {
    const uint64_t never =
        SH_SIG_BIT(SIGKILL) | SH_SIG_BIT(SIGSTOP) | SH_SIG_BIT(32) | SH_SIG_BIT(33);
    mask &= ~never;
    if (mask == t->sigmask)
        return;
    t->sigmask = mask;
    sh_mask_enter(t);
    if (sigs.live) {
        pass_on(t, mask);
        pull(t);
        sigs.dirty = true;
    }
}

uint64_t sh_sigs_pending(const struct sh_task *t) {
    return set_of(t->sigs.queue, true, true) | set_of(sigs.queue, true, true);
}

static struct sh_pending *take(struct sh_task *t, uint64_t set) {
    struct sh_pending *p = take_out(&t->sigs.queue, set, false);
    if (!p)
        p = take_out(&t->sigs.queue, set, true);
    return p ? p : take_out(&sigs.queue, set, true);
}

siginfo_t *sh_sigs_of_timer(int id) {
    struct sh_pending *p;
    for (uint32_t i = 0; sigs.live && i <= task_count(); i++)
        for (p = i == 0 ? sigs.queue : sh_task_at(i - 1)->sigs.queue; p; p = p->next)
            if (p->info.si_code == SI_TIMER && p->info.si_timerid == id)
                return &p->info;
    return NULL;
}

int sh_sigs_take(struct sh_task *t, uint64_t set, siginfo_t *info) {
    struct sh_pending *p = sigs.live ? take(t, set) : NULL;
    if (!p)
        return 0;
    *info = p->info;
    release(p);
    if (info->si_code == SI_TIMER && sigs.timer_taken)
        sigs.timer_taken(info);
    return info->si_signo;
}

enum sh_ran sh_sigs_deliver(struct sh_task *t) {
    enum sh_ran ran = SH_RAN_NOTHING;
    uint32_t upon = t->sigs.upon;
    struct sh_pending *p;
    t->sigs.upon = DS_OP_NONE; /* the handlers make calls of their own */
    sh_sigs_collect();
    while (sigs.live && (p = take(t, ~t->sigmask))) {
        siginfo_t info = p->info;
        uint32_t torn = p->by != t->id && sh_unsafe_op(upon) ? upon : DS_OP_NONE;
        release(p);
        if (info.si_code == SI_TIMER && sigs.timer_taken)
            sigs.timer_taken(&info);
        int sig = info.si_signo;
        struct sigaction act = *sh_sigs_act(sig);
        if (ignores(sig))
            continue;
        if (act.sa_handler == SIG_DFL) {
            sh_sigs_default(sig);
            continue;
        }
        if (ran == SH_RAN_NOTHING)
            ran = act.sa_flags & SA_RESTART ? SH_RAN_RESTART : SH_RAN_PLAIN;
        uint64_t back = t->sigs.restores ? t->sigs.restore : t->sigmask, more;
        t->sigs.restores = false;
        memcpy(&more, &act.sa_mask, sizeof more);
        if (act.sa_flags & (int)SA_RESETHAND) {
            sh_sigs_act(sig)->sa_handler = SIG_DFL;
            sh_sigs_install(sig);
        }
        sh_sigs_mask(t, t->sigmask | more | (act.sa_flags & SA_NODEFER ? 0 : SH_SIG_BIT(sig)));
        /* Others may run before the handler does; what else is pending interrupts it at once. */
        struct ds_request req = {.op = DS_OP_SIGNAL_TAKE,
                                 .obj = sh_sigs_object(),
                                 .arg = (uint32_t)sig,
                                 .deadline = DS_NEVER};
        sh_point(&req, NULL, (char *)(uintptr_t)act.sa_handler + 1); /* as a return address */
        sh_sigs_call(t, &act, &info, back, NULL, torn);
    }
    return ran;
}

void sh_sigs_end(struct sh_task *t) {
    struct sh_pending *p;
    t->sigmask = ~0ull;
    t->sigs.waits = 0;
    pass_on(t, ~0ull);
    while ((p = take_out(&t->sigs.queue, ~0ull, false)))
        release(p);
}

uint32_t sh_sigs_object(void) {
    if (sigs.object == DS_NO_OBJ) {
        sigs.object = ds_object(sh.engine, DS_KIND_EVENT, 0x7369676e616c73, 0);
        struct ds_obj_place *all = (void *)((char *)sh.region + sh.region->places_off);
        if (sh.region->places_off && sigs.object != DS_NO_OBJ)
            all[sigs.object] = (struct ds_obj_place){.place = DS_PLACE_NAMED, .name = "signals"};
    }
    return sigs.object;
}

void sh_sigs_on_timer(void (*taken)(siginfo_t *info)) {
    sigs.timer_taken = taken;
}

void sh_sigs_changed(void) {
    sigs.dirty = true;
}

void sh_sigs_look(void) {
    if (sh_sigs_noted() || sh_sigs_child_kept())
        sh_sigs_collect();
    if (!sigs.dirty)
        return;
    sigs.dirty = false;
    if (sh_signalfds_used())
        sh_watch_changed();
    for (uint32_t i = 0; i < task_count(); i++) {
        struct sh_task *t = live_task(i);
        if (!t || ds_task_at(sh.engine, i)->state != DS_TASK_READY)
            continue;
        uint64_t all = sh_sigs_pending(t);
        if (t->sigs.waits)
            ds_event_ready(sh.engine, i, (all & t->sigs.waits) != 0);
        if (set_of(t->sigs.queue, true, true) & ~t->sigmask & ~t->sigs.waits)
            ds_interrupt(sh.engine, i);
    }
}

bool sh_sigs_stuck(void) {
    for (uint32_t i = 0; sigs.live && i < task_count(); i++) {
        const struct sh_task *t = live_task(i);
        if (t && set_of(t->sigs.queue, true, true) & ~t->sigmask & ~t->sigs.waits)
            return true;
    }
    return false;
}

bool sh_sigs_goes_on(bool restartable) {
    uint32_t ran = sh_task_at(sh.current)->sigs.ran;
    return ran == SH_RAN_NOTHING || (restartable && ran == SH_RAN_RESTART);
}

void sh_sigs_borrow(const sigset_t *mask) {
    struct sh_task *t = sh_task_at(sh.current);
    uint64_t bits;
    memcpy(&bits, mask, sizeof bits);
    t->sigs.restore = t->sigmask;
    t->sigs.restores = t->sigs.borrowed = true;
    sh_sigs_mask(t, bits);
}

bool sh_sigs_broken(void) {
    const struct sh_task *t = sh_task_at(sh.current);
    return t->sigs.borrowed && !t->sigs.restores;
}

void sh_sigs_give_back(void) {
    struct sh_task *t = sh_task_at(sh.current);
    int saved = errno;
    t->sigs.borrowed = false;
    if (t->sigs.restores) {
        t->sigs.restores = false;
        sh_sigs_mask(t, t->sigs.restore);
    }
    if (t->sigs.queue)
        sh_sigs_deliver(t);
    errno = saved;
}

void sh_sigs_forget(void) {
    for (uint32_t i = 0; i < task_count(); i++)
        for (struct sh_pending *p; (p = sh_task_at(i)->sigs.queue);) {
            sh_task_at(i)->sigs.queue = p->next;
            release(p);
        }
    for (int sig = 1; sig <= SH_SIGNALS; sig++)
        drop_all(&sigs.queue, sig);
    sh_sigs_forget_child();
}

int sh_sigs_action(int sig, const struct sigaction *act, struct sigaction *old) {
    if (sig < 1 || sig > SH_SIGNALS || sig == 32 || sig == 33) {
        errno = EINVAL;
        return -1;
    }
    struct sigaction *now = sh_sigs_act(sig), before = *now;
    if (act) {
        *now = *act;
        sigdelset(&now->sa_mask, SIGKILL);
        sigdelset(&now->sa_mask, SIGSTOP);
        if (sh_sigs_install(sig) != 0) {
            *now = before;
            return -1;
        }
        if (sh.controlled && sigs.live && ignores(sig)) {
            drop_all(&sigs.queue, sig);
            for (uint32_t i = 0; i < task_count(); i++)
                drop_all(&sh_task_at(i)->sigs.queue, sig);
        }
    }
    if (old)
        *old = before;
    return 0;
}
