/* scenario: atomic_ref_and_plain
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: count_up, so_far
 * always: yes
 * needs: -
 * args: -
 * about: A variable is counted up by std::atomic_ref and read as it is.
 */
#include <atomic>
#include <thread>

static int counted;

void count_up() {
    std::atomic_ref<int>(counted).fetch_add(1, std::memory_order_relaxed);
}

int so_far() {
    return counted;
}

int main() {
    std::thread counter(count_up);
    int seen = so_far();
    counter.join();
    return seen <= 1 ? 0 : 1;
}
