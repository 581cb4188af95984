import { expect } from 'chai';
import { choosePaint, coloured, plain } from '../../lib/report/paint.js';
import { printable } from '../../lib/report/printable.js';
import { renderText } from '../../lib/report/text.js';
import type { FileChange } from '../../lib/rewrite/file-change.js';
import { conversion, refused, refusal, reportOf } from '../support/report.js';

const added: FileChange = { kind: 'added', path: 'Dockerfile', text: 'FROM a\n', mode: 0o644 };

describe('the text report', () => {
  it('shows the way of an artifact with the lines it rests on', () => {
    expect(renderText(reportOf(conversion), [added], plain)).to.equal(`build.sh: app:latest  converted
  builder Dockerfile.build becomes stage builder
  runtime Dockerfile
  engine  17.09
  proof   proven equal

  app:build:/src/app
    → app  (host)
    → dist/app  (host)
    → app:latest:/root/app
    build.sh:4     docker cp extract:/src/app ./app
    build.sh:5     mv app \\ …
    Dockerfile:12  COPY dist/app ./
    now COPY --from=builder --chown=0:0 /src/app ./

1 converted; 1 file to change

diff --git a/Dockerfile b/Dockerfile
new file mode 100644
--- /dev/null
+++ b/Dockerfile
@@ -0,0 +1 @@
+FROM a
`);
  });

  it('gives a refusal with its place and the next step', () => {
    expect(renderText(reportOf(refused), [], plain)).to.equal(`build.sh: app:latest  refused
  builder Dockerfile.build
  runtime Dockerfile

  build.sh:7:3: error[no-consumer]: No runtime image takes /app, which app:build hands over to ./app.
    = next: ${refusal.hint ?? ''}

1 refused; 0 files to change
`);
  });

  it('names what still goes to the host, and assumptions once', () => {
    const assumption = { ...refusal, severity: 'warning' as const };
    const text = renderText(
      reportOf({
        ...conversion,
        hostCopies: [{ artifact: '/src/app', host: 'app', why: 'the test step reads it' }],
        diagnostics: [assumption],
        proof: { status: 'assumed', assumptions: [assumption] },
      }),
      [],
      plain,
    );
    expect(text).to.contain('  /src/app still goes to app on the host: the test step reads it\n');
    expect(text.match(/warning\[no-consumer\]/g)).to.have.length(1);
    expect(text).to.contain('equal under the assumptions below');
  });

  it('says when there is nothing', () => {
    expect(renderText(reportOf(), [], plain)).to.equal('no builder pattern found: nothing to convert\n');
  });

  it('names the builder image and the entry where there is no Dockerfile', () => {
    const [builder] = conversion.builders;
    const bare = {
      ...conversion,
      runtime: null,
      builders: builder === undefined ? [] : [{ ...builder, dockerfile: null }],
    };
    const text = renderText(reportOf(bare), [], plain);
    expect(text).to.match(/^build\.sh {2}converted\n {2}builder app:build becomes stage builder\n/);
    expect(text).to.contain('→ runtime image:/root/app');
  });

  it('colours headings, messages and the diff', () => {
    const change: FileChange = { ...added, kind: 'modified', before: { ...added, text: 'x\n', encoding: 'utf8' } };
    const text = renderText(reportOf(conversion, refused), [change], coloured);
    for (const part of [
      '\x1b[1mbuild.sh: app:latest\x1b[22m',
      '\x1b[31mrefused\x1b[39m',
      '\x1b[32m+FROM a\x1b[39m',
      '\x1b[31m-x\x1b[39m',
    ])
      expect(text).to.contain(part);
  });

  it('lets no file steer the terminal', () => {
    const evil = '\x1b[2J\u202eevil\r';
    const text = renderText(
      reportOf({ ...refused, entry: evil, diagnostics: [{ ...refusal, message: evil }] }),
      [{ ...added, text: evil }],
      plain,
    );
    expect(text).not.to.match(/[\x1b\r\u202e]/);
    expect(printable(evil)).to.equal('\\x1b[2J\\u202eevil\\x0d');
  });
});

describe('colour', () => {
  const rows: [string, boolean, Record<string, string>, boolean][] = [
    ['on a terminal', true, {}, true],
    ['not in a file', false, {}, false],
    ['not with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR counts for nothing', true, { NO_COLOR: '' }, true],
    ['not with CI', true, { CI: 'true' }, false],
    ['not on a dumb terminal', true, { TERM: 'dumb' }, false],
    ['FORCE_COLOR decides before all', false, { FORCE_COLOR: '1', CI: '1', NO_COLOR: '1' }, true],
    ['FORCE_COLOR=0 switches off', true, { FORCE_COLOR: '0' }, false],
  ];
  for (const [name, isTerminal, env, wanted] of rows) {
    it(name, () => expect(choosePaint(isTerminal, env)('red', 'x') !== 'x').to.equal(wanted));
  }
});
