//! Icons, drawn in the sizes that Chrome asks for.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use voice_client_core::Icon;

use crate::workspace::Workspace;

/// What the extensions page and the store show.
const APP_SIZES: [u32; 4] = [16, 32, 48, 128];

/// What the toolbar shows, on ordinary and on dense screens.
const TOOLBAR_SIZES: [u32; 2] = [16, 32];

/// Draws `icons/<name>-<pixels>.png`.
pub(super) fn build(workspace: &Workspace, extension: &Path) -> Result<()> {
    let states = Icon::ALL.map(|icon| (icon.name(), &TOOLBAR_SIZES[..]));
    for (name, sizes) in states.into_iter().chain([("app", &APP_SIZES[..])]) {
        let source = workspace.root.join(format!("assets/icons/{name}.svg"));
        let svg = fs::read(&source).with_context(|| format!("{}", source.display()))?;
        for pixels in sizes {
            let png = draw(&svg, *pixels).with_context(|| format!("{}", source.display()))?;
            let to = extension.join(format!("icons/{name}-{pixels}.png"));
            fs::create_dir_all(extension.join("icons"))?;
            fs::write(to, png)?;
        }
    }
    Ok(())
}

/// Draws a square SVG as a PNG.
fn draw(svg: &[u8], pixels: u32) -> Result<Vec<u8>> {
    let tree = Tree::from_data(svg, &Options::default())?;
    let mut picture = Pixmap::new(pixels, pixels).context("an icon without a size")?;
    // The exact fraction is of no interest: sizes are below 2^10.
    #[allow(clippy::cast_precision_loss, reason = "icon sizes are exact in f32")]
    let scale = pixels as f32 / tree.size().width();
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    Ok(picture.encode_png()?)
}

#[cfg(test)]
mod tests {
    use resvg::tiny_skia::Pixmap;

    #[test]
    fn a_drawing_fills_the_picture_at_any_size() {
        let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>"#;
        for pixels in [16, 128] {
            let png = super::draw(svg, pixels).unwrap();
            let picture = Pixmap::decode_png(&png).unwrap();
            assert_eq!((picture.width(), picture.height()), (pixels, pixels));
            assert!(picture.pixels().iter().all(|pixel| pixel.alpha() == 255));
        }
    }
}
