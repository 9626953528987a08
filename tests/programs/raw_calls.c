/* System calls by number answer as they do natively: result, errno, and all six arguments.
 * expect=exit-status; status=1; seeds=10; output=native; */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static const int numbers[] = {
    SYS_read,
    SYS_write,
    SYS_close,
    SYS_fstat,
    SYS_lseek,
    SYS_mprotect,
    SYS_munmap,
    SYS_ioctl,
    SYS_pread64,
    SYS_pwrite64,
    SYS_access,
    SYS_dup,
    SYS_dup2,
    SYS_fcntl,
    SYS_fsync,
    SYS_truncate,
    SYS_ftruncate,
    SYS_getcwd,
    SYS_chdir,
    SYS_rename,
    SYS_mkdir,
    SYS_rmdir,
    SYS_unlink,
    SYS_readlink,
    SYS_chmod,
    SYS_getrlimit,
    SYS_sysinfo,
    SYS_getpriority,
    SYS_setpriority,
    SYS_sched_getparam,
    SYS_statfs,
    SYS_mincore,
    SYS_madvise,
    SYS_msync,
    SYS_mlock,
    SYS_munlock,
    SYS_prctl,
    SYS_getxattr,
    SYS_listxattr,
    SYS_epoll_create1,
    SYS_inotify_init1,
    SYS_openat,
    SYS_mkdirat,
    SYS_unlinkat,
    SYS_faccessat,
    SYS_pipe2,
    SYS_dup3,
    SYS_memfd_create,
    SYS_copy_file_range,
    SYS_statx,
    SYS_close_range,
    SYS_uname,
    SYS_tgkill,
    SYS_capget,
    SYS_set_robust_list,
    SYS_get_robust_list,
    SYS_personality,
    5000,
    100000,
};

static void *idle(void *unused) {
    return unused;
}

/* What the kernel keeps of a thread: a list that another thread sees, and a word that is put back. */
static void *own_state(void *unused) {
    struct robust_list_head *first, *head, list = {.list.next = &list.list};
    size_t size;
    int *word = (int *)pthread_self();
    syscall(SYS_get_robust_list, 0l, &first, &size);
    printf("list: %d %ld", first->list.next == &first->list, size);
    printf(" %ld", syscall(SYS_set_robust_list, &list, sizeof list));
    printf(" %ld", syscall(SYS_get_robust_list, (long)gettid(), &head, &size));
    printf(" %d\n", head == &list);
    syscall(SYS_set_robust_list, first, sizeof list);
    printf("word: %d\n", syscall(SYS_set_tid_address, NULL) == gettid());
    while (*word != gettid()) /* glibc keeps it in the thread's descriptor */
        word++;
    printf("word: %d\n", syscall(SYS_set_tid_address, word) == gettid());
    return unused;
}

int main(void) {
    pthread_t other;
    pthread_create(&other, NULL, idle, NULL);
    /* Arguments that all of them refuse, or that change nothing. */
    for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        errno = 4321;
        long got = syscall(numbers[i], -1l, -1l, -1l, -1l, -1l, -1l);
        printf("%d: %d, %d\n", numbers[i], got == -1, got == -1 ? errno : 0);
    }
    char *page = (char *)syscall(SYS_mmap, NULL, 8192l, (long)(PROT_READ | PROT_WRITE),
                                 (long)(MAP_PRIVATE | MAP_ANONYMOUS), -1l, 0l);
    int fd = (int)syscall(SYS_memfd_create, "six", 0);
    page[0] = 'x';
    long six = syscall(SYS_pwrite64, (long)fd, page, 1l, 4096l);
    char *second =
        (char *)syscall(SYS_mmap, NULL, 4096l, (long)PROT_READ, (long)MAP_PRIVATE, (long)fd, 4096l);
    printf("six arguments: %ld %c\n", six, second == MAP_FAILED ? '-' : second[0]);
    pthread_join(other, NULL);
    pthread_create(&other, NULL, own_state, NULL);
    pthread_join(other, NULL);
    fflush(stdout);
    return 3;
}
