/** How the public pages look: the colours and sizes of web/parts/tokens.css, whole in each page. */
import { createHash } from 'node:crypto';

export const STYLE = `
:root{color-scheme:light dark;--canvas:light-dark(#f5f4ef,#0f1514);--surface:light-dark(#fffefb,#151c1b);
--sunken:light-dark(#ebeae3,#0b100f);--ink:light-dark(#17211f,#e7ece9);--ink-2:light-dark(#43504d,#b4c0bb);
--ink-3:light-dark(#5a6663,#93a09b);--line:light-dark(#dedcd2,#2a3533);--line-strong:light-dark(#77817d,#6b7975);
--accent:light-dark(#0c665d,#5cc9b9);--accent-fill:light-dark(#0c665d,#2f9d8f);--on-accent:light-dark(#fff,#04201c);
--rail:light-dark(#123330,#1f4c47);--ok:light-dark(#27632f,#86cf8f);--bad:light-dark(#a32d16,#f59a82);
--warn-ink:light-dark(#744c00,#ecbf66);--warn-soft:light-dark(#faefd5,#312611);--warn-line:light-dark(#a97816,#97752e);
--serif:ui-serif,"New York","Iowan Old Style",Charter,"Bitstream Charter",Cambria,Georgia,serif;
--mono:ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
*{box-sizing:border-box}
body{margin:0;background:var(--canvas);color:var(--ink);overflow-wrap:break-word;
font:400 .9375rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
h1,h2,h3,p,ul,ol,dl,dd,pre{margin:0;padding:0}
a{color:var(--accent);text-underline-offset:2px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.skip{position:absolute;inset-inline-start:-999px}.skip:focus{position:static;display:block;padding:.5rem 1rem}
.wide{max-width:72rem;margin:0 auto;padding:0 1.5rem}
header{background:var(--surface);border-block-end:1px solid var(--line)}
header .wide{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;align-items:center;padding-block:.75rem}
.logo{display:flex;flex:1;gap:.625rem;align-items:center;color:var(--ink);font-weight:650;text-decoration:none;
min-width:10rem}
.logo i{display:grid;place-items:center;flex:none;width:1.75rem;height:1.75rem;border-radius:6px;background:var(--rail);
color:#fff;font:700 1.0625rem/1 var(--serif)}
nav{display:flex;flex-wrap:wrap;gap:.25rem;font-size:.8125rem}
nav a{padding:.375rem .6875rem;border-radius:6px;color:var(--ink-2);font-weight:550;text-decoration:none}
nav a:hover{text-decoration:underline}
nav a[aria-current]{background:var(--sunken);color:var(--ink)}
main.wide{padding-block:2rem 4rem}
.two{display:grid;grid-template-columns:minmax(0,1fr) 26rem;gap:2.5rem;align-items:start}
h1{font:600 2.5rem/1.15 var(--serif);margin-block-end:.75rem;text-wrap:balance}
h2{font:600 1.625rem/1.2 var(--serif);margin-block:2rem .5rem}
h3{font-size:.9375rem;font-weight:650;margin-block-end:.375rem}
.lead{font-size:1.0625rem;color:var(--ink-2);max-width:40rem}
.text{max-width:44rem}.text p,.text li{margin-block-end:.5rem}.text ul,.text ol{padding-inline-start:1.25rem}
.meta{color:var(--ink-3);font-size:.8125rem;margin-block-start:.5rem}
table{width:100%;border-collapse:collapse}
th,td{padding:.5625rem 0;border-block-start:1px solid var(--line);text-align:start;font-weight:400;
vertical-align:baseline}
thead th{border:0;padding-block:0 .375rem;color:var(--ink-3);font-size:.75rem}
th+th,td{padding-inline-start:1rem;text-align:end;color:var(--ink-2)}
th+td{white-space:nowrap}
.cols{display:grid;grid-template-columns:1fr 1fr;gap:1.5rem;margin-block-start:1.5rem}
h2.column{margin:0 0 .375rem;font:650 .9375rem/1.5 system-ui,sans-serif}
.cols ul{list-style:none}.cols li{position:relative;padding:.1875rem 0 .1875rem 1.25rem;color:var(--ink-2)}
.cols li::before{content:"✓";position:absolute;inset-inline-start:0;color:var(--ok)}
.cols .not li::before{content:"✕";color:var(--bad)}
.box{border:1px solid var(--line);border-radius:10px;background:var(--surface)}
.box h2{margin:0;padding:1rem 1.25rem;border-block-end:1px solid var(--line);
font:650 1.0625rem/1.35 system-ui,sans-serif}
.box>div{display:grid;gap:.875rem;padding:1.25rem}
.box ol{display:grid;gap:.875rem;padding-inline-start:1.25rem}
.code{font:.8125rem/1.6 var(--mono);background:var(--sunken);border-radius:6px;padding:.625rem .75rem}
p.code{max-width:calc(25ch + 1.5rem);margin-block-start:.375rem}
pre.code{overflow:auto;white-space:pre;margin-block-start:.5rem}
.go{display:inline-block;padding:.5rem 1rem;border-radius:6px;background:var(--accent-fill);color:var(--on-accent);
font-weight:550;text-decoration:none}
.warn{padding:.625rem .75rem;border:1px solid var(--warn-line);border-radius:6px;background:var(--warn-soft);
color:var(--warn-ink);font-size:.8125rem}.warn+.lead{margin-block-start:.75rem}
.facts{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.375rem 1.25rem;margin-block:1rem}
.facts dt{color:var(--ink-3)}
.form{display:grid;gap:1.125rem}details>.form{margin-block-start:.875rem}
.form label,.form legend{display:block;font-weight:550;margin-block-end:.25rem}
.form label small,.form legend small{font-weight:400;color:var(--ink-3)}
.form fieldset{border:0;margin:0;padding:0;display:grid;gap:1.125rem;min-width:0}
.form .check{display:flex;gap:.5rem;align-items:baseline}.form .check label{margin:0;font-weight:400}
.field{width:100%;padding:.5rem .625rem;border:1px solid var(--line-strong);border-radius:6px;background:var(--surface);
color:var(--ink);font:inherit}
textarea.field{resize:vertical;min-height:8rem}
.field[aria-invalid]{border-color:var(--bad);border-width:2px}
.hint{color:var(--ink-3);font-size:.8125rem;margin-block-start:.25rem}
.fault{color:var(--bad);font-size:.8125rem;font-weight:550;margin-block-start:.25rem}
button{font:inherit;font-weight:550;padding:.5rem 1rem;border:1px solid var(--line-strong);border-radius:6px;
background:var(--surface);color:var(--ink);cursor:pointer}
button.go{border-color:transparent;background:var(--accent-fill);color:var(--on-accent)}
button[disabled]{cursor:default;background:var(--sunken);color:var(--ink-3);border-color:var(--line)}
.row{display:flex;flex-wrap:wrap;gap:.625rem;align-items:center}
.good{padding:.625rem .75rem;border:1px solid var(--ok);border-radius:6px;font-size:.8125rem}
.alarm{padding:.625rem .75rem;border:1px solid var(--bad);border-radius:6px;color:var(--bad);font-weight:550}
progress{width:100%;accent-color:var(--accent-fill)}
[hidden]{display:none!important}
.steps{display:flex;flex-wrap:wrap;gap:.25rem .5rem;list-style:none;margin-block:1rem;padding:0;font-size:.8125rem}
.steps li{padding:.1875rem .625rem;border:1px solid var(--line);border-radius:999px;color:var(--ink-3)}
.steps li.done{color:var(--ink-2);border-color:var(--line-strong)}
.steps li[aria-current]{background:var(--accent-fill);border-color:transparent;color:var(--on-accent);font-weight:550}
.letters{list-style:none;padding:0;margin-block-end:1.5rem;display:grid;grid-template-columns:minmax(0,1fr);gap:.75rem}
.letter{border:1px solid var(--line);border-radius:10px;background:var(--surface);padding:.75rem 1rem}
.letter.mine{background:var(--sunken)}
.letter h3{margin:0;font-size:.8125rem}.letter h3 time{font-weight:400;color:var(--ink-3)}
.letter p{white-space:pre-wrap;margin-block-start:.375rem}
.letter ul,.aside ul{padding-inline-start:1.125rem;margin-block-start:.375rem}.aside li+li{margin-block-start:.375rem}
.aside{display:grid;gap:1rem}
footer{margin-block-start:3rem;padding-block-start:1.25rem;border-block-start:1px solid var(--line);color:var(--ink-3);
font-size:.8125rem}
@media (max-width:56rem){.two{grid-template-columns:minmax(0,1fr);gap:1.5rem}}
@media (max-width:40rem){.wide{padding-inline:1rem}h1{font-size:2rem}.cols,.facts{grid-template-columns:1fr}
.facts dd{margin-block-end:.5rem}}
@media (pointer:coarse){nav a{padding-block:.75rem}}
@media print{header nav,.skip,button,.noprint{display:none}body{background:#fff}}
@media (forced-colors:active){.box,.code,.letter,.steps li,nav a[aria-current],.logo i{border:1px solid CanvasText}}
`;

const ALL = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
];

/** Nothing is loaded and nothing runs; the one style is named by its digest. */
export const PAGE_POLICY = [...ALL, "form-action 'none'"].join('; ');

/** The same for a page with a form. */
export const FORM_POLICY = [...ALL, "form-action 'self'"].join('; ');

/** The same for one whose script, named by the nonce, asks this server; no string ever becomes a script or markup. */
export const scriptPolicy = (nonce: string): string =>
  [
    FORM_POLICY,
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    "connect-src 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
