/* scenario: nested_wait
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Receiving both parts of a letter locks the recursive mailbox lock twice, and the
 *   wait for the second part gives only one level back. std::recursive_timed_mutex,
 *   std::condition_variable_any.
 */
#include <condition_variable>
#include <mutex>
#include <thread>

class Mailbox {
  public:
    int receive_letter();
    int receive();
    bool has_mail() {
        std::unique_lock guard(lock_);
        return taken_ < parts_;
    }
    void deliver(int part);

  private:
    std::recursive_timed_mutex lock_;
    std::condition_variable_any delivered_;
    int part_[4], parts_ = 0, taken_ = 0, waiting_ = 0;
};

int Mailbox::receive() {
    std::unique_lock guard(lock_);
    while (taken_ == parts_) {
        waiting_++;
        delivered_.wait(guard);
        waiting_--;
    }
    return part_[taken_++];
}

int Mailbox::receive_letter() {
    int head = receive();
    return head + receive();
}

void Mailbox::deliver(int part) {
    std::unique_lock guard(lock_);
    part_[parts_++] = part;
    if (waiting_ > 0)
        delivered_.notify_one();
}

int main() {
    Mailbox mailbox;
    int letter = 0;
    std::thread reader([&] {
        if (mailbox.has_mail())
            letter = mailbox.receive_letter();
    });
    mailbox.deliver(1);
    mailbox.deliver(2);
    reader.join();
    return letter == 3 || letter == 0 ? 0 : 1;
}
