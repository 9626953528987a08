/* scenario: atomic_copied_bytes
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A std::atomic is written as such and copied bytewise by a dump; the fix loads it.
 */
#include <atomic>
#include <cstring>
#include <thread>

static std::atomic<long> ready{0};

void set_ready() {
    ready.store(1);
}

long dump() {
    long copy;
    copy = ready.load();
    return copy;
}

int main() {
    std::thread setter(set_ready);
    long copy = dump();
    setter.join();
    return copy <= 1 ? 0 : 1;
}
