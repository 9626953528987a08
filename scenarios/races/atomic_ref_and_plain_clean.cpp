/* scenario: atomic_ref_and_plain
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
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
    return std::atomic_ref<int>(counted).load(std::memory_order_relaxed);
}

int main() {
    std::thread counter(count_up);
    int seen = so_far();
    counter.join();
    return seen <= 1 ? 0 : 1;
}
