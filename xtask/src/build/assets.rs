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
    use resvg::tiny_skia::{Pixmap, PremultipliedColorU8};

    use super::*;

    /// Chrome's toolbar and what is around it, in light colours and in dark ones.
    const TOOLBARS: [[u8; 3]; 4] =
        [[0xff, 0xff, 0xff], [0xde, 0xe1, 0xe6], [0x29, 0x2a, 0x2d], [0x35, 0x36, 0x3a]];

    const WHITE: [u8; 3] = [0xff; 3];

    /// What makes a graphic stand out, by WCAG 2.2, 1.4.11.
    const ENOUGH: f64 = 3.0;

    /// How far colours are apart, by WCAG 2.2: 1 to 21.
    fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
        let [a, b] = [a, b].map(|colour| {
            let [red, green, blue] = colour.map(|part| {
                let part = f64::from(part) / 255.0;
                if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            });
            0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
        });
        a.max(b) / a.min(b)
    }

    /// What is seen of a pixel in front of a colour.
    fn seen(pixel: PremultipliedColorU8, behind: [u8; 3]) -> [u8; 3] {
        let through = 255 - u16::from(pixel.alpha());
        let over =
            |part: u8, behind: u8| part + u8::try_from(u16::from(behind) * through / 255).unwrap();
        let [red, green, blue] = behind;
        [over(pixel.red(), red), over(pixel.green(), green), over(pixel.blue(), blue)]
    }

    /// Whether all along the rim of a picture something stands out from what is behind it: the rim
    /// itself, or what it encloses.
    fn stands_out(picture: &Pixmap, behind: [u8; 3]) -> bool {
        let size = picture.width();
        let reach = size / 8;
        let pixel = |x, y| picture.pixel(x, y).unwrap();
        let is_drawn = |x, y| x < size && y < size && pixel(x, y).alpha() > 127;
        let all = || (0..size).flat_map(|x| (0..size).map(move |y| (x, y)));
        let beside = |x: u32, y: u32| {
            [(x.wrapping_sub(1), y), (x + 1, y), (x, y.wrapping_sub(1)), (x, y + 1)]
        };
        let is_rim =
            |x, y| is_drawn(x, y) && beside(x, y).into_iter().any(|(x, y)| !is_drawn(x, y));
        all().filter(|(x, y)| is_rim(*x, *y)).all(|(x, y)| {
            all()
                .filter(|(a, b)| a.abs_diff(x) <= reach && b.abs_diff(y) <= reach)
                .any(|(a, b)| contrast(seen(pixel(a, b), behind), behind) >= ENOUGH)
        })
    }

    fn drawing(name: &str) -> String {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/icons");
        fs::read_to_string(format!("{folder}/{name}.svg")).unwrap()
    }

    #[test]
    fn each_state_stands_out_from_light_and_dark_toolbars() {
        for icon in Icon::ALL {
            let svg = drawing(icon.name());
            for pixels in TOOLBAR_SIZES {
                let png = draw(svg.as_bytes(), pixels).unwrap();
                let picture = Pixmap::decode_png(&png).unwrap();
                for toolbar in TOOLBARS {
                    assert!(stands_out(&picture, toolbar), "{icon:?}, {pixels}, on {toolbar:x?}");
                }
            }
        }
    }

    #[test]
    fn what_is_drawn_in_white_stands_out_from_the_colour_of_its_state() {
        for icon in Icon::ALL {
            let svg = drawing(icon.name());
            // Those of six digits: white has three.
            let colours = svg.match_indices("=\"#").filter_map(|(at, _)| svg.get(at + 3..at + 9));
            let colours: Vec<_> =
                colours.filter_map(|it| u32::from_str_radix(it, 16).ok()).collect();
            assert!(!colours.is_empty(), "{icon:?}");
            for colour in colours {
                let [_, rgb @ ..] = colour.to_be_bytes();
                assert!(contrast(rgb, WHITE) >= ENOUGH, "{icon:?}: {rgb:x?}");
            }
        }
    }

    #[test]
    fn a_rim_that_is_as_dark_as_the_toolbar_is_found() {
        let drawn = |svg: &str| {
            let svg = format!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{svg}</svg>"#
            );
            Pixmap::decode_png(&draw(svg.as_bytes(), 16).unwrap()).unwrap()
        };
        let blue = r##"<rect width="16" height="16" fill="#006dfa"/>"##;
        let outlined =
            r##"<rect x="1" y="1" width="14" height="14" fill="#006dfa" stroke="#fff"/>"##;
        let [light, _, _, dark] = TOOLBARS;
        assert!((contrast(WHITE, [0; 3]) - 21.0).abs() < 1e-9);
        assert!(stands_out(&drawn(blue), light) && !stands_out(&drawn(blue), dark));
        assert!(stands_out(&drawn(outlined), light) && stands_out(&drawn(outlined), dark));
    }

    #[test]
    fn a_drawing_fills_the_picture_at_any_size() {
        let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>"#;
        for pixels in [16, 128] {
            let png = draw(svg, pixels).unwrap();
            let picture = Pixmap::decode_png(&png).unwrap();
            assert_eq!((picture.width(), picture.height()), (pixels, pixels));
            assert!(picture.pixels().iter().all(|pixel| pixel.alpha() == 255));
        }
    }
}
