/* scenario: probe_in_once
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: init_codecs, probe
 * always: no
 * needs: -
 * args: -
 * about: The one-time initialiser of the codecs waits for a thread that probes the hardware,
 *   which asks for the codecs, and so for the initialiser, when it finds none. C11 threads.
 */
#include <threads.h>

static once_flag once = ONCE_FLAG_INIT;
static mtx_t device_lock;
static int devices = 1, codecs;

void init_codecs(void);

int count_devices(void) {
    mtx_lock(&device_lock);
    int now = devices;
    mtx_unlock(&device_lock);
    return now;
}

void replug(int now) {
    mtx_lock(&device_lock);
    devices = now;
    mtx_unlock(&device_lock);
}

int probe(void *arg) {
    (void)arg;
    int found = count_devices();
    if (found == 0) {
        call_once(&once, init_codecs);
        found = codecs;
    }
    return found;
}

void init_codecs(void) {
    thrd_t helper;
    int found;
    thrd_create(&helper, probe, NULL);
    thrd_join(helper, &found);
    codecs = found;
}

int player(void *arg) {
    (void)arg;
    call_once(&once, init_codecs);
    return codecs;
}

int main(void) {
    thrd_t p;
    int usable;
    mtx_init(&device_lock, mtx_plain);
    thrd_create(&p, player, NULL);
    replug(0);
    replug(1);
    thrd_join(p, &usable);
    return usable == 1 ? 0 : 1;
}
