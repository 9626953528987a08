/* scenario: barrier_dropped
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: step
 * always: yes
 * needs: -
 * args: -
 * about: Two halves of a field are computed in steps from each other, but the barrier between
 *   reading and writing was left out. std::barrier.
 */
#include <barrier>
#include <thread>

static std::barrier written(2);
static int field[2] = {1, 2};

int step(int mine) {
    int other = field[1 - mine];
    field[mine] = other;
    return other;
}

int main() {
    std::thread first(step, 0), second(step, 1);
    first.join();
    second.join();
    return field[0] && field[1] ? 0 : 1;
}
