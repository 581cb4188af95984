import { expect } from 'chai';
import { buildsOf, echoed, evaluateText, hostOf, pathOf, stepsOf, type Files } from './traces.js';

const files: Files = { 'gen.sh': 'echo FROM a', README: 'text', Dockerfile: 'FROM a\n' };

function hostAfter(script: string): string[] {
  return hostOf(pathOf(evaluateText(script, files)).last);
}

describe('what a command prints reaches the file that the shell writes', () => {
  const rows: readonly (readonly [script: string, host: readonly string[]])[] = [
    ['echo hi > f', ['f <- "hi\\n"']],
    ['echo hi > f; echo ho >> f', ['f <- "hi\\nho\\n"']],
    ['echo ho >> f', ['f <- "ho\\n"']],
    ['echo hi > f; echo ho > f', ['f <- "ho\\n"']],
    ['echo hi >| f', ['f <- "hi\\n"']],
    ['echo hi &> f', ['f <- "hi\\n"']],
    ['echo hi > f 2>&1', ['f <- "hi\\n"']],
    ['echo hi 2> f', ['f <- what a command says on standard error()']],
    ['echo hi > /dev/null', []],
    ['echo hi >&2', []],
    ['echo hi > /dev/null | cat > f', ['f <- ""']],
    ['echo hi >&2 | cat > f', ['f <- ""']],
    ['echo hi | cat > f', ['f <- "hi\\n"']],
    ['echo hi | tee f', ['f <- "hi\\n"']],
    ['printf "%s\\n" a b > f', ['f <- "a\\nb\\n"']],
    [': > f', ['f <- ""']],
    ['> f', ['f <- ""']],
    ['cat README > f', ['f <- repo:README']],
    ['cat < README > f', ['f <- repo:README']],
    ['cat <<E > f\na $X\nE', ['f <- "a ${X}\\n"']],
    ["cat > f <<'E'\na $X\nE", ['f <- "a $X\\n"']],
    ['cat > f <<-E\n\ta\n\tE', ['f <- "a\\n"']],
    ['cat <<< "a $X" > f', ['f <- "a ${X}\\n"']],
    ['{ echo a; echo b; } > f', ['f <- "a\\nb\\n"']],
    ['(echo a; echo b) >> f', ['f <- "a\\nb\\n"']],
    ['for i in a b; do echo $i; done > f', ['f <- "a\\nb\\n"']],
    ['if true; then echo a; fi > f', ['f <- "a\\n"']],
    ['f() { echo a; }\nf > g', ['g <- "a\\n"']],
    ['f() { cat; }\nf < README > g', ['g <- repo:README']],
    ['f() { echo a >&2; echo b; }\nf > g', ['g <- "b\\n"']],
    ['eval "echo a" > g', ['g <- "a\\n"']],
    ['sh -c "echo a; echo b" > g', ['g <- "a\\nb\\n"']],
    ['./gen.sh > g', ['g <- "FROM a\\n"']],
    ['. ./gen.sh > g', ['g <- "FROM a\\n"']],
    ['(cd /tmp; echo a > f)', ['/tmp/f <- "a\\n"']],
    ['X=f; echo a > $X.txt', ['f.txt <- "a\\n"']],
    ['echo a > "$X"', ['/${X} <- "a\\n"']],
    ['echo a > gone/f', []],
  ];
  for (const [script, host] of rows)
    it(script.replaceAll('\n', '⏎'), () => {
      expect(hostAfter(script)).to.deep.equal(host);
    });

  it('files read and written belong to the step (FLOW-1)', () => {
    const [step] = pathOf(evaluateText('tr a b < README > out', files)).steps;
    expect([step?.reads.includes('/@/README'), step?.writes]).to.deep.equal([true, ['/@/out']]);
  });

  it('the file that a step writes is there for the next', () => {
    expect(hostAfter('echo a > f\ncp f g\nmv f h')).to.deep.equal(['g <- "a\\n"', 'h <- "a\\n"']);
  });
});

describe('$(…) stands for what the command prints', () => {
  const rows: readonly (readonly [script: string, said: readonly string[]])[] = [
    ['echo $(echo a) `echo b`', ['a b']],
    ['echo $(echo a b) "$(echo a b)"', ["a b 'a b'"]],
    ['echo $(printf "a\\n\\n\\n")x', ['ax']],
    ['V=$(echo a; echo b)\necho $V', ['a b']],
    ['echo $(echo $(echo a))', ['a']],
    ['echo a > f\necho $(cat f) $(<f)', ['a', 'a a']],
    ['echo $(f() { echo a; }; f)', ['a']],
    ['f() { echo "$1-x"; }\necho $(f a) $(f b)', ['a-x b-x']],
    ['echo $(A=1; echo $A) $A', ['1 ${A}']],
    ['echo $(cd /tmp; pwd) $(pwd)', ['/tmp /@']],
    ['echo $(basename a/b.c .c) $(dirname a/b.c)', ['b a']],
    ['A=$(git rev-parse HEAD)\nB=$(git rev-parse HEAD)\n[ "$A" = "$B" ] && echo same', ['same']],
    ['A=$(git describe | cut -d- -f1)\nB=$(git describe | cut -d- -f1)\n[ "$A" = "$B" ] && echo same', ['same']],
    ['echo $(curl u) $(curl u)', ["'$(curl u)' '$(curl u)#2'"]],
    ['A=$(date)\nB=$(date)\necho $A $B', ['$(date) $(date)#2']],
    ['A=$(date)\necho $A $A', ['$(date) $(date)']],
    ['echo $(echo a | tr a b)', ["'$(echo a | tr a b)'"]],
    ['cat <<E > f\n$(echo x)\nE\necho $(cat f)', ['x']],
  ];
  for (const [script, said] of rows)
    it(script.replaceAll('\n', '; '), () => {
      expect(echoed(evaluateText(script, files))).to.deep.equal(said);
    });

  it('a build within it is a build, and knows in which command it stands', () => {
    const { steps } = pathOf(evaluateText('id=$(docker build -q .)\ndocker create $id', files));
    const build = steps.find(({ effect }) => effect.kind === 'build');
    expect([build?.within?.assignments[0]?.name, steps.map(({ within }) => within !== null)]).to.deep.equal([
      'id',
      [true, false, false],
    ]);
  });

  it('the step of an assignment is known where its value is used', () => {
    const { steps } = pathOf(evaluateText('T=a\ndocker rmi $T', files));
    expect([steps[0]?.assigns, steps[1]?.variables]).to.deep.equal([['T'], [0]]);
  });
});

describe('pipes', () => {
  it('a build in a pipe is a build', () => {
    expect(buildsOf(pathOf(evaluateText('docker build -t T . 2>&1 | tee log | grep -v x', files)))).to.deep.equal([
      'T from Dockerfile in .',
    ]);
  });

  it('each stage is a shell of its own', () => {
    expect(echoed(evaluateText('A=1; echo x | A=2; cd /tmp | true; echo $A $(pwd)'))).to.include('1 /@');
  });

  it('a loop reads from a pipe', () => {
    expect(stepsOf(pathOf(evaluateText('cat README | while read -r l; do docker rmi $l; done', files)))).to.deep.equal([
      'host: cat README',
      'remove-image: docker rmi ${l}',
    ]);
  });

  it('a background command is carried out', () => {
    expect(buildsOf(pathOf(evaluateText('docker build -t T . &\nwait', files)))).to.deep.equal([
      'T from Dockerfile in .',
    ]);
  });
});
