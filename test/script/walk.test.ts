import { expect } from 'chai';
import { childrenOf, outputsOf, parentsOf, walk, wordsOf } from '../../lib/script/walk.js';
import type { Program } from '../../lib/script/program.js';
import { read, show } from './shell/show.js';

const script = [
  'a && ! b | c',
  'if d; then e; else f; fi',
  'case $x in y) g;; esac',
  'for i in $(h); do j; done',
  'while k; do l; done',
  'm() { n; }',
  '( o ) & { p; }',
].join('\n');

function commandsOf(root: Program): string[] {
  const names: string[] = [];
  walk(root, (program) => {
    if (program.kind === 'command') names.push(show(program));
  });
  return names;
}

describe('walking a program', () => {
  it('meets every command in source order, but not those in words', () => {
    expect(commandsOf(read(script).program).join('')).to.equal('abcdefgjklnop');
  });

  it('leaves out what is below a program for which the visitor says false', () => {
    const kinds: string[] = [];
    walk(read('( a ); b').program, (program) => {
      kinds.push(program.kind);
      return program.kind !== 'subshell';
    });
    expect(kinds).to.deep.equal(['sequence', 'subshell', 'command']);
  });

  it('finds the parent of everything but the root', () => {
    const { program } = read(script);
    const parents = parentsOf(program);
    expect(parents.has(program)).to.equal(false);
    walk(program, (one) => {
      for (const child of childrenOf(one)) expect(parents.get(child)).to.equal(one);
    });
  });

  it('finds substitutions in words, also inside operands', () => {
    const { program } = read('a "$(b)" ${x:-$(c)} ${y/$(d)/`e`} ${z:$(f):1} ${w%$(g)} <(h)');
    const outputs = childrenOf(program).flatMap(wordsOf).flatMap(outputsOf);
    expect(outputs.map((output) => show(output.program)).join('')).to.equal('[b][c][d][e][f][g][h]');
  });

  it('knows the words of conditions, loops, assignments and redirections', () => {
    const { program } = read(
      'case a in b|c) ;; d) ;; esac >e; for x in f g; do :; done; y=h z=(i j) k <l; { :; } 2>m; ( : ) 2>n',
    );
    const texts = childrenOf(program)
      .flatMap(wordsOf)
      .flatMap(({ pieces }) => pieces.map((piece) => ('text' in piece ? piece.text : '?')));
    expect(texts.join('')).to.equal('abcdefghijklmn');
  });
});
