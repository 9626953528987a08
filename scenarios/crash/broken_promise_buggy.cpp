/* scenario: broken_promise
 * twin: buggy
 * kind: crash
 * subkind: exception
 * severity: error
 * functions: main
 * always: no
 * needs: -
 * args: -
 * about: A resolver that finds itself offline returns without an answer; its promise goes
 *   with it, and get() throws a future_error that nobody catches. std::promise, std::async.
 */
#include <future>
#include <mutex>
#include <thread>

class Resolver {
  public:
    void resolve(std::promise<int> answer);
    void set_offline(bool offline) {
        std::lock_guard guard(lock_);
        offline_ = offline;
    }

  private:
    bool is_offline() {
        std::lock_guard guard(lock_);
        return offline_;
    }
    std::mutex lock_;
    bool offline_ = false;
};

void Resolver::resolve(std::promise<int> answer) {
    if (is_offline()) {
        return;
    }
    answer.set_value(127);
}

static Resolver resolver;

int main() {
    std::promise<int> answer;
    std::future<int> address = answer.get_future();
    std::future<void> done =
        std::async(std::launch::async, &Resolver::resolve, &resolver, std::move(answer));
    resolver.set_offline(true);
    resolver.set_offline(false);
    int got = address.get();
    done.get();
    return got == 127 || got == 0 ? 0 : 1;
}
