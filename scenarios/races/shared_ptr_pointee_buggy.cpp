/* scenario: shared_ptr_pointee
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: visit
 * always: yes
 * needs: -
 * args: -
 * about: Each thread has its own std::shared_ptr to one object, and both write the object; the
 *   fix gives each a member of its own, and the last of them still destroys it.
 */
#include <memory>
#include <thread>

struct Page {
    int visits[2] = {0, 0};
    ~Page();
};

Page::~Page() {
    if (visits[0] + visits[1] > 2)
        std::terminate();
}

void visit(std::shared_ptr<Page> page, int by) {
    page->visits[by & 0]++;
}

int main() {
    auto page = std::make_shared<Page>();
    std::thread first(visit, page, 0), second(visit, page, 1);
    page.reset();
    first.join();
    second.join();
    return 0;
}
