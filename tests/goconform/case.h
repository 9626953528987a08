/* case.h: how a conformance case of libdetgo is written: a function with its row beside it.
 *
 *     RETURNS(send_with_room, "spec: Send statements", "a buffered send goes on while there is room") {
 *         ints c = go_make(ints, 1);
 *         go_send(c, 7);
 *         EQUAL(go_len(c), 1);
 *     }
 *
 * The citation names document and section ("spec" is the Go specification, "mem" the memory model, a
 * package name its documentation), the words after it are what stands there, in short. What is
 * expected comes from there, never from what the library does. A case runs in a process of its own.
 */
#ifndef GC_CASE_H
#define GC_CASE_H

#include "detgo.h"

enum outcome {
    RETURN,    /* the function returns */
    PANIC,     /* status 2, "panic: TEXT" */
    MAY_PANIC, /* one or the other, as the schedule has it; TEXT may be several, with | between */
    FATAL,     /* status 2, "fatal error: TEXT" */
    BLOCK,     /* natively "all goroutines are asleep"; under detsched an error of kind TEXT */
    LEAK,      /* natively returns; under detsched an error of kind TEXT */
    FIND,   /* the library's own check finds something, which takes it a second; under detsched an
                * error of kind TEXT, or none if that is empty */
    CHOOSE, /* one of the letters of TEXT, each of them in some run; noted by chose() */
    ORDER   /* the same, but natively some may be too rare to come about */
};
struct row {
    const char *name, *file;
    enum outcome outcome;
    const char *text, *cites, *says;
    void (*run)(void);
};

/* Rows are collected by the linker, in the order of their files. */
#define CASE_(name, outcome, text, cites, says)                                                \
    static void name(void);                                                                    \
    static const struct row name##_row = {#name, __FILE__, outcome, text, cites, says, name};  \
    __attribute__((section("case_rows"), used)) static const struct row *const name##_listed = \
        &name##_row;                                                                           \
    static void name(void)
#define RETURNS(name, cites, says) CASE_(name, RETURN, "", cites, says)
#define PANICS(name, text, cites, says) CASE_(name, PANIC, text, cites, says)
#define MAY_PANIC(name, text, cites, says) CASE_(name, MAY_PANIC, text, cites, says)
#define FAILS(name, text, cites, says) CASE_(name, FATAL, text, cites, says)
#define BLOCKS(name, kind, cites, says) CASE_(name, BLOCK, kind, cites, says)
#define LEAKS(name, kind, cites, says) CASE_(name, LEAK, kind, cites, says)
#define FINDS(name, kind, cites, says) CASE_(name, FIND, kind, cites, says)
#define CHOOSES(name, letters, cites, says) CASE_(name, CHOOSE, letters, cites, says)
#define ORDERS(name, letters, cites, says) CASE_(name, ORDER, letters, cites, says)

/* Fails the case, which ends the process with status 9. */
#define CHECK(condition) ((condition) ? (void)0 : failed_check(__FILE__, __LINE__, #condition))
#define EQUAL(a, b) equal_check(__FILE__, __LINE__, #a " == " #b, (long long)(a), (long long)(b))
#define SAME_TEXT(a, b) text_check(__FILE__, __LINE__, #a, (a), (b))
void failed_check(const char *file, int line, const char *what) __attribute__((noreturn));
void equal_check(const char *file, int line, const char *what, long long a, long long b);
void text_check(const char *file, int line, const char *what, const char *is, const char *wanted);

/* What this run chose. */
void chose(char letter);
/* Lets others run N times. What must not have happened then must never happen: a case never relies on
 * that something has. */
void yield_often(int n);

go_chan_type(ints, int);

#endif
