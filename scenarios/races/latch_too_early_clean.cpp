/* scenario: latch_too_early
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
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
    config = 8;
    loaded.count_down();
}

int main() {
    std::thread loader(load);
    loaded.wait();
    int seen = config;
    loader.join();
    return seen <= 8 ? 0 : 1;
}
