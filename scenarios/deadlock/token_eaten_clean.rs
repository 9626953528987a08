/* scenario: token_eaten
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A worker that finds one of two halves of a job parks once for the other half and
 *   once for the boss's word, though the boss unparks it only as often as there are halves.
 *   Rust, park and unpark.
 */
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Desk {
    jobs: Mutex<u32>,
    done: Condvar,
}

fn wait_for_work(desk: &Desk) {
    desk.done.notify_all();
    while *desk.jobs.lock().unwrap() == 1 {
        thread::park();
        desk.done.notify_all();
    }
}

fn put_job(desk: &Desk, worker: &thread::Thread) {
    *desk.jobs.lock().unwrap() += 1;
    desk.done.notify_all();
    worker.unpark();
}

fn main() {
    let desk = Arc::new(Desk { jobs: Mutex::new(0), done: Condvar::new() });
    let worker = {
        let desk = desk.clone();
        thread::spawn(move || wait_for_work(&desk))
    };
    put_job(&desk, worker.thread());
    put_job(&desk, worker.thread());
    worker.join().unwrap();
    assert_eq!(*desk.jobs.lock().unwrap(), 2);
}
