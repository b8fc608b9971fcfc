//! What the fuzz targets share.

mod edits;
mod outside;
mod seals;
mod twin;

pub use edits::edited;
pub use outside::{Outside, text_of};
pub use seals::sealed;
pub use twin::{Twin, disguised};
