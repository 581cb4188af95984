import { expect } from 'chai';
import { codesOf, evaluateText, hostOf, pathOf } from '../../evaluate/traces.js';

type Row = readonly [what: string, script: string, host: readonly string[], codes?: readonly string[]];

/** I-06, I-07, I-09: where the members of a tar land, by the names that the tar gives them. */
const landed: readonly Row[] = [
  ['contents of a folder', 'mkdir h\ndocker run --rm T tar cC /src . | tar xC h', ['h/* <- container#1:/src']],
  ['a folder under its name', 'docker run --rm T tar c -C /src dist | tar x', ['dist <- container#1:/src/dist']],
  [
    'an absolute path without its slash',
    'docker run T tar cz /opt/app | tar xz',
    ['opt/', 'opt/app <- container#1:/opt/app'],
  ],
  [
    'several operands, each in its folder',
    'docker run T tar c -C /a x -C b y | tar x',
    ['x <- container#1:/a/x', 'y <- container#1:/a/b/y'],
  ],
  ['sh -c with cd', "docker run T sh -c 'cd /src && tar c dist' | tar x", ['dist <- container#1:/src/dist']],
  ['sh -c with a filter', "docker run T sh -c 'tar c /a | gzip' | tar xz", ['a <- container#1:/a']],
  [
    'a filter on the host and back',
    'docker run T tar c /a/b | gzip | gunzip | tar x --strip-components=1',
    ['b <- container#1:/a/b'],
  ],
  [
    'through a file',
    'docker run T tar c -C /src dist > d.tar\ntar xf d.tar\nrm d.tar',
    ['dist <- container#1:/src/dist'],
  ],
  [
    'docker exec',
    'docker run -d --name c T sleep 99\ndocker exec c tar c -C /src dist | tar x',
    ['dist <- c:/src/dist'],
  ],
  ['docker cp of a folder', 'docker create --name c T\ndocker cp c:/a/dir - | tar x', ['dir <- c:/a/dir']],
  [
    'docker cp of contents',
    'docker create --name c T\nmkdir h\ndocker cp c:/a/dir/. - | tar xC h',
    ['h/* <- c:/a/dir'],
  ],
  [
    'T-L18 docker cp, stripped',
    'docker create --name c T\ndocker cp c:/a/dir - | tar x --strip-components=1',
    ['./* <- c:/a/dir', 'build.sh <- c:/a/dir/build.sh | repo:build.sh'],
  ],
  [
    'a part of an export',
    'docker create --name c T\ndocker export c | tar x opt/app',
    ['opt/', 'opt/app <- c:/opt/app'],
  ],
  [
    'a part of an export, stripped',
    'docker create --name c T\ndocker export c | tar x --strip-components=1 opt/app',
    ['app <- c:/opt/app'],
  ],
  [
    'an export in a file',
    'docker create --name c T\ndocker export -o e.tar c\ntar xf e.tar usr/bin/x',
    ['e.tar <- tar(=c:/)', 'usr/', 'usr/bin/', 'usr/bin/x <- c:/usr/bin/x'],
  ],
];

describe('tars', () => {
  for (const [what, script, host, codes = []] of landed) {
    it(what, () => {
      const trace = evaluateText(script);
      expect(hostOf(pathOf(trace).last)).to.deep.equal(host);
      expect(codesOf(trace)).to.deep.equal(codes);
    });
  }
});
