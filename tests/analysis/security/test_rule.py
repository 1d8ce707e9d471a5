import pytest

from r1_assistant.analysis.security.rule import security
from r1_assistant.features.review.kinds import KINDS
from support.hunk_views import traced

PY, JS, TSX, GO, JAVA = "app.py", "app.js", "app.tsx", "app.go", "App.java"
CS, PHP, RB, KT, RS, C, SWIFT = "A.cs", "a.php", "a.rb", "a.kt", "a.rs", "a.c", "a.swift"


def go(body: str) -> str:
    return f"package a\n\nfunc f(u string, r *http.Request) {{\n\t{body}\n}}\n"


def java(body: str) -> str:
    return f"class A {{\n  void f(String u, int n) {{\n    {body}\n  }}\n}}\n"


def py(body: str) -> str:
    return f"def f(u, request):\n    {body}\n"


def node(body: str) -> str:
    return (
        f'const {{ exec }} = require("child_process");\nfunction f(u, req, res) {{\n  {body}\n}}\n'
    )


HARM = [
    # values in the text of a statement
    ("sql-injection", PY, py('db.execute(f"SELECT a FROM t WHERE b = {u}")')),
    ("sql-injection", PY, py('db.execute("SELECT a FROM t WHERE b = \'" + u + "\'")')),
    ("sql-injection", PY, py('db.execute("DELETE FROM t WHERE b = \'%s\'" % u)')),
    ("sql-injection", PY, py('db.execute("UPDATE t SET a = {} WHERE b = 1".format(u))')),
    ("sql-injection", PY, py('db.execute("INSERT INTO t (a, b) VALUES (1, \'%s\')" % (u,))')),
    ("sql-injection", PY, py('q = "SELECT a FROM t"; q += f" WHERE b = \'{u}\'"')),
    ("sql-injection", JS, node("db.query(`SELECT a FROM t WHERE b = ${u}`);")),
    ("sql-injection", JS, node("db.query(\"select * from t where b = '\" + u + \"'\");")),
    ("sql-injection", JAVA, java('st.executeQuery("SELECT a FROM t WHERE b = \'" + u + "\'");')),
    ("sql-injection", JAVA, java('String q = String.format("DELETE FROM t WHERE b = \'%s\'", u);')),
    ("sql-injection", GO, go("db.Query(\"SELECT a FROM t WHERE b = '\" + u + \"'\")")),
    ("sql-injection", GO, go('q := fmt.Sprintf("SELECT a FROM t WHERE b = %s", u)')),
    (
        "sql-injection",
        CS,
        "class A { void F(string u) { var q = $\"SELECT a FROM t WHERE b = '{u}'\"; } }\n",
    ),
    ("sql-injection", PHP, "<?php $q = \"SELECT a FROM t WHERE b = '$u'\";\n"),
    ("sql-injection", RB, "User.where(\"name = '#{params[:n]}'\")\n"),
    (
        "sql-injection",
        KT,
        "fun f(u: String) { db.rawQuery(\"SELECT a FROM t WHERE b = '$u'\", null) }\n",
    ),
    (
        "sql-injection",
        RS,
        "fn f(u: &str) { let q = format!(\"SELECT a FROM t WHERE b = '{}'\", u); }\n",
    ),
    ("sql-injection", SWIFT, 'func f(u: String) { let q = "SELECT a FROM t WHERE b = \\(u)" }\n'),
    # values that a shell reads
    ("shell-injection", PY, py('os.system("ls " + u)')),
    ("shell-injection", PY, py('subprocess.run(f"ls {u}", shell=True)')),
    ("shell-injection", PY, "def f(u):\n    c = 'rm %s' % u\n    subprocess.call(c, shell=True)\n"),
    ("shell-injection", JS, node('exec("ls " + u);')),
    ("shell-injection", JS, node("exec(`git log ${u}`, done);")),
    ("shell-injection", JAVA, java('Runtime.getRuntime().exec("ping " + u);')),
    ("shell-injection", GO, go('exec.Command("sh", "-c", "ls "+u).Run()')),
    ("shell-injection", PHP, "<?php shell_exec('ls ' . $u);\n"),
    ("shell-injection", RB, "system(\"ls #{u}\")\n"),
    (
        "shell-injection",
        C,
        'void f(char *u) {\n  char b[99];\n  sprintf(b, "ls %s", u);\n  system(b);\n}\n',
    ),
    # what a request names
    ("path-traversal", PY, py('return send_file(os.path.join(BASE, request.args["n"]))')),
    ("path-traversal", JS, node('fs.readFile("./up/" + req.params.name, done);')),
    ("path-traversal", GO, go('os.ReadFile(filepath.Join(base, r.URL.Query().Get("f")))')),
    ("path-traversal", JAVA, java('new File("/srv/" + request.getParameter("f"));')),
    ("path-traversal", PHP, "<?php include($_GET['page']);\n"),
    ("request-forgery", PY, py('requests.get(request.args["url"])')),
    ("request-forgery", JS, node("axios.get(req.query.url);")),
    ("open-redirect", PY, py('return redirect(request.args.get("next"))')),
    ("open-redirect", JS, node("res.redirect(req.query.next);")),
    # values in a page
    ("html-injection", JS, node("el.innerHTML = '<b>' + u + '</b>';")),
    ("html-injection", JS, node("document.write(location.hash);")),
    (
        "html-injection",
        TSX,
        "const a = <p dangerouslySetInnerHTML={{ __html: `<b>${u}</b>` }} />;\n",
    ),
    ("html-injection", PY, py('mark_safe(f"<b>{u}</b>")')),
    ("html-injection", GO, go('fmt.Fprintf(w, "<b>%s</b>", r.FormValue("x"))')),
    ("html-injection", PHP, "<?php echo $_GET['name'];\n"),
    # input that is run, or makes objects
    ("code-injection", PY, py("return eval(u)")),
    ("code-injection", JS, node("return new Function(u);")),
    ("code-injection", JS, node("setTimeout('go(' + u + ')', 9);")),
    ("unsafe-load", PY, py("return yaml.load(u)")),
    ("unsafe-load", PY, py("return pickle.loads(request.data)")),
    ("unsafe-load", PHP, "<?php unserialize($_COOKIE['x']);\n"),
    ("unsafe-load", JAVA, java("Object o = in.readObject();")),
    ("external-entities", PY, py("etree.XMLParser(resolve_entities=True)")),
    ("external-entities", JAVA, java("var d = DocumentBuilderFactory.newInstance();")),
    # protection that is switched off
    ("certificate-check", PY, py("requests.get(u, verify=False)")),
    ("certificate-check", PY, py("context.check_hostname = False")),
    ("certificate-check", JS, "const o = { rejectUnauthorized: false };\n"),
    ("certificate-check", JS, 'process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";\n'),
    ("certificate-check", GO, "package a\n\nvar c = &tls.Config{InsecureSkipVerify: true}\n"),
    ("signature-check", PY, py('jwt.decode(u, options={"verify_signature": False})')),
    ("wide-permissions", PY, py("os.chmod(u, 0o777)")),
    ("wide-permissions", GO, go("os.MkdirAll(u, 0777)")),
    ("debug-mode", PY, 'app.run(host="0.0.0.0", debug=True)\n'),
    ("open-origin", PY, 'CORS(app, origins="*", supports_credentials=True)\n'),
    ("open-origin", JS, 'app.use(cors({ origin: "*", credentials: true }));\n'),
    ("csrf-off", PY, "@csrf_exempt\ndef f(request):\n    pay(request)\n"),
    ("escaping-off", PY, "env = Environment(autoescape=False)\n"),
    # cryptography
    ("weak-hash", PY, py("return hashlib.md5(password.encode()).hexdigest()")),
    ("weak-hash", JS, node('return crypto.createHash("sha1").update(password).digest("hex");')),
    ("guessable-secret", PY, py('token = "".join(random.choice(LETTERS) for _ in range(20))')),
    ("guessable-secret", JS, "const sessionToken = Math.random().toString(36);\n"),
    ("guessable-secret", JAVA, java("String resetToken = String.valueOf(new Random().nextInt());")),
    (
        "guessable-secret",
        GO,
        "package a\n\nfunc newToken() string { return strconv.Itoa(rand.Int63()) }\n",
    ),
    (
        "timing-comparison",
        PY,
        py('return hmac.new(K, u).hexdigest() == request.headers["X-Signature"]'),
    ),
    (
        "timing-comparison",
        JS,
        node('const signature = crypto.createHmac("sha256", k).digest("hex");\n'
        '  return signature === req.headers.sig;'),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "path", "new"), HARM)
def test_harm_is_seen_on_its_line(kind: str, path: str, new: str) -> None:
    assert kind in KINDS
    found = traced(security, path, "", new)
    assert kind in {trace.kind for trace in found if trace.strength >= 0.5}
    assert all(0 < trace.line <= new.count("\n") for trace in found)


SILENT = [
    # parameters, constants, numbers, names of tables, and what only speaks of statements
    (PY, py('db.execute("SELECT a FROM t WHERE b = %s", (u,))')),
    (PY, py('db.execute(f"SELECT a FROM t WHERE b = {int(u)}")')),
    (PY, py('db.execute(f"SELECT a FROM {table} WHERE b = ?", (u,))')),
    (PY, py('db.execute(f"SELECT a FROM t WHERE b IN ({placeholders})", u)')),
    (PY, py('db.execute("SELECT a FROM t WHERE b = %d" % u)')),
    (PY, py('db.execute(f"SELECT a FROM t WHERE b = {LIMIT}")')),
    (PY, py('db.execute(f"SELECT a FROM t WHERE b = {quote_literal(u)}")')),
    (PY, py('log.info(f"SELECT a FROM t WHERE b = {u}")')),
    (PY, py('raise ValueError(f"cannot select {u} from = {u}")')),
    (PY, py('print(f"update the set of names = {u}")')),
    (PY, 'def f():\n    """SELECT a FROM t WHERE b = {u}, f"{u}" + u."""\n'),
    (PY, py('sql.SQL("SELECT a FROM t WHERE b = {}").format(sql.Identifier(u))')),
    (
        PY,
        ("def f(x):\n    s = 'a' if x else 'b'\n"
        "    db.execute(f\"SELECT a FROM t WHERE b = '{s}'\")\n"),
    ),
    (JS, node("db.query('SELECT a FROM t WHERE b = ?', [u]);")),
    (JS, node("sql`SELECT a FROM t WHERE b = ${u}`;")),
    (JS, "// db.query(`SELECT a FROM t WHERE b = ${u}`)\nf();\n"),
    (JAVA, java('st.executeQuery("SELECT a FROM t WHERE b = " + n);')),
    (JAVA, java('st.executeQuery("SELECT a FROM t " + "WHERE b = 1");')),
    (GO, go('db.Query("SELECT a FROM t WHERE b = $1", u)')),
    # no shell, or quoted, or constant
    (PY, py('subprocess.run(["ls", u])')),
    (PY, py('subprocess.run("ls | wc", shell=True)')),
    (PY, py('os.system("ls " + shlex.quote(u))')),
    (JS, "const m = /a/.exec(u + '');\n"),
    (JS, node('execFile("ls", [u]);')),
    (GO, go('exec.Command("ls", "-l", u).Run()')),
    (PHP, "<?php exec('ls ' . escapeshellarg($u));\n"),
    # paths and addresses that are checked, or the program's own
    (PY, py('return send_file(safe_join(BASE, request.args["n"]))')),
    (
        PY,
        ("def f(request):\n    n = secure_filename(request.files['a'].filename)\n"
        "    return open(n)\n"),
    ),
    (PY, py("return open(os.path.join(BASE, u))")),
    (JS, node("fs.readFile(path.join(base, path.basename(req.params.name)), done);")),
    (PY, py('return redirect(url_for("home", next=request.args["next"]))')),
    (JS, node('res.redirect("/login");')),
    (PY, py("requests.get(BASE + '/a', params=request.args)")),
    # text, constants and what is escaped
    (JS, node("el.innerHTML = '<b>on</b>';")),
    (JS, node("el.innerHTML = escapeHtml(u);")),
    (JS, node("el.textContent = '<b>' + u;")),
    (TSX, "const a = <p dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(u) }} />;\n"),
    (PY, py('mark_safe("<b>on</b>")')),
    (PY, py('format_html("<b>{}</b>", u)')),
    (GO, go('fmt.Fprintf(w, "<b>%s</b>", html.EscapeString(r.FormValue("x")))')),
    # data that is only read
    (PY, py("return ast.literal_eval(u)")),
    (PY, py("return yaml.safe_load(u)")),
    (PY, py("return yaml.load(u, Loader=yaml.SafeLoader)")),
    (PY, py("model.eval()")),
    (JS, node("setTimeout(() => go(u), 9);")),
    (JS, node("return JSON.parse(u);")),
    # protection that is on, or chosen
    (PY, py("requests.get(u, verify=True)")),
    (PY, "def f(url, verify=False):\n    return get(url, verify)\n"),
    (PY, "def f(insecure):\n    if insecure:\n        context.check_hostname = False\n"),
    (PY, 'NOTE = "requests.get(u, verify=False)"\n'),
    (PY, py("os.chmod(u, 0o755)")),
    (JS, "const o = { rejectUnauthorized: true };\n"),
    (PY, "app.run(debug=settings.DEBUG)\n"),
    (JS, 'app.use(cors({ origin: "https://a.example", credentials: true }));\n'),
    # hashes and numbers that protect nothing
    (PY, py("return hashlib.md5(content).hexdigest()")),
    (PY, py("return hashlib.sha256(password + salt).hexdigest()")),
    (PY, py("delay = random.uniform(1, 2)")),
    (PY, py("token = tokens[random_index]")),
    (JS, "const color = Math.random() * 255;\n"),
    (PY, py("return hmac.compare_digest(hmac.new(K, u).digest(), request.sig)")),
    (PY, py("if token == Token.END:\n        return")),
    (PY, py("return digest == None")),
]  # fmt: skip


@pytest.mark.parametrize(("path", "new"), SILENT)
def test_what_does_no_harm_is_left_alone(path: str, new: str) -> None:
    assert [trace for trace in traced(security, path, "", new) if trace.strength >= 0.5] == []


def test_the_line_is_that_of_the_value() -> None:
    new = (
        'def f(u):\n    db.execute(\n        "SELECT a FROM t "\n        f"WHERE b = {u}"\n    )\n'
    )
    (trace,) = traced(security, PY, "", new)
    assert (trace.line, trace.subject) == (4, "u")


def test_what_was_there_before_is_no_news() -> None:
    old = py('db.execute(f"SELECT a FROM t WHERE b = {u}")')
    assert traced(security, PY, old, old.replace("SELECT a", "SELECT a, c")) == []


def test_what_came_from_another_line_of_the_change_is_no_news() -> None:
    line = "requests.get(u, verify=False)"
    old, new = f"{line}\nx = 1\n" + "y = 2\n" * 40, "x = 1\n" + "y = 2\n" * 40 + f"{line}\n"
    assert traced(security, PY, old, new) == []


def test_a_line_that_was_not_touched_is_not_named() -> None:
    old = py("x = eval(u)")
    assert traced(security, PY, old, old + "    y = 2\n") == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (PY, "x = yaml.safe_load(t)\n", "x = yaml.load(t)\n"),
        (PY, "x = ast.literal_eval(t)\n", "x = eval(t)\n"),
        (JS, "el.textContent = name;\n", "el.innerHTML = name;\n"),
        (PY, "token = secrets.choice(a)\n", "token = random.choice(a)\n"),
        (PY, "run(command, shell=False)\n", "run(command, shell=True)\n"),
    ],
)
def test_a_safe_form_that_was_given_up_is_surer(path: str, old: str, new: str) -> None:
    (trace,) = traced(security, path, old, new)
    assert trace.strength >= 0.9


def test_tests_may_do_so() -> None:
    new = py("requests.get(u, verify=False)")
    assert all(trace.strength < 0.5 for trace in traced(security, "tests/test_a.py", "", new))


@pytest.mark.parametrize("path", [PY, JS, GO, JAVA, PHP, RB, CS, KT, RS, SWIFT, C])
def test_broken_code_breaks_nothing(path: str) -> None:
    for new in ('db.execute(f"SELECT a FROM t WHERE b = {\n', 'x = ((("a" +\n', "eval(\n"):
        for trace in traced(security, path, "", new):
            assert trace.line == 1
