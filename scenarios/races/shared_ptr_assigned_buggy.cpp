/* scenario: shared_ptr_assigned
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: reload, limit
 * also: use-after-free, crash
 * always: yes
 * needs: -
 * args: -
 * about: A std::shared_ptr is assigned by one thread while another one copies it: its count is
 *   atomic, the pointer itself is not.
 */
#include <memory>
#include <mutex>
#include <thread>

static std::mutex lock;
static std::shared_ptr<int> current = std::make_shared<int>(1);

void reload(int limit) {
    auto next = std::make_shared<int>(limit);
    std::lock_guard guard(lock);
    current = next;
}

int limit() {
    std::shared_ptr<int> mine = current;
    return *mine;
}

int main() {
    std::thread loader(reload, 2);
    int is = limit();
    loader.join();
    return is > 0 ? 0 : 1;
}
