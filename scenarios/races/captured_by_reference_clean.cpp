/* scenario: captured_by_reference
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A lambda takes the loop's variable by reference instead of by value.
 */
#include <atomic>
#include <thread>

int main() {
    std::atomic<int> sum{0};
    std::thread threads[3];
    for (int i = 0; i < 3; i++)
        threads[i] = std::thread([&, i] { sum += i; });
    for (auto &thread : threads)
        thread.join();
    return sum >= 0 ? 0 : 1;
}
