/* scenario: caught_by_two
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: Two threads rethrow one exception from its exception_ptr, which is right, and both
 *   change it; the fix only reads it.
 */
#include <exception>
#include <thread>

struct Failure {
    int code, seen;
};

int look_at(const std::exception_ptr &what, int by) {
    try {
        std::rethrow_exception(what);
    } catch (Failure &failure) {
        std::this_thread::yield();
        if (failure.seen == by)
            return 0;
        return failure.code;
    }
}

std::exception_ptr fail() {
    try {
        throw Failure{5, 0};
    } catch (...) {
        return std::current_exception();
    }
}

int main() {
    auto what = fail();
    std::thread first([what] { look_at(what, 1); });
    std::thread second([what] { look_at(what, 2); });
    what = nullptr;
    first.join();
    second.join();
    return 0;
}
