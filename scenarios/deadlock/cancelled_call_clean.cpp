/* scenario: cancelled_call
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Cancelling a remote call marks it, and its reply is then dropped as no longer
 *   wanted; nobody ever fulfils the promise whose future the caller waits for. std::promise,
 *   std::future.
 */
#include <future>
#include <map>
#include <mutex>
#include <thread>

class Calls {
  public:
    std::future<int> start(int id) {
        std::lock_guard guard(lock_);
        return open_[id].reply.get_future();
    }
    void cancel(int id);
    void deliver(int id, int value);
    int wait_for(std::future<int> &reply) { return reply.get(); }

  private:
    struct Call {
        std::promise<int> reply;
        bool cancelled = false, answered = false;
    };
    std::mutex lock_;
    std::map<int, Call> open_;
};

void Calls::cancel(int id) {
    std::lock_guard guard(lock_);
    Call &call = open_[id];
    if (call.answered)
        return;
    call.cancelled = true;
    call.answered = true;
    call.reply.set_value(-1);
}

void Calls::deliver(int id, int value) {
    std::lock_guard guard(lock_);
    Call &call = open_[id];
    if (call.cancelled)
        return;
    call.answered = true;
    call.reply.set_value(value);
}

static Calls calls;
static std::mutex user_lock;
static int impatient;

bool user_gave_up() {
    std::lock_guard guard(user_lock);
    return impatient > 0;
}

void set_impatient(int value) {
    std::lock_guard guard(user_lock);
    impatient = value;
}

int main() {
    std::future<int> reply = calls.start(1);
    std::thread network([] {
        if (user_gave_up())
            calls.cancel(1);
        calls.deliver(1, 42);
    });
    set_impatient(1);
    set_impatient(0);
    int got = calls.wait_for(reply);
    network.join();
    return got == 42 || got == -1 ? 0 : 1;
}
