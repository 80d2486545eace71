//! JSON text for people: indented, long texts shortened. Names, order and numbers stay as they are written.

/// Texts longer than this many characters are shortened; lists of up to this many bytes stay on one line.
const LONGEST: usize = 100;

/// Writes the JSON text with one member to a line.
pub fn indent(json: &[u8], out: &mut Vec<u8>) {
    let mut depth = 0_usize;
    let mut rest = json;
    while let [byte, after @ ..] = rest {
        rest = after;
        match byte {
            b'"' => {
                let end = text_end(rest);
                let (text, after) = rest.split_at(end);
                out.push(b'"');
                shorten(text, out);
                rest = after;
                if let [b'"', after @ ..] = rest {
                    out.push(b'"');
                    rest = after;
                }
            }
            b'[' if let Some((list, after)) = short_list(rest) => {
                out.push(b'[');
                out.extend_from_slice(list);
                out.push(b']');
                rest = after;
            }
            b'{' | b'[' => {
                out.push(*byte);
                rest = rest.trim_ascii_start();
                if let [close @ (b'}' | b']'), after @ ..] = rest {
                    out.push(*close);
                    rest = after;
                } else {
                    depth += 1;
                    new_line(depth, out);
                }
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                new_line(depth, out);
                out.push(*byte);
            }
            b',' => {
                out.push(b',');
                new_line(depth, out);
            }
            b':' => out.extend_from_slice(b": "),
            byte if byte.is_ascii_whitespace() => {}
            byte => out.push(*byte),
        }
    }
}

/// What lies deeper is not indented further: a line of nothing but brackets would become its own square.
const DEEPEST: usize = 64;

fn new_line(depth: usize, out: &mut Vec<u8>) {
    out.push(b'\n');
    out.extend(std::iter::repeat_n(b' ', 2 * depth.min(DEEPEST)));
}

/// A list that fits on one line: what is in it, and what follows its bracket. It holds no other list and no object.
fn short_list(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut at = 0;
    loop {
        match rest.get(at)? {
            b'"' => at += 1 + text_end(rest.get(at + 1..)?) + 1,
            b'[' | b'{' => return None,
            b']' => break,
            _ => at += 1,
        }
        if at > LONGEST {
            return None;
        }
    }
    let (list, after) = rest.split_at_checked(at)?;
    Some((list.trim_ascii(), after.get(1..)?))
}

/// How many bytes the text has up to its closing quote.
fn text_end(text: &[u8]) -> usize {
    let mut escaped = false;
    for (index, byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index,
            _ => {}
        }
    }
    text.len()
}

/// Writes the inside of a text, cut after [`LONGEST`] characters, but not within an escape.
fn shorten(text: &[u8], out: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(text);
    let mut characters = text.char_indices();
    for _ in 0..LONGEST {
        match characters.next() {
            None => return out.extend_from_slice(text.as_bytes()),
            Some((_, '\\')) => {
                if let Some((_, 'u')) = characters.next() {
                    characters.nth(3);
                }
            }
            Some(_) => {}
        }
    }
    let rest = characters.as_str();
    let left = rest.chars().count();
    if left == 0 {
        return out.extend_from_slice(text.as_bytes());
    }
    out.extend_from_slice(text.strip_suffix(rest).unwrap_or(&text).as_bytes());
    out.extend_from_slice(format!("… ({left} more)").as_bytes());
}
