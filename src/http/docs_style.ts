/** The style of the page for people: readable in light and dark, on a phone and on paper. */

/** As it stands in the page, byte for byte: the page's policy names its digest. */
export const DOCS_STYLE = `
:root{color-scheme:light dark;--line:light-dark(#d5d9e0,#3a4150);--soft:light-dark(#f4f6f8,#1d222b);
--muted:light-dark(#565f6d,#a3acba);--link:light-dark(#0b57b0,#8ab8ff);--page:light-dark(#fff,#14181f);
--text:light-dark(#1b1f26,#e4e8ee)}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--page);color:var(--text);font:1rem/1.55 system-ui,sans-serif}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--page);padding:.5rem;z-index:1}
main{max-width:54rem;padding:1.5rem;margin:0 auto}
main>h2:first-child{margin-top:0}
main:focus{outline:none}
nav{padding:1.5rem;background:var(--soft);font-size:.9rem}
nav h2{font-size:.9rem;margin:1rem 0 .25rem}
nav ul{list-style:none;margin:0;padding:0}
nav li a{display:grid;grid-template-columns:4rem 1fr;gap:.5rem;align-items:baseline;padding:.2rem 0;
text-decoration:none;color:inherit}
nav li a:hover{text-decoration:underline}
header{padding:1.25rem 1.5rem;border-bottom:1px solid var(--line)}
h1{font-size:1.6rem;line-height:1.2;margin:0}
header p{margin:.5rem 0 0}
main h2{margin:3rem 0 1rem;border-bottom:1px solid var(--line)}
h3{font-size:1.1rem;margin:2.5rem 0 .5rem;overflow-wrap:anywhere}
h3 a{color:inherit;text-decoration:none}
h3 a:hover{text-decoration:underline}
h4{margin:1.25rem 0 .25rem}
.summary{font-weight:600;margin:.25rem 0}
code,pre{font-family:ui-monospace,monospace;font-size:.875em}
p code,dd code,summary code{background:var(--soft);padding:.1em .15em;border-radius:3px;
overflow-wrap:anywhere}
pre{background:var(--soft);border:1px solid var(--line);border-radius:4px;padding:.75rem;margin:0;
overflow-x:auto}
figure{margin:.5rem 0}
figcaption,.type,.limit,.media{color:var(--muted);font-size:.9rem}
.method{display:inline-block;min-width:3.6em;font:600 .75rem ui-monospace,monospace;
padding:.15em .4em;border-radius:3px;text-align:center;color:#fff;background:#2f6f4f}
.method.post{background:#1f5fae}
.method.put{background:#8a5a00}
.method.delete{background:#a8323a}
.fields{margin:.5rem 0}
.fields dt{border-top:1px solid var(--line);padding-top:.4rem;overflow-wrap:anywhere}
.fields dd{margin:0 0 .4rem}
details{border:1px solid var(--line);border-radius:4px;margin:.5rem 0;padding:0 .75rem}
summary{padding:.5rem 0;cursor:pointer}
.status{font-weight:600;display:inline-block;min-width:2.5em}
.status.good{color:light-dark(#1d6b43,#6fd09e)}
@media(min-width:64rem){
body{display:grid;grid-template-columns:19rem minmax(0,1fr)}
header{grid-column:1/-1}
nav{position:sticky;top:0;height:100vh;overflow-y:auto}
main{width:100%;padding:2rem 3rem}
}
@media print{nav,.skip{display:none}}
`;
