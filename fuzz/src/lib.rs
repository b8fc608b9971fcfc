//! What the fuzz targets share.

mod edits;
mod outside;
mod twin;

pub use edits::edited;
pub use outside::{Outside, text_of};
pub use twin::{Twin, disguised};
