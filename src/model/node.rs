//! A place in the tree of cues: what the words so far are, and whether longer cues go on.

/// A beginning of a phrase, in four bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Node(pub(super) u32);

/// From the lowest bit: how many senses the phrase has, whether longer ones begin with it, and
/// where its senses begin.
const GOES_ON: u32 = 1 << 8;
const FIRST: u32 = 9;

impl Node {
    /// A phrase with the senses in this range; `None` where it does not fit: far beyond any
    /// list of cues.
    pub(super) fn of(senses: (u32, u32), goes_on: bool) -> Option<Node> {
        let count = u8::try_from(senses.1.checked_sub(senses.0)?).ok()?;
        let first = senses.0.checked_mul(1 << FIRST)?;
        let goes_on = if goes_on { GOES_ON } else { 0 };
        Some(Node(first | goes_on | u32::from(count)))
    }

    /// Whether longer phrases begin with it.
    #[inline]
    pub(super) fn goes_on(self) -> bool {
        self.0 & GOES_ON != 0
    }

    /// Where its senses stand; an empty range if it is no cue.
    #[inline]
    pub(super) fn senses(self) -> (u32, u32) {
        let first = self.0 >> FIRST;
        (first, first + (self.0 & (GOES_ON - 1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_keeps_what_it_was_given_or_refuses_it() {
        for (senses, goes_on) in [((0, 0), true), ((7, 9), false), (((1 << 23) - 1, 1 << 23), true)]
        {
            let node = Node::of(senses, goes_on).expect("small numbers");
            assert_eq!((node.senses(), node.goes_on()), (senses, goes_on));
        }
        assert_eq!(Node::of((1 << 23, (1 << 23) + 1), false), None);
        assert_eq!(Node::of((0, 256), false), None);
        assert_eq!(Node::of((2, 1), false), None);
    }
}
