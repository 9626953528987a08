/* scenario: last_owner
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: The main thread takes a report out of its Arc when the worker has announced it, but
 *   the worker may still hold its own reference then. Rust, Arc::try_unwrap, status 101.
 */
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Report {
    lines: Mutex<Vec<String>>,
    written: Condvar,
}

fn write_report(report: Arc<Report>, done: Arc<Mutex<bool>>) {
    report.lines.lock().unwrap().push("all well".to_string());
    report.written.notify_all();
    report.written.notify_all();
    drop(report);
    *done.lock().unwrap() = true;
}

fn take(report: Arc<Report>) -> usize {
    let report = Arc::try_unwrap(report).ok().expect("the report has another owner");
    report.lines.into_inner().unwrap().len()
}

fn main() {
    let report = Arc::new(Report { lines: Mutex::new(Vec::new()), written: Condvar::new() });
    let done = Arc::new(Mutex::new(false));
    let writer = {
        let (report, done) = (report.clone(), done.clone());
        thread::spawn(move || write_report(report, done))
    };
    for _ in 0..2 {
        report.written.notify_all();
        if *done.lock().unwrap() {
            break;
        }
    }
    if !*done.lock().unwrap() {
        writer.join().unwrap();
    }
    assert_eq!(take(report), 1);
}
