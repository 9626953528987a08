/* atomic.c: sync/atomic's types: the compiler's, with a point before each under the probe. */
#include "internal.h"

static inline void announce(void *a, struct go_tag *tag, enum go_probe_access access) {
    const struct go_probe *p = go_probed();
    if (p)
        p->atomic(go_probe_obj(p, GO_PROBE_ATOMIC, a, tag, 0), access);
}

int64_t go_atomic_load(go_atomic_int64 *a) {
    announce(a, &a->tag, GO_PROBE_LOAD);
    return __atomic_load_n(&a->value, __ATOMIC_SEQ_CST);
}
void go_atomic_store(go_atomic_int64 *a, int64_t v) {
    announce(a, &a->tag, GO_PROBE_STORE);
    __atomic_store_n(&a->value, v, __ATOMIC_SEQ_CST);
}
int64_t go_atomic_add(go_atomic_int64 *a, int64_t delta) {
    announce(a, &a->tag, GO_PROBE_UPDATE);
    return __atomic_add_fetch(&a->value, delta, __ATOMIC_SEQ_CST);
}
int64_t go_atomic_swap(go_atomic_int64 *a, int64_t v) {
    announce(a, &a->tag, GO_PROBE_UPDATE);
    return __atomic_exchange_n(&a->value, v, __ATOMIC_SEQ_CST);
}
bool go_atomic_cas(go_atomic_int64 *a, int64_t expected, int64_t v) {
    announce(a, &a->tag, GO_PROBE_UPDATE);
    return __atomic_compare_exchange_n(&a->value, &expected, v, false, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
}

void *go_atomic_pointer_load(go_atomic_pointer *a) {
    announce(a, &a->tag, GO_PROBE_LOAD);
    return __atomic_load_n(&a->value, __ATOMIC_SEQ_CST);
}
void go_atomic_pointer_store(go_atomic_pointer *a, void *v) {
    announce(a, &a->tag, GO_PROBE_STORE);
    __atomic_store_n(&a->value, v, __ATOMIC_SEQ_CST);
}
void *go_atomic_pointer_swap(go_atomic_pointer *a, void *v) {
    announce(a, &a->tag, GO_PROBE_UPDATE);
    return __atomic_exchange_n(&a->value, v, __ATOMIC_SEQ_CST);
}
bool go_atomic_pointer_cas(go_atomic_pointer *a, void *expected, void *v) {
    announce(a, &a->tag, GO_PROBE_UPDATE);
    return __atomic_compare_exchange_n(&a->value, &expected, v, false, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
}
