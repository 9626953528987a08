/* scenario: shared_vector
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: add_reading, last_reading
 * also: use-after-free
 * always: yes
 * needs: -
 * args: -
 * about: A vector is read at its end, without the lock, while another thread adds to it.
 */
#include <mutex>
#include <thread>
#include <vector>

static std::mutex lock;
static std::vector<int> readings;

void add_reading(int value) {
    std::lock_guard guard(lock);
    readings.push_back(value);
}

int last_reading() {
    return readings.empty() ? 0 : readings.back();
}

int main() {
    readings.reserve(8);
    add_reading(1);
    std::thread sensor(add_reading, 2);
    int last = last_reading();
    sensor.join();
    return last > 0 ? 0 : 1;
}
