/* scenario: latch_too_early
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: load, main
 * always: yes
 * needs: -
 * args: -
 * about: A loader counts the latch down before it has stored what it loaded.
 */
#include <latch>
#include <thread>

static std::latch loaded(1);
int config;

void load() {
    loaded.count_down();
    config = 8;
}

int main() {
    std::thread loader(load);
    loaded.wait();
    int seen = config;
    loader.join();
    return seen <= 8 ? 0 : 1;
}
