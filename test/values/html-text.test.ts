import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlToText } from '../../src/values/html-text.ts';

describe('a note as text', () => {
  it.each([
    ['<p>Ida wants it.<br>Budget approved.</p><p>Call <b>her</b>.</p>', 'Ida wants it.\nBudget approved.\nCall her.'],
    ['<ul><li>one</li><li>two &amp; three</li></ul>', '- one\n- two & three'],
    ['<div>a\n   b</div>\n<div>c</div>', 'a b\nc'],
    ['a<br/><br>b<BR />c', 'a\n\nb\nc'],
    ['a<br><br><br><br>b', 'a\n\nb'],
    ['first\nsecond\r\nthird', 'first\nsecond\nthird'],
    ['a &lt; b &#8364; &#x20AC; &nbsp;&euro; &uuml;&Uuml;', 'a < b € €  € üÜ'],
    ['&unknown; &#0; &#xD800; &#9999999; & &amp;lt;', '&unknown; &#0; &#xD800; &#9999999; & &lt;'],
    ['3 < 5 and 5 > 3, <3', '3 < 5 and 5 > 3, <3'],
    ['<style>p { color: red }</style><script>alert("<p>")</script>seen', 'seen'],
    ['a<!-- <p>hidden</p> -->b<!doctype html>c', 'abc'],
    ['<a href="https://x.example/?a=1">link</a> <span\nclass="x">two</span>', 'link two'],
    ['open <b', 'open <b'],
    ['open <b class="x', 'open'],
    ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
    ['', ''],
  ])('%j', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it('gives back what was escaped', () => {
    const toHtml = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>');
    const word = fc.stringMatching(/^[a-z<>&;#"'/!é山-]{1,8}$/);
    const line = fc.array(word, { minLength: 1, maxLength: 4 }).map(words => words.join(' '));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), lines => {
        expect(htmlToText(toHtml(lines.join('\n')))).toBe(lines.join('\n'));
      }),
    );
  });

  it('of a megabyte of unfinished tags ends', () => {
    for (const piece of ['<!--', '<p ', '<p><br>', '&amp', '< ', '\u0000\u0001 '])
      expect(typeof htmlToText(piece.repeat(1_000_000 / piece.length))).toBe('string');
  });
});
