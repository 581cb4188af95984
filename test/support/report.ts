import type { Conversion, Report } from '../../lib/report/report.js';
import { diagnose, type Diagnostic } from '../../lib/source/diagnostic.js';

export const refusal: Diagnostic = {
  ...diagnose('no-consumer', 'build.sh', { artifact: '/app', image: 'app:build', host: './app' }, () => undefined),
  line: 7,
  column: 3,
};

/** A conversion like that of a builder pattern with one artifact. */
export const conversion: Conversion = {
  id: 'c1',
  status: 'converted',
  group: 'g1',
  entry: 'build.sh',
  scripts: ['build.sh'],
  builders: [{ dockerfile: 'Dockerfile.build', image: 'app:build', stage: 'builder', context: '.' }],
  runtime: { dockerfile: 'Dockerfile', image: 'app:latest', context: '.', target: null },
  engine: { floor: '17.09', because: null },
  hostCopies: [],
  handOffs: [
    {
      stage: 'builder',
      image: 'app:build',
      artifact: '/src/app',
      via: 'copy',
      kind: 'file',
      host: ['app', 'dist/app'],
      runtimePath: '/root/app',
      line: 'COPY --from=builder --chown=0:0 /src/app ./',
      evidence: [
        { role: 'copy', file: 'build.sh', line: 4, endLine: 4, text: 'docker cp extract:/src/app ./app' },
        { role: 'move', file: 'build.sh', line: 5, endLine: 6, text: 'mv app \\\n  dist/' },
        { role: 'take', file: 'Dockerfile', line: 12, endLine: 12, text: 'COPY dist/app ./' },
      ],
    },
  ],
  dockerfile: { path: 'Dockerfile', text: 'FROM a\n' },
  files: [{ path: 'Dockerfile', change: 'modified' }],
  changes: [],
  proof: { status: 'proven', assumptions: [] },
  diagnostics: [],
};

export const refused: Conversion = { ...conversion, id: 'c2', status: 'refused', handOffs: [], diagnostics: [refusal] };

export function reportOf(...conversions: Conversion[]): Report {
  const tool = { name: 'stagefold', version: '0.0.0' };
  return { version: 1, tool, root: '/r', conversions, diagnostics: [], patch: '' };
}
