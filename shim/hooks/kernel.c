/* kernel.c: what the kernel keeps for a thread: its name, and what it does at its end: it walks a robust list,
 * and clears an id.
 *
 * The kernel keeps them for each of its threads, and tasks share one; so here each task keeps what it
 * asked for, and a call answers from that. A thread that ends where the kernel would change memory by it
 * is refused. Who sets what was set, or leaves nothing behind, gets on. A process that ends leaves nobody.
 */
#define _GNU_SOURCE
#include "hook.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/uio.h>

#include "../sys.h"
#include "../task.h"

enum { ENTRIES = 2048 }; /* the kernel stops there too */

static long answer(long result) {
    if (result >= 0)
        return result;
    errno = (int)-result;
    return -1;
}

long sh_robust_set(const struct robust_list_head *head, size_t size) {
    if (size != sizeof *head)
        return answer(-EINVAL);
    sh_self->kernel.list = head;
    sh_self->kernel.list_set = true;
    return 0;
}

long sh_robust_get(int tid, const struct robust_list_head **head, size_t *size) {
    const struct sh_task *t = tid ? sh_task_of_tid(tid) : sh_self;
    if (!t || !t->kernel.list_set)
        return answer(sh_sys3(SYS_get_robust_list, t ? t->tid : tid, (long)head, (long)size));
    *size = sizeof **head;
    *head = t->kernel.list;
    return 0;
}

long sh_tid_word_set(void *word) {
    sh_self->kernel.word = word;
    sh_self->kernel.word_set = true;
    return sh_self->tid;
}

enum { COMM = 16 }; /* bytes of a kernel thread's name, with its end */

/* What the kernel makes of NAME is asked of the thread that carries the task, which may be another's. */
static int name_set(unsigned long name) {
    struct ds_task_info *info = sh_task_info(sh_self->id);
    char before[COMM];
    if (sh_real(prctl)(PR_GET_NAME, before) || sh_real(prctl)(PR_SET_NAME, name))
        return -1;
    sh_real(prctl)(PR_GET_NAME, info->name);
    if (sh_self->vehicle == SH_FIBER && sh_self->id != 0)
        sh_real(prctl)(PR_SET_NAME, before);
    return 0;
}

/* All but these acts on the kernel thread that carries the task. */
SH_EXPORT int prctl(int option, ...) {
    unsigned long arg[4];
    va_list args;
    va_start(args, option);
    for (int i = 0; i < 4; i++)
        arg[i] = va_arg(args, unsigned long);
    va_end(args);
    bool known = option == PR_SET_NAME || option == PR_GET_NAME || option == PR_GET_TID_ADDRESS;
    if (!known || !sh_enter(SH_SITE))
        return sh_real(prctl)(option, arg[0], arg[1], arg[2], arg[3]);
    if (option == PR_SET_NAME)
        return name_set(arg[0]);
    const char *name = sh_task_info(sh_self->id)->name;
    if (option == PR_GET_NAME && name[0]) {
        char comm[COMM] = {0}; /* a goroutine's name may be longer */
        memcpy(comm, name, COMM - 1);
        memcpy((void *)arg[0], comm, COMM);
        return 0;
    }
    if (option == PR_GET_NAME || !sh_task_tid_word())
        return sh_real(prctl)(option, arg[0], arg[1], arg[2], arg[3]);
    void *word = sh_self->kernel.word_set ? sh_self->kernel.word : sh_task_tid_word();
    memcpy((void *)arg[0], &word, sizeof word);
    return 0;
}

/* Memory of a list may be gone, which ends the walk, as in the kernel. */
static bool look(void *to, const void *from, size_t size) {
    struct iovec here = {to, size}, there = {(void *)(uintptr_t)from, size};
    return sh_sys6(SYS_process_vm_readv, sh_sys3(SYS_getpid, 0, 0, 0), (long)&here, 1, (long)&there,
                   1, 0) == (long)size;
}

static bool held(const struct robust_list *entry, long offset, int tid) {
    uintptr_t at = ((uintptr_t)entry & ~(uintptr_t)1) + (uintptr_t)offset;
    uint32_t word;
    return entry && look(&word, (const void *)at, sizeof word) &&
           (int)(word & FUTEX_TID_MASK) == tid;
}

static bool holds_any(const struct robust_list_head *list, int tid) {
    struct robust_list_head head;
    struct robust_list entry;
    if (!list || !look(&head, list, sizeof head))
        return false;
    const struct robust_list *at = head.list.next;
    bool found = held(head.list_op_pending, head.futex_offset, tid);
    for (unsigned i = 0; i < ENTRIES && at != &list->list && !found; i++) {
        const void *where = (const void *)((uintptr_t)at & ~(uintptr_t)1);
        found = held(at, head.futex_offset, tid);
        if (!where || !look(&entry, where, sizeof entry))
            break;
        at = entry.next;
    }
    return found;
}

void sh_kernel_end(const struct sh_task *t) {
    if (t->kernel.list_set && holds_any(t->kernel.list, t->tid))
        sh_refuse("a thread that ends with a lock on the list of set_robust_list");
    if (t->kernel.word_set && t->kernel.word != sh_task_tid_word())
        sh_refuse("a thread that ends after set_tid_address");
}
