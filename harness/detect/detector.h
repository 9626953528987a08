/* detector.h: the interface of a detector: a pure function from a finished run to raw findings.
 *
 * One file a detector. A detector sees one run and nothing else; it must give the same findings for
 * a bare run and for the explained re-run of the same seed. What it finds is raw: precedence
 * (one root cause, one finding), fingerprints, symbols and words are added by harness/explain.c.
 */
#ifndef HN_DETECTOR_H
#define HN_DETECTOR_H

#include "../run.h"

/* In DESIGN's order: a lower number is more specific and takes precedence. */
enum hn_kind {
    HN_SELF_DEADLOCK,
    HN_LOST_WAKEUP,
    HN_SEND_ON_CLOSED,
    HN_CLOSE_OF_CLOSED,
    HN_NIL_CHANNEL,
    HN_WAITGROUP_MISUSE,
    HN_COPIED_LOCK,
    HN_LOCK_HELD_AT_EXIT,
    HN_PANIC,
    HN_GOROUTINE_LEAK,
    HN_CHANNEL_BLOCKED,
    HN_DEADLOCK,
    HN_PARTIAL_DEADLOCK,
    HN_DATA_RACE,
    HN_USE_AFTER_FREE,
    HN_MISUSE,
    HN_ASSERT,
    HN_CRASH,
    HN_EXIT_STATUS,
    HN_LIVELOCK,
    HN_NONDETERMINISM,
    HN_LOCK_ORDER,
    HN_THREAD_LEAK,
    HN_BUSY_LOOP,
    HN_UNBOUNDED_GOROUTINES,
    HN_CHANNEL_AS_MUTEX,
    HN_SLEEP_SYNC,
    HN_LOCK_ACROSS_BLOCKING,
    HN_CONTEXT_NOT_CANCELLED,
    HN_KIND_COUNT
};

#define HN_MAX_PARTIES 16
#define HN_MAX_EVIDENCE 32

struct hn_raw {
    enum hn_kind kind;
    char subkind[32];
    uint32_t tasks[HN_MAX_PARTIES]; /* those it is about; a cycle is in waiting order */
    uint32_t task_count;
    uint32_t more;   /* so many others, for which there was no room in `tasks`; pairs of accesses */
    bool fatal;      /* it ended the program, with status 2 */
    bool cycle;      /* tasks form a cycle of waiters */
    uint32_t object; /* what it is about, DS_NO_OBJ if nothing */
    uint64_t evidence[HN_MAX_EVIDENCE]; /* event numbers */
    uint32_t evidence_count;
    uint32_t stacks[HN_MAX_PARTIES]; /* stack numbers that go into the fingerprint, in order */
    uint32_t stack_count;
    uint32_t child;      /* told by run->children[child - 1]; 0: of the run itself */
    uint32_t race;       /* about run->races[race - 1]; 0: about none */
    int code;            /* signal or exit status */
    uint32_t related_to; /* HN_ROOT: a finding of its own; else index of the item that caused it */
    uint32_t suppressed; /* number of the suppression that hides it, 0 none; harness/findings.h */
};
#define HN_ROOT UINT32_MAX

struct hn_raw_list {
    struct hn_raw *items;
    size_t count, room;
};
/* Appends a cleared root item, or aborts on lack of memory. The pointer is good until the next call.
 * The list's owner frees it with hn_raw_list_free(). */
struct hn_raw *hn_raw_add(struct hn_raw_list *list, enum hn_kind kind);
void hn_raw_list_free(struct hn_raw_list *list);
/* "deadlock", "lost-wakeup", ... as in DESIGN's table. */
const char *hn_kind_text(enum hn_kind kind);

struct hn_detector {
    const char *name;
    void (*detect)(const struct hn_run *run, struct hn_raw_list *out);
};
/* NULL-terminated; harness/detect/table.c. */
extern const struct hn_detector *const hn_detectors[];

/* All detectors, then precedence: what remains is one finding for one root cause; consequences come
 * after it with `related_to` = its index. */
void hn_detect(const struct hn_run *run, struct hn_raw_list *out);
/* Its two steps: what each detector says, and precedence among ALL. */
void hn_detect_each(const struct hn_run *run, struct hn_raw_list *all);
void hn_relate(const struct hn_run *run, const struct hn_raw_list *all, struct hn_raw_list *out);

#endif
