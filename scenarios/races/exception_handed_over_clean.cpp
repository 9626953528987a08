/* scenario: exception_handed_over
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A worker keeps its exception for the main thread, which throws it again; the fix has
 *   joined the worker by then.
 */
#include <exception>
#include <stdexcept>
#include <thread>

static std::exception_ptr failed;

void work() {
    try {
        throw std::runtime_error("disk full");
    } catch (...) {
        failed = std::current_exception();
    }
}

int main() {
    std::thread worker(work);
    worker.join();
    bool bad = failed != nullptr;
    try {
        if (bad)
            std::rethrow_exception(failed);
    } catch (const std::runtime_error &e) {
        return e.what()[0] == 'd' ? 0 : 1;
    }
    return 0;
}
