/* Looking for what can still be reached leaves alone what nobody has ever written to.
 * expect=goroutine-leak; seeds=5; */
#define _DEFAULT_SOURCE
#include <assert.h>
#include <stdint.h>
#include <sys/mman.h>

#include "detgo.h"

enum { PAGE = 4096, PAGES = 2048 };

static char spare[(PAGES + 1) * PAGE];

static void waits(void *arg) {
    go_recv_ok(*(go_signal *)arg, NULL);
}

/* Pages of SPARE that the kernel holds. */
static int held(void) {
    static unsigned char there[PAGES];
    int n = 0;
    assert(mincore(spare + PAGE - (uintptr_t)spare % PAGE, PAGES * PAGE, there) == 0);
    for (int i = 0; i < PAGES; i++)
        n += there[i] & 1;
    return n;
}

int main(void) {
    go_leak_options none = {0};
    assert(held() == 0);
    go(waits, go_make(go_signal, 0));
    for (int i = 0; i < 2; i++) /* by the second time it waits */
        go_error_release(go_leak_find(&none));
    assert(held() == 0);
    return 0;
}
