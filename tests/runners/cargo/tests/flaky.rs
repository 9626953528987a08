//! An integration test, a program of its own, with a test that passes by itself nearly always.
use runners::answers;

#[test]
fn first_comes_first() {
    assert_eq!(answers(), [1, 2]);
}

#[test]
fn both_come() {
    assert_eq!(answers().len(), 2);
}
