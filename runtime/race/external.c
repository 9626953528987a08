/* external.c: accesses to objects of a library that the program declares as accesses, and the calls of
 * managed languages: their heap, their locks, their releases and acquires.
 */
#include <stdlib.h>

#include "sync.h"

#pragma GCC visibility push(default)

/* Tags name kinds of objects in reports; any distinct value will do. */
void *__tsan_external_register_tag(const char *object_type);
void *__tsan_external_register_tag(const char *object_type) {
    static uintptr_t tags;
    (void)object_type;
    return (void *)__atomic_add_fetch(&tags, 1, __ATOMIC_RELAXED);
}

void __tsan_external_register_header(void *tag, const char *header);
void __tsan_external_register_header(void *tag, const char *header) {
    (void)tag;
    (void)header;
}

void __tsan_external_assign_tag(void *addr, void *tag);
void __tsan_external_assign_tag(void *addr, void *tag) {
    (void)addr;
    (void)tag;
}

static void external_access(void *addr, unsigned flags, void *caller_pc, const void *frame,
                            void *pc) {
    if (!race_self)
        return;
    if (caller_pc)
        race_enter(caller_pc, frame);
    race_plain(addr, 1, flags, pc);
    if (caller_pc)
        race_leave();
}

void __tsan_external_read(void *addr, void *caller_pc, void *tag);
void __tsan_external_read(void *addr, void *caller_pc, void *tag) {
    (void)tag;
    external_access(addr, 0, caller_pc, __builtin_frame_address(0), RACE_PC);
}

void __tsan_external_write(void *addr, void *caller_pc, void *tag);
void __tsan_external_write(void *addr, void *caller_pc, void *tag) {
    (void)tag;
    external_access(addr, RACE_WRITE, caller_pc, __builtin_frame_address(0), RACE_PC);
}

typedef uintptr_t java_ptr;

void __tsan_java_init(java_ptr heap, java_ptr size);
void __tsan_java_init(java_ptr heap, java_ptr size) {
    (void)heap;
    (void)size;
}

/* What the program is to exit with if races were found: that is said elsewhere. */
int __tsan_java_fini(void);
int __tsan_java_fini(void) {
    return 0;
}

#define JAVA_HEAP(name)                                     \
    void name(java_ptr block, java_ptr size);               \
    void name(java_ptr block, java_ptr size) {              \
        if (race_self && size)                              \
            race_table.fresh((void *)block, size, RACE_PC); \
    }
JAVA_HEAP(__tsan_java_alloc)
JAVA_HEAP(__tsan_java_free)

void __tsan_java_move(java_ptr from, java_ptr to, java_ptr size);
void __tsan_java_move(java_ptr from, java_ptr to, java_ptr size) {
    __tsan_java_alloc(from, size);
    __tsan_java_alloc(to, size);
}

java_ptr __tsan_java_find(java_ptr *from, java_ptr to);
java_ptr __tsan_java_find(java_ptr *from, java_ptr to) {
    (void)from;
    (void)to;
    return 0;
}

void __tsan_java_finalize(void);
void __tsan_java_finalize(void) {}

#define JAVA_SYNC(name, call)  \
    void name(java_ptr addr);  \
    void name(java_ptr addr) { \
        call;                  \
    }
JAVA_SYNC(__tsan_java_acquire, race_entry_acquire((void *)addr))
JAVA_SYNC(__tsan_java_release, race_entry_release((void *)addr))
JAVA_SYNC(__tsan_java_release_store, race_entry_release((void *)addr))
JAVA_SYNC(__tsan_java_mutex_lock, race_lock_taken((void *)addr, false))
JAVA_SYNC(__tsan_java_mutex_unlock, race_lock_given((void *)addr, false))
JAVA_SYNC(__tsan_java_mutex_read_lock, race_lock_taken((void *)addr, true))
JAVA_SYNC(__tsan_java_mutex_read_unlock, race_lock_given((void *)addr, true))

void __tsan_java_mutex_lock_rec(java_ptr addr, int levels);
void __tsan_java_mutex_lock_rec(java_ptr addr, int levels) {
    (void)levels;
    __tsan_java_mutex_lock(addr);
}

int __tsan_java_mutex_unlock_rec(java_ptr addr);
int __tsan_java_mutex_unlock_rec(java_ptr addr) {
    __tsan_java_mutex_unlock(addr);
    return 1;
}

#pragma GCC visibility pop
