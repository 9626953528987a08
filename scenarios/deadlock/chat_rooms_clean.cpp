/* scenario: chat_rooms
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A member moves between chat rooms under both rooms' locks, taken one by one;
 *   std::scoped_lock takes both without a deadlock.
 */
#include <mutex>
#include <thread>
#include <vector>

class Room {
  public:
    void enter(int member) {
        std::lock_guard<std::mutex> guard(lock_);
        members_.push_back(member);
    }
    void move_to(Room &other);
    std::size_t size() {
        std::lock_guard<std::mutex> guard(lock_);
        return members_.size();
    }

  private:
    std::mutex lock_;
    std::vector<int> members_;
};

void Room::move_to(Room &other) {
    std::scoped_lock both(lock_, other.lock_);
    if (members_.empty())
        return;
    other.members_.push_back(members_.back());
    members_.pop_back();
}

static Room lobby, lounge;

void walk(Room *from, Room *to) {
    from->move_to(*to);
    from->move_to(*to);
}

int main() {
    for (int i = 0; i < 3; i++) {
        lobby.enter(i);
        lounge.enter(10 + i);
    }
    std::thread there(walk, &lobby, &lounge);
    std::thread back(walk, &lounge, &lobby);
    there.join();
    back.join();
    return lobby.size() + lounge.size() == 6 ? 0 : 1;
}
