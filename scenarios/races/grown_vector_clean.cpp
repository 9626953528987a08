/* scenario: grown_vector
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A reference to a vector's first element is kept while another thread adds to it under
 *   the lock, and the vector may have moved; the fix copies the element.
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

int first_reading() {
    std::lock_guard guard(lock);
    return readings.front();
}

int sum_of_first(int times) {
    int sum = 0;
    const int &first = first_reading();
    for (int i = 0; i < times; i++) {
        std::this_thread::yield();
        sum += first;
    }
    return sum;
}

int main() {
    add_reading(1);
    std::thread sensor(add_reading, 2);
    int sum = sum_of_first(2);
    sensor.join();
    return sum ? 0 : 1;
}
