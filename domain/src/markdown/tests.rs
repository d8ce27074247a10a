use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

#[test]
fn a_text_is_made_of_paragraphs_lists_and_tables() {
    let html =
        render("Made of *kraft* **paper**, `54 mm`.\n\n- light\n- cheap\n\n3. third\n4. fourth\n\n> said\n\n---", 3);
    assert_eq!(
        html,
        "<p>Made of <em>kraft</em> <strong>paper</strong>, <code>54 mm</code>.</p><ul><li>light</li><li>cheap</li></ul>\
         <ol start=\"3\"><li>third</li><li>fourth</li></ol><blockquote><p>said</p></blockquote><hr>"
    );
    assert_eq!(
        render("| Mass | Price |\n|---|--:|\n| to 2 kg | 9.50 |\n| more |", 3),
        "<table><thead><tr><th scope=\"col\">Mass</th><th scope=\"col\" class=\"prose__end\">Price</th></tr></thead><tbody>\
         <tr><td>to 2 kg</td><td class=\"prose__end\">9.50</td></tr><tr><td>more</td></tr></tbody></table>"
    );
    assert_eq!(render("```sh\na < b\n```", 3), "<pre><code>a &lt; b\n</code></pre>");
    assert_eq!(render("one\\\ntwo", 3), "<p>one<br>two</p>");
    assert_eq!(render("", 3), "");
}

#[test]
fn headings_begin_below_those_of_the_page() {
    assert_eq!(render("# A\n\n## B", 3), "<h3>A</h3><h4>B</h4>");
    assert_eq!(render("## A\n\n### B\n\n## C", 2), "<h2>A</h2><h3>B</h3><h2>C</h2>");
    assert_eq!(render("# A\n\n###### B", 3), "<h3>A</h3><h6>B</h6>");
    assert_eq!(render("# A", 0), "<h2>A</h2>");
}

#[test]
fn html_is_shown_as_it_is_typed_and_pictures_leave_their_words() {
    assert_eq!(render("a <b onclick=x>b</b>", 3), "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>");
    assert_eq!(render("<script>alert(1)</script>", 3), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>");
    assert_eq!(render("<!-- a -->", 3), "<p>&lt;!-- a --&gt;</p>");
    assert_eq!(render("![a *tube*](/tube.png)", 3), "<p>a <em>tube</em></p>");
    assert_eq!(render("a\u{0}b\u{1b}c&#0;", 3), "<p>abc\u{fffd}</p>");
}

#[test]
fn links_lead_to_the_web_to_mailboxes_and_to_us() {
    assert_eq!(render("[a](/parts/RP-AT-54-600)", 3), "<p><a href=\"/parts/RP-AT-54-600\">a</a></p>");
    assert_eq!(render("[a](#top)", 3), "<p><a href=\"#top\">a</a></p>");
    assert_eq!(
        render("[a](HTTPS://example.org/?a=1&b=\"2\")", 3),
        "<p><a href=\"HTTPS://example.org/?a=1&amp;b=&quot;2&quot;\" rel=\"noopener nofollow\">a</a></p>"
    );
    assert_eq!(render("<a@example.org>", 3), "<p><a href=\"mailto:a@example.org\">a@example.org</a></p>");
    for target in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "javascript&#58;alert(1)",
        "javascript&colon;alert(1)",
        "java&#10;script:alert(1)",
        "&#1;javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//example.org",
        "&#47;/example.org",
        "/\\\\example.org",
        "&#9;//example.org",
        "/&#9;/example.org",
        "https:example.org",
        "https://",
        "https:///example.org",
        "parts/x",
        "?q=1",
        "",
        "mailto:",
        "ftp://example.org",
        "blob:https://example.org/x",
    ] {
        assert_eq!(render(&format!("[a]({target})"), 3), "<p>a</p>", "{target}");
    }
}

#[test]
fn links_are_listed_once_with_those_that_are_refused() {
    let text =
        "[a](/help) [b][r] <a@example.org> [c](/help) [d](javascript:x) ![e](/e.png)\n\n[r]: https://example.org";
    assert_eq!(links(text), ["/help", "https://example.org", "mailto:a@example.org", "javascript:x"]);
    assert!(links(&escape(text)).is_empty());
}

#[test]
fn what_means_nothing_is_not_escaped() {
    for text in
        ["AB_12 is 54.4 mm - 55.0 mm (2.1\") & more: 3 + 4 = 7, #2, C.E.S. 5.", "7.5 oz", "maker’s “list”", "A\n\nB"]
    {
        assert_eq!(escape(text), text);
    }
    assert_eq!(
        escape("1. *a* <b> _c_ &lt; x|y\n- d\n\n\n    e"),
        "1\\. \\*a\\* \\<b> \\_c\\_ \\&lt; x\\|y\\\n\\- d\n\ne"
    );
}

/// Texts, most of them full of marks.
fn text() -> impl Strategy<Value = String> {
    let marks = prop::sample::select(vec![
        "*",
        "_",
        "**",
        "`",
        "```",
        "~~~",
        "#",
        "## ",
        "> ",
        "- ",
        "+ ",
        "1. ",
        "12) ",
        "[",
        "](",
        "]",
        "(",
        ")",
        "![",
        "|",
        "|-|",
        "|:-:|",
        "---",
        "===",
        "<",
        ">",
        "</",
        "<b ",
        "<script>",
        "<!--",
        "-->",
        "<?",
        "<![CDATA[",
        "&",
        "&lt;",
        "&#0;",
        "&#106;",
        "\\",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\t",
        " ",
        "    ",
        "javascript:",
        "https://a.b/",
        "//",
        "/x",
        "\"",
        "'",
        "=",
        "a",
        "b c",
        ":",
        "\u{0}",
        "\u{a0}",
        "\u{2028}",
        "é",
        "[x]: /y \"z\"",
        "~~",
        "$",
        "[^1]",
        "{#a}",
    ]);
    prop_oneof![prop::collection::vec(marks, 0..60).prop_map(|marks| marks.concat()), any::<String>(), "[ -~\n]{0,200}",]
}

/// Takes the HTML apart; panics at whatever is not on the list. Answers what it shows.
fn shown(html: &str) -> String {
    const ELEMENTS: [&str; 21] = [
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "code",
        "em",
        "strong",
        "a",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ];
    let mut open: Vec<&str> = Vec::new();
    let mut shown = String::new();
    let mut rest = html;
    while let Some((text, tail)) = rest.split_once('<') {
        shown.push_str(text);
        let (tag, after) = tail.split_once('>').expect("an end of the tag");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{html}");
            continue;
        }
        match tag {
            "br" => shown.push('\n'),
            "hr" => {}
            _ => {
                let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
                assert!(ELEMENTS.contains(&name), "<{tag}> in {html}");
                if name == "p" && !shown.is_empty() {
                    shown.push_str("\n\n");
                }
                assert!(is_allowed(name, attributes), "<{tag}> in {html}");
                open.push(name);
            }
        }
    }
    assert!(open.is_empty(), "{html}");
    shown.push_str(rest);
    assert!(!shown.contains(['>', '"']), "{html}");
    shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn is_allowed(name: &str, attributes: &str) -> bool {
    let classes = ["", "class=\"prose__end\"", "class=\"prose__middle\""];
    match name {
        "ol" => {
            attributes.is_empty()
                || attributes
                    .strip_prefix("start=\"")
                    .and_then(|rest| rest.strip_suffix('"'))
                    .is_some_and(|number| number.parse::<u64>().is_ok())
        }
        "td" => classes.contains(&attributes),
        "th" => attributes.strip_prefix("scope=\"col\"").is_some_and(|rest| classes.contains(&rest.trim_start())),
        "a" => {
            attributes.strip_prefix("href=\"").and_then(|rest| rest.split_once('"')).is_some_and(|(target, rest)| {
                may_lead_to(&target.replace("&quot;", "\"").replace("&amp;", "&"))
                    && ["", " rel=\"noopener nofollow\""].contains(&rest)
            })
        }
        _ => attributes.is_empty(),
    }
}

/// What is left of a text when blanks around its lines, empty lines beyond the first, and control
/// characters are taken away.
fn settled(text: &str) -> String {
    let mut paragraphs: Vec<Vec<String>> = vec![Vec::new()];
    for line in text.lines() {
        let line: String = line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
        match line.trim() {
            "" => paragraphs.push(Vec::new()),
            line => paragraphs.last_mut().expect("one").push(line.to_owned()),
        }
    }
    paragraphs.iter().filter(|lines| !lines.is_empty()).map(|lines| lines.join("\n")).collect::<Vec<_>>().join("\n\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whatever_goes_in_nothing_else_comes_out(text in text(), top in 0_u8..9) {
        shown(&render(&text, top));
        links(&text);
    }

    #[test]
    fn what_is_escaped_is_shown_as_it_is(text in text()) {
        let html = render(&escape(&text), 3);
        prop_assert_eq!(shown(&html), settled(&text), "{:?} → {}", escape(&text), html);
        prop_assert!(["<ul", "<ol", "<h", "<a", "<em", "<strong", "<code", "<pre", "<table", "<blockquote"].iter().all(|element| !html.contains(element)));
    }
}

#[test]
fn hostile_nesting_takes_no_longer_than_its_length() {
    const LENGTH: usize = 64_000;
    let began = Instant::now();
    for unit in [
        "> ", "- ", "1. ", "*", "**a ", "[", "![", "[a](", "`", "``a`", "<", "<a ", "&", "\\", "_a", "*a_", "|",
        "~~~\n", "> - ", "[a]: b\n", "&#x", "<!--", "a\n-\n", "](", "<?",
    ] {
        let text = unit.repeat(LENGTH / unit.len());
        let html = render(&text, 3);
        shown(&html);
        assert!(html.len() < 16 * LENGTH, "{unit:?}: {} bytes", html.len());
    }
    let table = format!("{0}|a|b|\n{0}|-|-|\n{0}|c|d|\n", "> ".repeat(21));
    assert!(render(&table, 3).contains("<td>d</td>") && !render(&format!("> {table}"), 3).contains("<t"));
    let deep = "- ".repeat(LENGTH / 4) + &"\n".repeat(LENGTH / 2);
    let wide = "|a".repeat(LENGTH / 8) + "\n" + &"|-".repeat(LENGTH / 8) + "\n" + &"|a\n".repeat(LENGTH / 6);
    for text in [deep, wide] {
        let html = render(&text, 3);
        shown(&html);
        assert!(html.len() < 16 * LENGTH, "{} bytes", html.len());
    }
    // A machine under load has other things to do; squares of the length would take minutes.
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}
