/* chan.h: channels: typed, of either direction, buffered or not.
 *
 * A channel type is declared once for each element type:
 *     go_chan_type(ints, int);        ints: chan int    ints_tx: chan<- int    ints_rx: <-chan int
 * and its values are small structures that are passed by value and are zero for nil. A `chan` goes
 * where a directed one is wanted by `.as_tx` or `.as_rx`; the compiler refuses to receive from an _tx,
 * and to send on or close an _rx. Elements may be of any size, zero included (go_unit).
 *
 * Ownership: go_make() gives one reference; go_chan_retain() makes another and go_chan_release() drops
 * one, the last of which frees the channel. Releasing while a goroutine is inside an operation on it is
 * an error of the program. Elements are copied; what they point to stays the program's.
 *
 * Blocking, panics and results are those of the Go specification ("Send statements", "Receive
 * operator", "Close", "Length and capacity"): sending on a closed channel panics "send on closed
 * channel"; closing a closed one "close of closed channel", a nil one "close of nil channel"; a receive
 * from a closed, drained channel gives the zero value and false; operations on nil block for ever.
 *
 * Not as in Go: `for range` over a channel is go_range(), `v, ok := <-c` is go_recv_ok(). A reference
 * count stands where Go has its collector.
 */
#ifndef DETGO_CHAN_H
#define DETGO_CHAN_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct go_chan go_chan;

#define go_chan_type(name, type) \
    typedef struct {             \
        struct {                 \
            go_chan *ch;         \
            type of[0];          \
        } tx;                    \
    } name##_tx;                 \
    typedef struct {             \
        struct {                 \
            go_chan *ch;         \
            type of[0];          \
        } rx;                    \
    } name##_rx;                 \
    typedef union {              \
        struct {                 \
            go_chan *ch;         \
            type of[0];          \
        } tx;                    \
        struct {                 \
            go_chan *ch;         \
            type of[0];          \
        } rx;                    \
        name##_tx as_tx;         \
        name##_rx as_rx;         \
    } name

/* make(chan T, CAPACITY) of the declared type NAME. */
#ifndef __cplusplus
#define go_make(name, capacity) \
    ((name){.tx = {.ch = go_chan_make(sizeof(((name *)0)->tx.of[0]), (capacity), #name)}})
#else
#define go_make(name, capacity)                                                          \
    __extension__({                                                                      \
        name go_made_;                                                                   \
        go_made_.tx.ch = go_chan_make(sizeof(((name *)0)->tx.of[0]), (capacity), #name); \
        go_made_;                                                                        \
    })
#endif
/* The untyped channel of any of the three. */
#define go_chan_of(c) (*(go_chan *const *)(const void *)&(__typeof__(c)[1]){c})

/* c <- v: C is evaluated before V. */
#define go_send(c, v)                            \
    __extension__({                              \
        go_chan *go_to_ = (c).tx.ch;             \
        __typeof__((c).tx.of[0]) go_sent_ = (v); \
        go_chan_send(go_to_, &go_sent_);         \
    })
/* The type of what C gives, without the qualifiers that C has. */
#define GO_ELEMENT_(c) __typeof__(((void)0, (c).rx.of[0]))
/* Refuses a PLACE that points to something else than TYPE; NULL is fine. C++ does so by itself. */
#ifdef __cplusplus
#define GO_PLACE_(place, type)
#else
#define GO_PLACE_(place, type)                                                                 \
    _Static_assert(                                                                            \
        __builtin_types_compatible_p(__typeof__(0 ? (place) : (place)), __typeof__(type) *) || \
            __builtin_types_compatible_p(__typeof__(0 ? (place) : (place)),                    \
                                         const __typeof__(type) *) ||                          \
            __builtin_types_compatible_p(__typeof__(0 ? (place) : (place)), void *),           \
        "the place has another type than the channel's elements")
#endif
/* <-c: the value, zero if the channel is closed and drained. */
#define go_recv(c)                       \
    __extension__({                      \
        GO_ELEMENT_(c) go_v_;            \
        go_chan_recv((c).rx.ch, &go_v_); \
        go_v_;                           \
    })
/* *PLACE, ok = <-c; PLACE may be NULL. False: closed and drained, *PLACE is zero. */
#define go_recv_ok(c, place)              \
    __extension__({                       \
        GO_PLACE_(place, GO_ELEMENT_(c)); \
        GO_ELEMENT_(c) *go_p_ = (place);  \
        go_chan_recv((c).rx.ch, go_p_);   \
    })
/* for VAR := range c { ... } */
#define go_range(var, c) for (GO_ELEMENT_(c) var; go_recv_ok((c), &var);)
#define go_close(c) go_chan_close((c).tx.ch)
#define go_len(c) go_chan_len(go_chan_of(c))
#define go_cap(c) go_chan_cap(go_chan_of(c))

/* chan struct{} */
struct go_unit {};
#ifndef __cplusplus
go_chan_type(go_signal, struct go_unit);
#define GO_UNIT ((struct go_unit){})
#endif

/* The untyped channel. ELEM bytes an element; a negative CAPACITY panics "makechan: size out of range".
 * NAME is for reports, and not copied. Never NULL. */
go_chan *go_chan_make(size_t elem, long capacity, const char *name);
go_chan *go_chan_retain(go_chan *ch);
void go_chan_release(go_chan *ch); /* NULL is ignored */
void go_chan_send(go_chan *ch, const void *value);
bool go_chan_recv(go_chan *ch, void *place); /* PLACE may be NULL */
void go_chan_close(go_chan *ch);
size_t go_chan_len(const go_chan *ch); /* 0 for nil */
size_t go_chan_cap(const go_chan *ch);
/* Names CH in reports; copied, at most 31 bytes. */
void go_chan_set_name(go_chan *ch, const char *name);

#ifdef __cplusplus
}
#endif

#endif
