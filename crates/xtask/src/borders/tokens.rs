//! Rust as the compiler reads it: names and strings with their lines, without comments and without tests.

use std::str::FromStr;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A name or a literal, as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    /// From 1.
    pub(super) line: usize,
}

/// The tokens of a file, less documentation and items that are `#[cfg(test)]`.
///
/// # Errors
/// When the text is no Rust.
pub(super) fn of_program(text: &str) -> Result<Vec<Token>, String> {
    let stream = TokenStream::from_str(text).map_err(|error| error.to_string())?;
    let mut tokens = Vec::new();
    collect(stream, &mut tokens);
    Ok(tokens)
}

fn collect(stream: TokenStream, tokens: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                // `#![…]` speaks of what it stands in, `#[…]` of what follows.
                let is_inner = trees.next_if(|next| is_punct(next, '!')).is_some();
                let Some(TokenTree::Group(attribute)) = trees.next_if(is_brackets) else { continue };
                match Attribute::of(&attribute) {
                    Attribute::Documentation => {}
                    Attribute::TestsOnly if is_inner => return,
                    Attribute::TestsOnly => skip_item(&mut trees),
                    Attribute::Other => collect(attribute.stream(), tokens),
                }
            }
            TokenTree::Group(group) => collect(group.stream(), tokens),
            TokenTree::Ident(ident) => tokens.push(Token { text: ident.to_string(), line: ident.span().start().line }),
            TokenTree::Literal(literal) => {
                tokens.push(Token { text: literal.to_string(), line: literal.span().start().line })
            }
            TokenTree::Punct(_) => {}
        }
    }
}

enum Attribute {
    Documentation,
    TestsOnly,
    Other,
}

impl Attribute {
    fn of(brackets: &Group) -> Self {
        let text: String = brackets.stream().to_string().split_whitespace().collect();
        match text.as_str() {
            "cfg(test)" | "test" => Attribute::TestsOnly,
            _ if text.starts_with("doc=") => Attribute::Documentation,
            _ => Attribute::Other,
        }
    }
}

/// An item ends with its block or its semicolon, whichever comes first.
fn skip_item(trees: &mut impl Iterator<Item = TokenTree>) {
    for tree in trees {
        let is_block = matches!(&tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        if is_block || is_punct(&tree, ';') {
            return;
        }
    }
}

fn is_punct(tree: &TokenTree, mark: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == mark)
}

fn is_brackets(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_tests_are_no_code() {
        let check = |text: &str, expected: &[(&str, usize)]| {
            let found = of_program(text).unwrap();
            let found: Vec<_> = found.iter().map(|token| (token.text.as_str(), token.line)).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("//! web_sys\n/// gloo\nfn f() {}", &[("fn", 3), ("f", 3)]);
        check("/* a /* b */ c */ x", &[("x", 1)]);
        check("call(\"// no comment\")", &[("call", 1), ("\"// no comment\"", 1)]);
        check("a\n#[cfg(test)]\nmod tests { b }\nc", &[("a", 1), ("c", 4)]);
        check("#[cfg(test)] use b; c", &[("c", 1)]);
        check("#![cfg(test)]\nb", &[]);
        check("#[allow(x)] c", &[("allow", 1), ("x", 1), ("c", 1)]);
        assert!(of_program("fn f( {").is_err());
    }
}
