"""`HTMLRewriter`, as workerd's does it on top of lol-html."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest

from fakeflare.worker.javascript.fetch.responses import Response
from fakeflare.worker.javascript.html.rewriter import HTMLRewriter
from fakeflare.worker.javascript.language.kernel.errors import JsException
from fakeflare.worker.javascript.language.kernel.null import jsnull
from fakeflare.worker.javascript.language.objects import JsObject
from fakeflare.worker.javascript.language.worker_state import WorkerState, entered, get_worker_state
from fakeflare.worker.javascript.streams.readable import ReadableStream
from fakeflare.worker.pyodide.proxies import create_proxy

DEAD = (
    "TypeError: This content token is no longer valid. Content tokens are only valid during the execution "
    "of the relevant content handler."
)


def make_response(data: bytes, size: int = 0, **headers: str) -> Any:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(data), size):
            yield data[start : start + size]

    names = {name.replace("_", "-"): value for name, value in headers.items()}
    source = ReadableStream(chunks()) if size else ReadableStream.of_bytes(data)
    return Response.new(source, headers=JsObject(names))


async def rewrite(html: str, selector: str, size: int = 0, **handlers: Callable[[Any], object]) -> str:
    """The document after one `on`, cut into chunks of `size` bytes on its way."""
    rewriter = HTMLRewriter.new().on(selector, JsObject(handlers))
    data = await rewriter.transform(make_response(html.encode(), size)).bytes()
    text: str = data.to_bytes().decode()
    return text


STRANGE = (
    '<!DOCTYPE html><html lang=en a = "b>c" d ><!-- x --><BR/><p class=a/>t<b<c></p ></><!x><?pi?></ y>'
    '<script>var a = "</scr"; <!-- <script> </script> --></script>x<style>a<b</style>&amp;&#x;'
    "<svg><a/><![CDATA[ <x> ]]]]><foreignObject><p>h</foreignObject></svg><textarea><b></textarea >"
    "<title>a</titl></title><!----><!--> <!---> <!-- a --!>é\r\n\0</html extra><unfinished attr='"
)


@pytest.mark.parametrize("size", [1, 2, 7, 0])
async def test_what_no_handler_changes_passes_byte_for_byte(size: int) -> None:
    def look(token: Any) -> None:
        del token

    rewriter = HTMLRewriter.new()
    rewriter.on("*", JsObject({"element": look, "comments": look, "text": look}))
    rewriter.onDocument(JsObject({"doctype": look, "comments": look, "text": look, "end": look}))
    data = STRANGE.encode() + b"\xff\xc3"
    assert (await rewriter.transform(make_response(data, size)).bytes()).to_bytes() == data


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("a<!-- b", "a|(! b)"),
        ("<!doctype x", "(?x)"),
        ("<!b", "(!b)"),
        ("<?b", "(!?b)"),
        ("</ b", "(! b)"),
        ("a<", "a<|"),
        ("a</", "a</|"),
        ("a<b c", "a|"),
        ("<plaintext><b></plaintext>", "<b></plaintext>|"),
        ("<script>a</script", "a</script|"),
        ("<script><!--<script></script>a", "<!--<script></script>a|"),
        ("<script><!--></script>a", "<!-->|a|"),
        ("<title>a</titl", "a</titl|"),
        ("</p>a</p>b", "a|b|"),
        ("<svg><![CDATA[a]]", "a]]|"),
        ("<![CDATA[a]]>", "(![CDATA[a]])"),
    ],
)
async def test_broken_documents_are_understood_as_browsers_do(html: str, seen: str) -> None:
    told: list[str] = []
    result = await document(
        html,
        doctype=lambda doctype: told.append(f"(?{doctype.name})"),
        comments=lambda comment: told.append(f"(!{comment.text})"),
        text=lambda text: told.append("|" if text.lastInTextNode else text.text),
    )
    assert (result, "".join(told)) == (html, seen)


@pytest.mark.parametrize("size", [1, 3, 0])
async def test_elements_are_seen_whatever_the_chunks(size: int) -> None:
    seen: list[str] = []
    await rewrite(STRANGE, "*", size, element=lambda element: seen.append(element.tagName))
    assert seen == [
        *("html", "br", "p", "b<c", "script", "style", "svg", "a", "foreignobject", "p"),
        *("textarea", "title"),
    ]


CHANGES: Sequence[tuple[Callable[[Any], object], str]] = (
    (lambda e: e.before("<1>").before("<2>", html=True), "a&lt;1&gt;<2><p id=x>b<i>c</i></p>d"),
    (lambda e: e.after("<1>").after("<2>", JsObject({"html": True})), "a<p id=x>b<i>c</i></p><2>&lt;1&gt;d"),
    (lambda e: e.prepend("1").prepend("&"), "a<p id=x>&amp;1b<i>c</i></p>d"),
    (lambda e: e.append("1").append("2", jsnull), "a<p id=x>b<i>c</i>12</p>d"),
    (lambda e: e.setInnerContent("1").append("2"), "a<p id=x>12</p>d"),
    (lambda e: e.append("1").prepend("2").setInnerContent("3"), "a<p id=x>3</p>d"),
    (lambda e: e.replace("1").after("2").before("3"), "a312d"),
    (lambda e: e.remove(), "ad"),
    (lambda e: e.removeAndKeepContent(), "ab<i>c</i>d"),
    (
        lambda e: e.setAttribute("ID", 'a"&b').setAttribute("New", 1),
        'a<p id="a&quot;&b" new="1">b<i>c</i></p>d',
    ),
    (lambda e: e.removeAttribute("Id").removeAttribute("none"), "a<p>b<i>c</i></p>d"),
    (lambda e: setattr(e, "tagName", "Div"), "a<Div id=x>b<i>c</i></Div>d"),
)


@pytest.mark.parametrize(("change", "expected"), CHANGES)
@pytest.mark.parametrize("size", [1, 0])
async def test_an_element_is_changed(change: Callable[[Any], object], expected: str, size: int) -> None:
    assert await rewrite("a<p id=x>b<i>c</i></p>d", "p", size, element=change) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda e: e.prepend("1").append("1").setInnerContent("1"), "a<br/>b"),
        (lambda e: e.after("1"), "a<br/>1b"),
        (lambda e: e.replace("1"), "a1b"),
        (lambda e: e.removeAndKeepContent(), "ab"),
        (lambda e: e.setAttribute("x", "y"), 'a<br x="y" />b'),
        (lambda e: setattr(e, "tagName", "hr"), "a<hr/>b"),
    ],
)
async def test_a_void_element_has_no_content(change: Callable[[Any], object], expected: str) -> None:
    assert await rewrite("a<br/>b", "br", element=change) == expected


async def test_an_element_tells_about_itself() -> None:
    told: list[object] = []

    def tell(element: Any) -> None:
        told.append((element.tagName, element.namespaceURI, element.removed))
        told.append([list(pair) for pair in element.attributes])
        told.append([element.getAttribute(name) for name in ("B", "c", "none")])
        told.append((element.hasAttribute("A"), element.hasAttribute("d")))
        iterator = element.attributes
        told.append([iterator.next().done for _ in range(5)])
        element.remove()
        told.append(element.removed)

    await rewrite("<DIV a B=\"x &amp; é\" c='1' B=2>", "div", element=tell)
    assert told == [
        ("div", "http://www.w3.org/1999/xhtml", False),
        [["a", ""], ["b", "x &amp; é"], ["c", "1"], ["b", "2"]],
        ["x &amp; é", "1", jsnull],
        (True, False),
        [False, False, False, False, True],
        True,
    ]


async def test_namespaces_follow_svg_and_mathml() -> None:
    seen: list[str] = []
    html = (
        "<svg><a/><title><b></b></title><desc></desc></svg><svg/><i></i><math><mi><b></b></mi><mo>"
        "<annotation-xml encoding=text/html><b></b></annotation-xml></mo><p></math><svg><font><font color=x>"
    )
    await rewrite(
        html, "*", element=lambda e: seen.append(f"{e.tagName} {e.namespaceURI.rpartition('/')[2]}")
    )
    assert seen == [
        *("svg svg", "a svg", "title svg", "b xhtml", "desc svg", "svg svg", "i xhtml"),
        *("math MathML", "mi MathML", "b xhtml", "mo MathML", "annotation-xml xhtml", "b xhtml"),
        *("p xhtml", "svg svg", "font svg", "font xhtml"),
    ]


@pytest.mark.parametrize("size", [1, 4, 0])
async def test_texts_come_in_pieces_that_end_with_an_empty_one(size: int) -> None:
    pieces: list[tuple[str, bool]] = []
    html = "x<p>hé &lt;<b>y</b>z<!-- c -->€</p>"
    result = await rewrite(html, "p", size, text=lambda t: pieces.append((t.text, t.lastInTextNode)))
    assert result == html
    assert [text for text, is_last in pieces if is_last] == [""] * 4
    assert all(text for text, is_last in pieces if not is_last)
    whole = "".join("|" if is_last else text for text, is_last in pieces)
    assert whole == "hé &lt;|y|z|€|"


async def test_text_is_changed() -> None:
    def change(text: Any) -> None:
        if text.text == "b":
            text.before("<1>").after("2").replace("<3>", html=True)
        elif text.text == "c":
            assert not text.removed
            text.remove()
            assert text.removed

    assert await rewrite("<p>a<i>b</i>c</p>", "p", text=change) == "<p>a<i>&lt;1&gt;<3>2</i></p>"


async def test_comments_are_changed() -> None:
    def change(comment: Any) -> None:
        if comment.text == "a":
            comment.text = " new "
        elif comment.text == "b":
            comment.before("1").after("2").replace("3")
        else:
            comment.remove()

    html = "<!--a--><p><!--a--><!--b--><!c><?d></p>"
    assert await rewrite(html, "p", comments=change) == "<!--a--><p><!-- new -->132</p>"


@pytest.mark.parametrize("text", ["a-->", "--!>", ">", "->"])
async def test_a_comment_cannot_be_closed_from_inside(text: str) -> None:
    with pytest.raises(JsException, match=r"^TypeError: Parser error: Comment text shouldn't contain"):
        await document("<!--a-->", comments=lambda comment: setattr(comment, "text", text))


async def document(html: str, **handlers: Callable[[Any], object]) -> str:
    result: str = await HTMLRewriter.new().onDocument(JsObject(handlers)).transform(Response.new(html)).text()
    return result


async def test_the_document_has_handlers_of_its_own() -> None:
    told: list[object] = []
    html = '<!doctype HTML PUBLIC "p" \'s\'>a<!--b--><p>c<!doctype x SYSTEM "t"><!DOCTYPE>'
    result = await document(
        html,
        doctype=lambda d: told.append((d.name, d.publicId, d.systemId)),
        comments=lambda c: told.append(c.text),
        text=lambda t: told.append(t.text),
        end=lambda end: end.append("<1>").append("<2>", html=True),
    )
    assert result == html + "&lt;1&gt;<2>"
    assert told == [("html", "p", "s"), "a", "", "b", "c", "", ("x", jsnull, "t"), (jsnull, jsnull, jsnull)]


async def test_end_tags_are_changed() -> None:
    def change(element: Any) -> None:
        element.onEndTag(lambda end: end.before("never"))

        async def finish(end: Any) -> None:
            await asyncio.sleep(0)
            end.before("1").after(f"2{end.name}")
            end.name = "Q"

        element.onEndTag(create_proxy(finish))

    assert await rewrite("<P>a</P >b", "p", element=change) == "<P>a1</Q>2pb"
    assert await rewrite("<p>a</p>", "p", element=lambda e: e.onEndTag(lambda end: end.remove())) == "<p>a"
    with pytest.raises(JsException, match=r"^TypeError: Parser error: No end tag\.$"):
        await rewrite("<br>", "br", element=change)
    with pytest.raises(JsException, match="parameter 1 is not of type 'function'"):
        await rewrite("<p>", "p", element=lambda e: e.onEndTag("x"))


async def test_an_element_that_ends_with_another_one_puts_its_end_there() -> None:
    def change(element: Any) -> None:
        element.append("1")

    assert await rewrite("<div><p>a</div><p>b", "p", element=change) == "<div><p>a1</div><p>b"


async def test_inside_of_what_is_removed_handlers_run_in_vain() -> None:
    seen: list[str] = []

    def change(element: Any) -> None:
        seen.append(element.tagName)
        assert element.removed is (element.tagName == "b")
        if element.tagName == "p":
            element.remove()
        else:
            element.before("1").after("2")

    assert await rewrite("a<p>x<b>y</b><!--z--></p>c", "*", element=change) == "ac"
    assert seen == ["p", "b"]


async def test_handlers_run_in_order_each_with_an_object_of_its_own() -> None:
    seen: list[Any] = []

    class Handler:
        def __init__(self, name: str) -> None:
            self.name = name

        async def element(self, element: Any) -> None:
            await asyncio.sleep(0)
            assert not hasattr(element, "mark")
            element.mark = self.name
            seen.append(element)

        def text(self, text: Any) -> None:
            seen.append(text)

    rewriter = HTMLRewriter.new()
    for name, selector in (("one", "p"), ("two", "a, p, p"), ("three", "*")):
        rewriter = rewriter.on(selector, create_proxy(Handler(name)))
    assert await rewriter.transform(Response.new("<p>")).text() == "<p>"
    assert [element.mark for element in seen] == ["one", "two", "three"]
    uses: list[Callable[[Any], object]] = [
        lambda element: element.tagName,
        lambda element: element.remove(),
        lambda element: element.append("x"),
    ]
    for use in uses:
        with pytest.raises(JsException) as caught:
            use(seen[0])
        assert str(caught.value) == DEAD


async def test_the_attributes_die_with_their_element() -> None:
    kept: list[Any] = []
    await rewrite("<p a=b>", "p", element=lambda e: kept.append(e.attributes))
    with pytest.raises(JsException, match="no longer valid"):
        next(kept[0])


SELECTED = (
    '<div id=top class="a b"><p>1</p><p class=a lang=EN-us>2</p><b></b><p data-x="one two" type=TEXT>3</p>'
    "<section><p title=Abc>4</p></section></div><p>5</p>"
)


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ("p", "12345"),
        ("P", "12345"),
        ("*|p", "12345"),
        ("div p", "1234"),
        ("div > p", "123"),
        ("div>section p", "4"),
        ("div div p, :not(*)", ""),
        ("#top > .a", "2"),
        ("div.b.a p.a", "2"),
        ("p.b", ""),
        ("[title]", "4"),
        ("p[title=Abc]", "4"),
        ("p[title=abc]", ""),
        ("p[title=abc i]", "4"),
        ("p[type=text]", "3"),
        ("p[type=text s]", ""),
        ("p[data-x~=two]", "3"),
        ("p[data-x~=tw]", ""),
        ("p[lang|=en]", "2"),
        ("p[title^=A]", "4"),
        ("p[title$=bc]", "4"),
        ("p[title*=b]", "4"),
        ('p[title*=""]', ""),
        ("p:first-child", "14"),
        ("p:nth-child(2)", "25"),
        ("p:nth-child(even)", "235"),
        ("p:nth-child(2n+1)", "14"),
        ("div > p:nth-of-type(3)", "3"),
        ("p:nth-of-type(-n+2)", "1245"),
        ("p:first-of-type", "145"),
        ("div p:not(.a)", "134"),
        ("p:not([title]):not([class])", "135"),
    ],
)
async def test_selectors_choose(selector: str, texts: str) -> None:
    result = await rewrite(SELECTED, selector, element=lambda element: element.prepend("!"))
    chosen = [result[position + 1] for position, letter in enumerate(result) if letter == "!"]
    assert "".join(letter for letter in chosen if letter.isdigit()) == texts


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("", "The selector is empty."),
        ("p,", "The selector is empty."),
        ("div >", "Dangling combinator in selector."),
        ("p[", "Unexpected end of selector."),
        (".1", "Unexpected token in selector."),
        ("p:nth-child(x)", "Unexpected token in selector."),
        ("p[a!=b]", "Unexpected token in the attribute selector."),
        ("a + b", "Unsupported combinator `+` in selector."),
        ("a ~ b", "Unsupported combinator `~` in selector."),
        ("p:last-child", "Unsupported pseudo-class or pseudo-element in selector."),
        ("p:nth-last-child(1)", "Unsupported pseudo-class or pseudo-element in selector."),
        ("p:is(a)", "Unsupported pseudo-class or pseudo-element in selector."),
        ("p::before", "Unsupported pseudo-class or pseudo-element in selector."),
        ("svg|a", "Selectors with explicit namespaces are not supported."),
        ("[svg|a]", "Selectors with explicit namespaces are not supported."),
        ("p:not(:not(a))", "Nested negation in selector."),
        ("p:not(a b)", "Unsupported syntax in selector."),
    ],
)
def test_selectors_are_refused_in_lol_htmls_words(selector: str, message: str) -> None:
    with pytest.raises(JsException) as caught:
        HTMLRewriter.new().on(selector, JsObject())
    assert str(caught.value) == f"TypeError: Parser error: {message}"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda e: setattr(e, "tagName", ""), "Tag name can't be empty."),
        (
            lambda e: setattr(e, "tagName", "1"),
            "The first character of the tag name should be an ASCII alphabetical character.",
        ),
        (lambda e: setattr(e, "tagName", "a b"), "` ` character is forbidden in the tag name"),
        (lambda e: e.setAttribute("", ""), "Attribute name can't be empty."),
        (lambda e: e.setAttribute("a=", ""), "`=` character is forbidden in the attribute name"),
        (
            lambda e: e.setAttribute("€", ""),
            "The attribute name contains a character that can't be represented in the document's character "
            "encoding.",
        ),
    ],
)
async def test_names_are_refused_in_lol_htmls_words(change: Callable[[Any], object], message: str) -> None:
    response = make_response(b"<p>", content_type="text/html; charset=shift_jis")
    with pytest.raises(JsException) as caught:
        await HTMLRewriter.new().on("p", JsObject({"element": change})).transform(response).text()
    assert str(caught.value) == f"TypeError: Parser error: {message}"


@pytest.mark.parametrize("size", [1, 0])
async def test_the_encoding_of_the_content_type_is_kept(size: int) -> None:
    texts: list[str] = []

    def change(element: Any) -> None:
        assert element.getAttribute("a") == "ソ"
        element.setAttribute("b", "ソé").append("ソ")

    response = make_response(
        "<p a=ソ>ソ</p>".encode("shift_jis"), size, content_type="text/html;charset=sjis"
    )
    handlers = JsObject({"element": change, "text": lambda text: texts.append(text.text)})
    result = await HTMLRewriter.new().on("p[a=ソ]", handlers).transform(response).bytes()
    assert result.to_bytes().decode("shift_jis") == '<p a=ソ b="ソ&#233;">ソソ</p>'
    assert texts == ["ソ", ""]


@pytest.mark.parametrize(
    ("charset", "message"),
    [
        ("none", "Unknown character encoding has been provided."),
        ("hex", "Unknown character encoding has been provided."),
        ("utf-16", "Expected ASCII-compatible encoding."),
    ],
)
def test_encodings_are_refused_before_the_body_is_used(charset: str, message: str) -> None:
    response = make_response(b"x", content_type=f"text/html; charset={charset}")
    with pytest.raises(JsException) as caught:
        HTMLRewriter.new().transform(response)
    assert str(caught.value) == f"TypeError: Parser error: {message}"
    assert not response.bodyUsed


async def test_transform_keeps_the_response_but_for_its_length() -> None:
    headers = {"content-type": "text/html; charset=latin1", "content-length": "1", "x": "y"}
    response = Response.new("<p>", status=404, statusText="Gone away", headers=JsObject(headers))
    result = HTMLRewriter.new().transform(response)
    assert (result.status, result.statusText, response.bodyUsed) == (404, "Gone away", True)
    assert dict(result.headers.list_pairs()) == {"content-type": "text/html; charset=latin1", "x": "y"}
    assert await result.text() == "<p>"
    empty = Response.new(None)
    assert HTMLRewriter.new().transform(empty) is empty


async def test_the_body_is_rewritten_as_it_is_read() -> None:
    read: list[int] = []

    async def chunks() -> AsyncIterator[bytes]:
        for number in range(3):
            read.append(number)
            yield b"<p>%d</p>" % number

    response = HTMLRewriter.new().transform(Response.new(ReadableStream(chunks())))
    assert read == []
    reader = response.body.getReader()
    assert ((await reader.read()).value.to_bytes(), read) == (b"<p>0</p>", [0])


async def test_a_failing_handler_fails_the_body_and_cancels_its_source() -> None:
    closed: list[bool] = []

    async def chunks() -> AsyncIterator[bytes]:
        try:
            yield b"<p>"
            yield b"never"
        finally:
            closed.append(True)

    async def fail(element: Any) -> None:
        raise ValueError("boom")

    rewriter = HTMLRewriter.new().on("p", JsObject({"element": fail}))
    with pytest.raises(JsException, match="ValueError: boom"):
        await rewriter.transform(Response.new(ReadableStream(chunks()))).text()
    assert closed == [True]


async def test_handlers_run_in_the_worker_of_transform() -> None:
    async def refuse(request: object) -> None:
        raise AssertionError(request)

    names: list[str] = []
    rewriter = HTMLRewriter.new().on(
        "p", JsObject({"element": lambda e: names.append(get_worker_state().name)})
    )
    with entered(WorkerState("mine", refuse)):
        response = rewriter.transform(Response.new("<p>"))
    with entered(WorkerState("another", refuse)):
        await response.text()
    assert names == ["mine"]


async def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(JsException, match="the 'text' field on 'ElementContentHandlers'"):
        HTMLRewriter.new().on("p", JsObject({"text": "x"}))
    with pytest.raises(JsException, match="parameter 1 is not of type 'Response'"):
        HTMLRewriter.new().transform("x")
    with pytest.raises(JsException, match="not emulated by fakeflare yet"):
        await rewrite("<p>", "p", element=lambda e: e.append(Response.new("x")))
    with pytest.raises(JsException, match="Illegal constructor"):
        type(await _capture("<p>")).new()


async def _capture(html: str) -> Any:
    kept: list[Any] = []
    await rewrite(html, "*", element=kept.append)
    return kept[0]


def test_the_example_of_the_manual_injects_meta_tags(in_world: Callable[..., None]) -> None:
    class Remover:
        def element(self, element: Any) -> None:
            element.remove()

    class Injector:
        def element(self, element: Any) -> None:
            element.prepend('<meta property="og:title" content="T" />', html=True)

    async def check() -> None:
        from js import HTMLRewriter as FromJs
        from pyodide.ffi import create_proxy as make_proxy
        from workers import Response as SdkResponse

        rewriter = FromJs.new()
        rewriter.on('meta[property^="og:"]', make_proxy(Remover()))
        rewriter.on("head", make_proxy(Injector()))
        html = '<html><head><meta property="og:url" content="u"><title>x</title></head></html>'
        result = rewriter.transform(SdkResponse(html).js_object)
        assert await result.text() == (
            '<html><head><meta property="og:title" content="T" /><title>x</title></head></html>'
        )

    in_world(check)
