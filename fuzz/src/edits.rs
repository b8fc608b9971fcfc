//! Texts that are nearly right.

/// A text with some of its characters replaced: each pair of bytes says where and by what. Most of
/// what comes of it is of the right shape and has odd values, which chance alone seldom finds.
pub fn edited(text: &str, edits: &[u8]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for edit in edits.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([edit[0], edit[1]]));
        if chars.is_empty() {
            break;
        }
        let at = at % chars.len();
        match edit[2] {
            // A piece that is missing, and a piece that is there twice.
            0 => drop(chars.remove(at)),
            1 => chars.insert(at, chars[at]),
            with => chars[at] = char::from(with),
        }
    }
    chars.into_iter().collect()
}
