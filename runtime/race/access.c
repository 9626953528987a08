/* access.c: the entry points that a compiler calls before plain reads and writes and around functions. */
#include "entry.h"

#pragma GCC visibility push(default)

#define ACCESS(name, size, flags)                     \
    void name(const volatile void *addr);             \
    void name(const volatile void *addr) {            \
        race_entry_plain(addr, size, flags, RACE_PC); \
    }
#define ACCESS_AT(name, size, flags)                 \
    void name(const volatile void *addr, void *pc);  \
    void name(const volatile void *addr, void *pc) { \
        race_entry_plain(addr, size, flags, pc);     \
    }

/* An access that both reads and writes is looked at as the write that it is. */
#define EVERY_KIND(size)                                  \
    ACCESS(__tsan_read##size, size, 0)                    \
    ACCESS(__tsan_write##size, size, RACE_WRITE)          \
    ACCESS(__tsan_read_write##size, size, RACE_WRITE)     \
    ACCESS(__tsan_volatile_read##size, size, 0)           \
    ACCESS(__tsan_volatile_write##size, size, RACE_WRITE) \
    ACCESS_AT(__tsan_read##size##_pc, size, 0)            \
    ACCESS_AT(__tsan_write##size##_pc, size, RACE_WRITE)  \
    ACCESS_AT(__tsan_read_write##size##_pc, size, RACE_WRITE)

#define EVERY_UNALIGNED(size)                                       \
    ACCESS(__tsan_unaligned_read##size, size, 0)                    \
    ACCESS(__tsan_unaligned_write##size, size, RACE_WRITE)          \
    ACCESS(__tsan_unaligned_read_write##size, size, RACE_WRITE)     \
    ACCESS(__tsan_unaligned_volatile_read##size, size, 0)           \
    ACCESS(__tsan_unaligned_volatile_write##size, size, RACE_WRITE) \
    ACCESS_AT(__tsan_unaligned_read##size##_pc, size, 0)            \
    ACCESS_AT(__tsan_unaligned_write##size##_pc, size, RACE_WRITE)  \
    ACCESS_AT(__tsan_unaligned_read_write##size##_pc, size, RACE_WRITE)

EVERY_KIND(1)
EVERY_KIND(2)
EVERY_KIND(4)
EVERY_KIND(8)
EVERY_KIND(16)
EVERY_UNALIGNED(2)
EVERY_UNALIGNED(4)
EVERY_UNALIGNED(8)
EVERY_UNALIGNED(16)

#define RANGE(name, flags)                              \
    void name(const volatile void *addr, size_t size);  \
    void name(const volatile void *addr, size_t size) { \
        race_entry_range(addr, size, flags, RACE_PC);   \
    }
#define RANGE_AT(name, flags)                                     \
    void name(const volatile void *addr, size_t size, void *pc);  \
    void name(const volatile void *addr, size_t size, void *pc) { \
        race_entry_range(addr, size, flags, pc);                  \
    }

RANGE(__tsan_read_range, 0)
RANGE(__tsan_write_range, RACE_WRITE)
RANGE_AT(__tsan_read_range_pc, 0)
RANGE_AT(__tsan_write_range_pc, RACE_WRITE)

void __tsan_vptr_read(void **object);
void __tsan_vptr_read(void **object) {
    race_entry_plain(object, sizeof *object, RACE_VPTR, RACE_PC);
}

/* A constructor or destructor that stores what stands there already changes nothing for anyone. */
void __tsan_vptr_update(void **object, void *value);
void __tsan_vptr_update(void **object, void *value) {
    if (race_self && *object != value)
        race_plain(object, sizeof *object, RACE_WRITE | RACE_VPTR, RACE_PC);
}

void __tsan_func_entry(void *pc);
void __tsan_func_entry(void *pc) {
    if (RACE_LIKELY(race_self))
        race_enter(pc, __builtin_frame_address(0));
}

void __tsan_func_exit(void);
void __tsan_func_exit(void) {
    if (RACE_LIKELY(race_self))
        race_leave();
}

void __tsan_ignore_thread_begin(void);
void __tsan_ignore_thread_begin(void) {
    if (race_self)
        race_ignore(1, 1);
}

void __tsan_ignore_thread_end(void);
void __tsan_ignore_thread_end(void) {
    if (race_self)
        race_ignore(-1, -1);
}

/* Every instrumented module calls this when it is loaded, once for each file that it was made of. Those
 * that were there when control began are known. */
void __tsan_init(void);
void __tsan_init(void) {
    if (race_self)
        race_modules_changed();
}

void __tsan_flush_memory(void);
void __tsan_flush_memory(void) {}

int __tsan_testonly_shadow_stack_current_size(void);
int __tsan_testonly_shadow_stack_current_size(void) {
    return 0;
}

#pragma GCC visibility pop
