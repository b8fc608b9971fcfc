//! Writes the catalogue's keys as Rust: a text that is not in it, or lacks a value, does not
//! compile. What stands for a key is its number in the English catalogue, for `cargo xtask build`
//! as well, which writes the catalogue that ships.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use heck::ToSnakeCase;
use serde_json::{Map, Value};

/// The catalogue that the others follow.
const SOURCE: &str = "en";

type Catalogue = Map<String, Value>;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("../_locales");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut catalogues: BTreeMap<String, Catalogue> = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let language = entry.file_name().into_string().map_err(|_| "a language without a name")?;
        let file = entry.path().join("messages.json");
        catalogues.insert(language, serde_json::from_str(&fs::read_to_string(file)?)?);
    }
    let source = catalogues.get(SOURCE).ok_or("there is no English catalogue")?;
    let mut code = String::new();
    for (number, (key, entry)) in source.iter().enumerate() {
        declare(&mut code, number, key, entry)?;
    }
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("keys.rs"), code)?;
    fs::write(Path::new(&out).join("languages.rs"), languages(&catalogues)?)?;
    Ok(())
}

/// A constant for a text; a function for one in which values are to be put.
fn declare(
    code: &mut String,
    number: usize,
    key: &str,
    entry: &Value,
) -> Result<(), Box<dyn Error>> {
    let message = message(entry)?;
    let values: Vec<&String> =
        entry["placeholders"].as_object().into_iter().flat_map(Map::keys).collect();
    writeln!(code, "/// “{message}”")?;
    let snake = key.to_snake_case();
    if values.is_empty() {
        writeln!(code, "pub const {}: Text = Text({number});", snake.to_uppercase())?;
        return Ok(());
    }
    let parameters: Vec<_> = values.iter().map(|it| format!("{it}: &str")).collect();
    let arguments: Vec<_> = values.iter().map(|it| it.as_str()).collect();
    writeln!(
        code,
        "pub fn {snake}({}) -> String {{ source::message({number}, &[{}]) }}",
        parameters.join(", "),
        arguments.join(", ")
    )?;
    Ok(())
}

/// Every language with its texts, in which `$1` and the like stand for values.
fn languages(catalogues: &BTreeMap<String, Catalogue>) -> Result<String, Box<dyn Error>> {
    let source = &catalogues[SOURCE];
    let mut code = String::from("&[\n");
    for (language, catalogue) in catalogues {
        writeln!(code, "({language:?}, &[")?;
        for (key, entry) in catalogue {
            let number = source.keys().position(|it| it == key);
            let number = number.ok_or_else(|| format!("English lacks {key}"))?;
            let names = source.get(key).map(|it| &it["placeholders"]);
            let names = names.and_then(Value::as_object).into_iter().flat_map(Map::keys);
            let mut text = message(entry)?.to_owned();
            for (index, name) in names.enumerate() {
                let name = format!("${}$", name.to_uppercase());
                text = text.replace(&name, &format!("${}", index + 1));
            }
            writeln!(code, "({number}, {text:?}),")?;
        }
        code.push_str("]),\n");
    }
    code.push(']');
    Ok(code)
}

fn message(entry: &Value) -> Result<&str, Box<dyn Error>> {
    Ok(entry["message"].as_str().ok_or("an entry without a message")?)
}
