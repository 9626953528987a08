/* model.h: plain description of a campaign and its findings, as every report writer gets it.
 *
 * Knows nothing of processes, regions or the engine. All strings are UTF-8, NUL-terminated, owned by
 * the model's arena (freed all at once by rp_model_free); arrays are sorted by the producer so that
 * equal campaigns give equal bytes. Wall times stand in rp_timing only.
 */
#ifndef RP_MODEL_H
#define RP_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rp_arena; /* arena.h */

enum rp_severity { RP_NOTE, RP_WARNING, RP_ERROR };
enum rp_verdict { RP_CLEAN, RP_FINDINGS, RP_INCOMPLETE, RP_FAILED };

/* One frame, symbolised. file is empty and line 0 without debug info; then module + offset say it. */
struct rp_frame {
    const char *function; /* "??" if unknown; inlined frames come as frames of their own */
    const char *file;
    const char *module; /* base name */
    uint64_t offset;    /* in the module's file */
    int line;
    bool inlined;
    bool
        library; /* code of the language's or the system's, wherever it lies: no code of the program's own */
};
struct rp_stack {
    const struct rp_frame *frames;
    size_t count;
};

struct rp_held { /* a lock that a task holds */
    const char *object;
    uint64_t event; /* where it was taken */
    struct rp_stack taken_at;
};

struct rp_task {
    const char *id;    /* stable display id: "T0" main, "T1", "T2" its threads, "T1.1" T1's; "G1"
                              a goroutine */
    const char *name;  /* pthread name or start routine's */
    const char *state; /* "running", "blocked", "sleeping", "ended", "ready", ... */
    const char *waits_for; /* words: "lock m2 held by T2"; empty if it waits for nothing */
    bool waits_is_phrase; /* `waits_for` has a verb of its own: "sends on channel results (full)" */
    const struct rp_held *holds;
    size_t hold_count;
    struct rp_stack stack;   /* where it stands */
    struct rp_stack created; /* where it was created */
};

/* What events are about: a lock, a channel, a counter. Tasks and plain memory are none. */
struct rp_object {
    const char *name; /* display name, the same as in events and waits */
    const char *kind; /* "mutex", "rwlock", "condition", "channel", "waitgroup", "semaphore", ... */
    const char *detail;   /* what does not change: "capacity 3", "recursive"; may be empty */
    const char *at_first; /* its state before the first event that is kept; empty if unknown */
    struct rp_stack made; /* where it was made, if known */
};

/* The state of an object after an event: words, and whether somebody has it or is kept from it. */
struct rp_change {
    size_t object;     /* index into rp_finding.objects */
    const char *state; /* "free", "held by T1", "2 of 3", "closed, empty", "counter 2", "gone" */
};

/* What an event does to its object, for graphs of locks and channels. */
enum rp_act {
    RP_ACT_NONE,
    RP_ACT_TAKE,  /* takes a lock for itself alone */
    RP_ACT_SHARE, /* takes it with others: a read lock */
    RP_ACT_GIVE,  /* gives it back */
    RP_ACT_SEND,  /* to a channel, pipe or socket */
    RP_ACT_RECEIVE,
    RP_ACT_CLOSE,
    RP_ACT_WAIT,   /* on a condition, counter, barrier; done */
    RP_ACT_SIGNAL, /* serves those that wait */
    RP_ACT_MAKE,
    RP_ACT_DESTROY
};

/* One event, for the schedule in the text report, for graphs and for the timeline. */
struct rp_event {
    uint64_t seq;
    uint64_t from;  /* event it synchronises with, 0 none */
    uint64_t times; /* it stands for so many of its task, up to the next event of another kind */
    int64_t time;   /* virtual ns since the start */
    size_t task;    /* index into rp_finding.tasks */
    const char *op;
    const char *object; /* display name, empty if none */
    const char *result; /* "ok", "busy", "timed out", ... */
    const char
        *edge; /* kind of the edge from `from`: "create", "unlock-lock", "send-receive", ... */
    const struct rp_frame *where; /* innermost program frame, NULL if unknown */
    struct rp_stack stack;        /* all of it */
    size_t object_id;             /* index into rp_finding.objects, SIZE_MAX: about none of them */
    enum rp_act act;
    const struct rp_change *changes; /* what is not as it was before the event */
    size_t change_count;
    unsigned access; /* 1 or 2: it is, or announces, that access of rp_finding.race; else 0 */
    bool aside;      /* an access without an event of its own: it comes right behind event `seq` */
    bool evidence;   /* belongs to finding.evidence */
    bool switched;   /* another task ran before it */
};

/* An edge of the wait-for graph: tasks[from] waits for tasks[to] because of `object`. */
struct rp_wait {
    size_t from, to; /* to == SIZE_MAX: nobody can provide it */
    const char *object;
    const char *why; /* "lock", "join", ... */
    bool in_cycle;
};

/* One of the two accesses of a data race. */
struct rp_access {
    size_t task;       /* index into rp_finding.tasks */
    const char *words; /* "writes 4 bytes", "frees the block", "atomically reads 8 bytes" */
    uint64_t
        after; /* event of its task that it is, or else comes right behind; 0 before the first, or
                       unknown */
    struct rp_stack stack;
    const struct rp_held *holds; /* locks */
    size_t hold_count;
};
struct rp_race {
    const char *object;   /* "counter", "bank.accounts[1].total", "byte 8 of a block of 24 bytes" */
    const char *type;     /* of a variable: "int"; empty if unknown */
    const char *declared; /* "bank.c:12" */
    struct rp_access side[2];  /* in the order in which they happened */
    struct rp_stack allocated; /* a block on the heap */
    bool freed;                /* the second uses what the first gave back */
    bool unordered;            /* nothing orders the two */
};

/* Lines of a source file around the places of a finding. */
struct rp_source {
    const char *file; /* as in frames */
    int first;        /* number of the first line */
    const char *const *lines;
    size_t count;
};

/* A graph that was drawn: SVG, one element, without the XML declaration. Nothing in it is active. */
struct rp_picture {
    const char *name; /* "happens-before", "waits", "channels", "locks" */
    const char *svg;
};

struct rp_finding {
    const char *kind, *subkind; /* DESIGN's table; subkind may be empty */
    enum rp_severity severity;
    const char *fingerprint; /* 16 hex digits */
    const char *title;       /* one line */
    const char *explanation; /* paragraphs of plain words, separated by an empty line */
    uint64_t seed;
    const char *strategy; /* with parameters: "pct:3" */
    uint64_t count;       /* seeds that showed it */
    uint32_t runs, same;  /* confirmation: re-runs, and those that showed the same */
    bool needs_spurious, needs_early_timeout;
    const char *replay; /* the line to copy */
    const char *token;
    const char *created_at; /* creation site of the thing it is about, or empty */
    const size_t *cycle;    /* indices into tasks */
    size_t cycle_count;
    const uint64_t *evidence; /* event numbers */
    size_t evidence_count;
    const char *const *related; /* titles of consequences */
    size_t related_count;
    const struct rp_task *tasks;
    size_t task_count;
    const struct rp_event *events; /* of the representative run; may be cut at the front */
    size_t event_count;
    uint64_t events_total;
    const struct rp_wait *waits;
    size_t wait_count;
    const struct rp_race *race;      /* data-race and use-after-free; else NULL */
    const struct rp_object *objects; /* in the order of their first event */
    size_t object_count;
    const struct rp_source *sources; /* by file and line; empty if the sources are not at hand */
    size_t source_count;
    const struct rp_picture *pictures; /* only where a format shows them and dot is installed */
    size_t picture_count;
    const char *output, *errors; /* tail of the failing seed's stdout and stderr */
};

struct rp_timing {
    double wall_seconds;
    double seeds_per_second;
};

struct rp_strategy_count {
    const char *name;
    uint64_t seeds;
};

struct rp_suppression {
    const char *text, *file; /* "race:counter", and where it stands */
    unsigned line;
    uint64_t seeds; /* in which it hid a finding */
};

struct rp_campaign {
    const char *name;    /* in a suite: the program, and ": TEST" for one of its tests; else NULL */
    const char *program; /* as given */
    const char *const *argv; /* the program's, argv[0] included */
    size_t argc;
    const char *seeds; /* as asked: "0..1000" */
    uint64_t seeds_asked, seeds_done, distinct;
    uint64_t points_min, points_median, points_max;
    const struct rp_strategy_count *strategies;
    size_t strategy_count;
    const char *const *limits; /* one line each: which limit, how many seeds */
    size_t limit_count;
    const char *isolation, *carrier;
    const char *races;  /* "checked", or "not checked: " or "checked in part: " and why */
    const char *openmp; /* the OpenMP runtime and what was set for it; NULL if there is none */
    double failure_rate_bound_95; /* of a clean campaign, else 0 */
    enum rp_verdict verdict;
    enum rp_severity fail_on; /* findings from here on fail the run */
    int exit_status;
    const char *const *warnings;
    size_t warning_count;
    const char *const *uncontrolled; /* what was seen that detsched does not control */
    size_t uncontrolled_count;
    const struct rp_suppression *suppressions; /* all there were, used or not */
    size_t suppression_count;
    const struct rp_finding *findings; /* by severity, then kind's rank, then fingerprint */
    size_t finding_count;
    struct rp_timing timing;
};

/* The campaigns of several programs or tests, in the order in which they were played. */
struct rp_suite {
    const struct rp_campaign *campaigns;
    size_t count;
    int exit_status; /* of all of them */
    struct rp_timing timing;
};

#endif
